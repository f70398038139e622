using UserSync.Core.Errors;

namespace UserSync.Connectors.Http;

/// <summary>How one sending of a request ended.</summary>
/// <typeparam name="T">What the answer was read as.</typeparam>
internal readonly record struct Attempt<T>
{
    /// <summary>The answer; null when there is none.</summary>
    public RemoteResponse? Response { get; init; }

    /// <summary>What was read from the answer.</summary>
    public T? Value { get; init; }

    /// <summary>Why it failed; null for a success.</summary>
    public ConnectorException? Error { get; init; }

    /// <summary>True when the same request may succeed later.</summary>
    public bool MayPass { get; init; }

    /// <summary>True when a write may have been stored although it failed.</summary>
    public bool MaybeStored { get; init; }

    /// <summary>True when the system turned the request away unread and says when to come again.</summary>
    public bool Refused { get; init; }

    /// <summary>How long the server asked to wait.</summary>
    public TimeSpan? Wait { get; init; }
}
