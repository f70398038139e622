using System.Globalization;
using UserSync.Core.Connectors;
using UserSync.Core.Model;

namespace UserSync.Core.Links;

/// <summary>What the store remembers of a site or an account: its identity, how many records it had, how far an incremental read has come.</summary>
public sealed class EndTable
{
    private const string ByHash = "cms-hashes";
    private readonly LinkStore _store;

    internal EndTable(LinkStore store) => _store = store;

    /// <summary>The identity that was accepted for a site or account; null when it was never seen.</summary>
    public Task<string?> IdentityAsync(Side side, string name, CancellationToken cancellationToken) => _store.ReadAsync(
        async connection =>
        {
            await using var select = new Statement(connection, null, "SELECT identity FROM endpoint WHERE side=@0 AND name=@1", Code(side), name);
            return await select.ScalarAsync(cancellationToken) as string;
        });

    /// <summary>How many records the last whole listing had; null when there was none.</summary>
    public Task<long?> CountAsync(Side side, string name, CancellationToken cancellationToken) => _store.ReadAsync<long?>(
        async connection =>
        {
            await using var select = new Statement(connection, null, "SELECT last_count FROM endpoint WHERE side=@0 AND name=@1", Code(side), name);
            return await select.ScalarAsync(cancellationToken) is long count ? count : null;
        });

    /// <summary>Accepts an identity.</summary>
    public Task AcceptAsync(Side side, string name, EndIdentity identity, CancellationToken cancellationToken) => _store.WriteAsync(
        async (connection, transaction) =>
        {
            await using var save = new Statement(connection, transaction, """
                INSERT INTO endpoint (side, name, identity, product, accepted_at) VALUES (@0, @1, @2, @3, @4)
                ON CONFLICT (side, name) DO UPDATE SET identity=excluded.identity, product=excluded.product, accepted_at=excluded.accepted_at
                """, Code(side), name, identity.Id, identity.Product, _store.Clock.GetUtcNow());
            await save.RunAsync(cancellationToken);
        },
        cancellationToken);

    /// <summary>Remembers the size of a whole listing.</summary>
    public Task SaveCountAsync(Side side, string name, long count, CancellationToken cancellationToken) => _store.WriteAsync(
        async (connection, transaction) =>
        {
            await using var save = new Statement(connection, transaction, "UPDATE endpoint SET last_count=@2 WHERE side=@0 AND name=@1", Code(side), name, count);
            await save.RunAsync(cancellationToken);
        },
        cancellationToken);

    /// <summary>How far the incremental read of one side has come; null before the first.</summary>
    public async Task<DateTimeOffset?> CursorAsync(string site, string account, Side side, CancellationToken cancellationToken) =>
        await ReadAsync(site, account, Code(side), cancellationToken) is { } value ? DateTimeOffset.Parse(value, CultureInfo.InvariantCulture) : null;

    /// <summary>The users as the last incremental run found them, by their hashes; null before the first.</summary>
    public Task<string?> HashesAsync(string site, string account, CancellationToken cancellationToken) => ReadAsync(site, account, ByHash, cancellationToken);

    /// <summary>Moves the cursor: only when everything before it is confirmed.</summary>
    public Task SaveCursorAsync(string site, string account, Side side, DateTimeOffset value, CancellationToken cancellationToken) =>
        SaveAsync(site, account, Code(side), value.ToString("O", CultureInfo.InvariantCulture), cancellationToken);

    /// <summary>Remembers the users by their hashes: only when every change of theirs is confirmed.</summary>
    public Task SaveHashesAsync(string site, string account, string value, CancellationToken cancellationToken) => SaveAsync(site, account, ByHash, value, cancellationToken);

    private Task<string?> ReadAsync(string site, string account, string side, CancellationToken cancellationToken) => _store.ReadAsync(
        async connection =>
        {
            await using var select = new Statement(connection, null, "SELECT value FROM cursor WHERE site=@0 AND account=@1 AND side=@2", site, account, side);
            return await select.ScalarAsync(cancellationToken) as string;
        });

    private Task SaveAsync(string site, string account, string side, string value, CancellationToken cancellationToken) => _store.WriteAsync(
        async (connection, transaction) =>
        {
            await using var save = new Statement(connection, transaction, """
                INSERT INTO cursor (site, account, side, value, updated_at) VALUES (@0, @1, @2, @3, @4)
                ON CONFLICT (site, account, side) DO UPDATE SET value=excluded.value, updated_at=excluded.updated_at
                """, site, account, side, value, _store.Clock.GetUtcNow());
            await save.RunAsync(cancellationToken);
        },
        cancellationToken);

    private static string Code(Side side) => side == Side.Cms ? "cms" : "crm";
}
