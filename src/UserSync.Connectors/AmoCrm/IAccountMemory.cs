using UserSync.Core.Links;

namespace UserSync.Connectors.AmoCrm;

/// <summary>What a connector keeps between runs and shares with other processes: kept in the link store, or in memory where there is none.</summary>
public interface IAccountMemory : IAsyncDisposable
{
    /// <summary>Takes the next turn to send a request.</summary>
    Task<AccountTurn> TakeTurnAsync(TimeSpan interval, CancellationToken cancellationToken);

    /// <summary>Pauses all processes.</summary>
    Task HoldAsync(DateTimeOffset until, CancellationToken cancellationToken);

    /// <summary>Keeps all processes out.</summary>
    Task BlockAsync(DateTimeOffset until, string why, CancellationToken cancellationToken);

    /// <summary>Waits for the right to renew the token.</summary>
    Task<IAsyncDisposable> LockTokenAsync(CancellationToken cancellationToken);

    /// <summary>The highest id before contacts were made for this site; null when none were.</summary>
    Task<long?> FloorAsync(CancellationToken cancellationToken);

    /// <summary>Remembers the highest id, durably, before contacts are made.</summary>
    Task SaveFloorAsync(long floor, CancellationToken cancellationToken);

    /// <summary>The people that contacts are linked to, by contact id, so that a contact that vanished can be looked for by its person.</summary>
    Task<IReadOnlyDictionary<string, SyncedPerson>> PeopleAsync(IReadOnlyCollection<string> contactIds, CancellationToken cancellationToken);
}
