using UserSync.Core.Model;

namespace UserSync.Core.Connectors;

/// <summary>
/// What both kinds of connector share. Members raise <see cref="Errors.ConnectorException"/> and
/// <see cref="OperationCanceledException"/> of the given token, and nothing else.
/// </summary>
public interface IConnector : IAsyncDisposable
{
    /// <summary>The side that the system stands on.</summary>
    Side Side { get; }

    /// <summary>What the system can do.</summary>
    ConnectorCapabilities Capabilities { get; }

    /// <summary>Requests sent so far.</summary>
    RequestCount Requests { get; }

    /// <summary>Proves that the system answers and that the credential is accepted, and tells which system it is.</summary>
    Task<EndIdentity> IdentifyAsync(CancellationToken cancellationToken);

    /// <summary>The fields that can be mapped.</summary>
    IAsyncEnumerable<FieldInfo> ListFieldsAsync(CancellationToken cancellationToken);

    /// <summary>The checks of credential, rights and settings that only this system knows.</summary>
    IAsyncEnumerable<CheckResult> CheckAsync(CancellationToken cancellationToken);

    /// <summary>An id for a new record, when the capability ChoosesId is set, or its key, when ChoosesKey is; called before its intent is stored. The same for the same marker.</summary>
    string ChooseId(string marker);

    /// <summary>
    /// Sends writes, at most the capability's batch. There is one result per write, in any order; a failed item costs only itself.
    /// Raises only when no further write can succeed (authentication, blocked); then nothing of this call was stored.
    /// </summary>
    Task<IReadOnlyList<WriteResult>> WriteAsync(IReadOnlyList<RecordWrite> writes, CancellationToken cancellationToken);

    /// <summary>Makes all staged writes real at once. Does nothing for a connector that is not transactional.</summary>
    Task CommitAsync(CancellationToken cancellationToken);

    /// <summary>Finds out what became of creates whose answers were lost. There is one result per create.</summary>
    IAsyncEnumerable<SettledCreate> SettleAsync(IReadOnlyList<OpenCreate> creates, CancellationToken cancellationToken);
}
