using System.Runtime.CompilerServices;
using UserSync.Core.Connectors;
using UserSync.Core.Errors;
using UserSync.Core.Model;

namespace UserSync.Core.Tests.Support;

/// <summary>What both sides in memory share. Calls that the capabilities do not allow are refused: stricter than any real system.</summary>
public abstract class MemoryConnector : IConnector
{
    public abstract Side Side { get; }

    public ConnectorCapabilities Capabilities { get; set; } = new()
    {
        Create = true, Update = true, Delete = DeleteKind.Real, FindByEmail = true, FindByKey = true, FindByPhone = true,
        Tags = true, Groups = true, WriteBatch = 2, Costs = new ReadCosts(3, 2, 2),
    };

    public RequestCount Requests { get; } = new();

    public string Identity { get; set; } = "memory";

    /// <summary>The side's clock; null for a side that does not tell it.</summary>
    public Func<DateTimeOffset>? Clock { get; set; }

    /// <summary>Raised instead of an answer, once: before the write is stored or after.</summary>
    public Exception? FailBeforeStoring { get; set; }

    public bool LoseNextAnswer { get; set; }

    /// <summary>Awaited before a write is stored: holds requests under way together.</summary>
    public Func<RecordWrite, CancellationToken, Task>? BeforeStoring { get; set; }

    public List<RecordWrite> Written { get; } = [];

    public Task<EndIdentity> IdentifyAsync(CancellationToken cancellationToken) => Task.FromResult(new EndIdentity(Identity, "Memory") { Clock = Clock?.Invoke() });

    public abstract IAsyncEnumerable<FieldInfo> ListFieldsAsync(CancellationToken cancellationToken);

    public async IAsyncEnumerable<CheckResult> CheckAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.Yield();
        yield return new CheckResult("memory", true, "there");
    }

    public string ChooseId(string marker) => Capabilities.ChoosesId || Capabilities.ChoosesKey ? "c-" + marker : throw new InvalidOperationException("This side chooses its own ids.");

    public async Task<IReadOnlyList<WriteResult>> WriteAsync(IReadOnlyList<RecordWrite> writes, CancellationToken cancellationToken)
    {
        if (writes.Count > Capabilities.WriteBatch)
            throw new InvalidOperationException($"{writes.Count} writes in a call that takes {Capabilities.WriteBatch}.");
        cancellationToken.ThrowIfCancellationRequested();
        Requests.Add(write: true);
        if (BeforeStoring is { } wait)
            await wait(writes[0], cancellationToken);
        if (FailBeforeStoring is { } failure)
        {
            FailBeforeStoring = null;
            throw failure;
        }

        List<WriteResult> results = [.. writes.Select(w =>
        {
            Written.Add(w);
            return Store(w);
        })];
        if (!LoseNextAnswer)
            return results;
        LoseNextAnswer = false;
        return [.. writes.Select(w => new WriteResult(w.IntentId, WriteOutcome.InDoubt) { Error = new SyncError(ErrorIds.WriteInDoubt, "The answer was lost.") { Kind = ConnectorErrorKind.InDoubt } })];
    }

    public virtual Task CommitAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public abstract IAsyncEnumerable<SettledCreate> SettleAsync(IReadOnlyList<OpenCreate> creates, CancellationToken cancellationToken);

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    protected abstract WriteResult Store(RecordWrite write);

    protected static WriteResult Refuse(RecordWrite write, ConnectorErrorKind kind, string message)
        => new(write.IntentId, WriteOutcome.Failed) { Error = new SyncError(ConnectorException.IdOf(kind), message) { Kind = kind, Item = write.RecordId } };
}
