using UserSync.Core.Model;

namespace UserSync.Core.Errors;

/// <summary>A failure of a remote system, classified. Connectors raise nothing else but cancellation.</summary>
public sealed class ConnectorException : UserSyncException
{
    /// <summary>Wraps a classified error.</summary>
    public ConnectorException(Side side, ConnectorErrorKind kind, string message, string? remedy = null, string? item = null, Exception? inner = null)
        : base(new SyncError(IdOf(kind), message) { Kind = kind, Remedy = remedy, Side = side, Item = item }, inner) => Kind = kind;

    /// <summary>Wraps an error that has an id of its own.</summary>
    public ConnectorException(SyncError error, Exception? inner = null)
        : base(error, inner) => Kind = error.Kind ?? ConnectorErrorKind.Fatal;

    /// <summary>What the failure means for the run.</summary>
    public ConnectorErrorKind Kind { get; }

    /// <summary>How long the system asked to wait, where it said so.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The default error id of a class of failure.</summary>
    public static string IdOf(ConnectorErrorKind kind) => kind switch
    {
        ConnectorErrorKind.Transient => ErrorIds.RemoteUnavailable,
        ConnectorErrorKind.Throttled => ErrorIds.RemoteThrottled,
        ConnectorErrorKind.Authentication => ErrorIds.CredentialRefused,
        ConnectorErrorKind.Permission => ErrorIds.PermissionMissing,
        ConnectorErrorKind.NotFound => ErrorIds.RecordNotFound,
        ConnectorErrorKind.Duplicate => ErrorIds.DuplicateValue,
        ConnectorErrorKind.InvalidItem => ErrorIds.ItemRefused,
        ConnectorErrorKind.InDoubt => ErrorIds.WriteInDoubt,
        ConnectorErrorKind.Blocked => ErrorIds.AccountBlocked,
        ConnectorErrorKind.Protocol => ErrorIds.AnswerNotUnderstood,
        ConnectorErrorKind.Maintenance => ErrorIds.RemoteInMaintenance,
        _ => ErrorIds.RemoteFatal,
    };
}
