using UserSync.Core.Links;

namespace UserSync.Connectors.AmoCrm;

/// <summary>A memory that ends with the process: for a look at an account before there is a link store.</summary>
/// <param name="time">The clock.</param>
public sealed class VolatileMemory(TimeProvider time) : IAccountMemory
{
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _token = new(1, 1);
    private AccountTraffic _traffic = AccountTraffic.None;
    private long? _floor;

    /// <inheritdoc/>
    public Task<AccountTurn> TakeTurnAsync(TimeSpan interval, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            (_traffic, AccountTurn turn) = _traffic.Take(time.GetUtcNow(), interval);
            return Task.FromResult(turn);
        }
    }

    /// <inheritdoc/>
    public Task HoldAsync(DateTimeOffset until, CancellationToken cancellationToken) => ChangeAsync(t => t.Hold(until));

    /// <inheritdoc/>
    public Task BlockAsync(DateTimeOffset until, string why, CancellationToken cancellationToken) => ChangeAsync(t => t.Block(until, why));

    /// <inheritdoc/>
    public async Task<IAsyncDisposable> LockTokenAsync(CancellationToken cancellationToken)
    {
        await _token.WaitAsync(cancellationToken);
        return new Held(_token);
    }

    /// <inheritdoc/>
    public Task<long?> FloorAsync(CancellationToken cancellationToken) => Task.FromResult(_floor);

    /// <inheritdoc/>
    public Task SaveFloorAsync(long floor, CancellationToken cancellationToken)
    {
        _floor = floor;
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<IReadOnlyDictionary<string, SyncedPerson>> PeopleAsync(IReadOnlyCollection<string> contactIds, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyDictionary<string, SyncedPerson>>(new Dictionary<string, SyncedPerson>(StringComparer.Ordinal));

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _token.Dispose();
        return ValueTask.CompletedTask;
    }

    private Task ChangeAsync(Func<AccountTraffic, AccountTraffic> change)
    {
        lock (_gate)
            _traffic = change(_traffic);
        return Task.CompletedTask;
    }

    private sealed class Held(SemaphoreSlim gate) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            gate.Release();
            return ValueTask.CompletedTask;
        }
    }
}
