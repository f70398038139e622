using UserSync.Core.Model;

namespace UserSync.Core.Errors;

/// <summary>What went wrong, with which item, on which side, and what to do next.</summary>
/// <param name="Id">Stable id, listed in docs/errors.md.</param>
/// <param name="Message">One or two sentences for the administrator, without secrets.</param>
public sealed record SyncError(string Id, string Message)
{
    /// <summary>What to do next.</summary>
    public string? Remedy { get; init; }

    /// <summary>The side on which it happened; null when it is neither.</summary>
    public Side? Side { get; init; }

    /// <summary>The item: a user or contact id, a field path, a file with line.</summary>
    public string? Item { get; init; }

    /// <summary>The class of a connector's failure; null for errors that are not a connector's.</summary>
    public ConnectorErrorKind? Kind { get; init; }

    /// <summary>True when the same request may succeed later without anybody's doing.</summary>
    public bool Repeatable => Kind is ConnectorErrorKind.Transient or ConnectorErrorKind.Throttled or ConnectorErrorKind.InDoubt or ConnectorErrorKind.Maintenance;

    /// <inheritdoc/>
    public override string ToString() => Remedy is null ? Message : $"{Message} {Remedy}";
}
