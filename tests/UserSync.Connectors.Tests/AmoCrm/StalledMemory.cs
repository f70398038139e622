using UserSync.Connectors.AmoCrm;
using UserSync.Core.Links;

namespace UserSync.Connectors.Tests.AmoCrm;

/// <summary>The memory of a process that stands still in the middle of its renewal: it has the lock and has read the pair, and sends nothing until it is told to go on.</summary>
internal sealed class StalledMemory(IAccountMemory memory) : IAccountMemory
{
    private readonly TaskCompletionSource _hasLock = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _goOn = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _isLocked;

    /// <summary>Ends when it stands still.</summary>
    public Task HasLock => _hasLock.Task;

    public void GoOn() => _goOn.SetResult();

    public async Task<AccountTurn> TakeTurnAsync(TimeSpan interval, CancellationToken cancellationToken)
    {
        if (_isLocked)
        {
            _hasLock.TrySetResult();
            await _goOn.Task;
        }

        return await memory.TakeTurnAsync(interval, cancellationToken);
    }

    public async Task<IAsyncDisposable> LockTokenAsync(CancellationToken cancellationToken)
    {
        IAsyncDisposable held = await memory.LockTokenAsync(cancellationToken);
        _isLocked = true;
        return held;
    }

    public Task HoldAsync(DateTimeOffset until, CancellationToken cancellationToken) => memory.HoldAsync(until, cancellationToken);

    public Task BlockAsync(DateTimeOffset until, string why, CancellationToken cancellationToken) => memory.BlockAsync(until, why, cancellationToken);

    public Task<long?> FloorAsync(CancellationToken cancellationToken) => memory.FloorAsync(cancellationToken);

    public Task SaveFloorAsync(long floor, CancellationToken cancellationToken) => memory.SaveFloorAsync(floor, cancellationToken);

    public Task<IReadOnlyDictionary<string, SyncedPerson>> PeopleAsync(IReadOnlyCollection<string> contactIds, CancellationToken cancellationToken) => memory.PeopleAsync(contactIds, cancellationToken);

    public ValueTask DisposeAsync() => memory.DisposeAsync();
}
