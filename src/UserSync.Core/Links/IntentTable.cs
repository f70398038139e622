using System.Data.Common;
using System.Text;
using UserSync.Core.Model;
using UserSync.Core.Planning;

namespace UserSync.Core.Links;

/// <summary>Open intents: whoever starts a run settles those of its pair first.</summary>
public sealed class IntentTable
{
    private readonly LinkStore _store;

    internal IntentTable(LinkStore store) => _store = store;

    /// <summary>Open intents of a pair, page by page in the order of storing; begin with <c>("", -1)</c>.</summary>
    public Task<List<Intent>> ReadAsync(string site, string account, string afterRun, long afterSequence, int most, CancellationToken cancellationToken) => _store.ReadAsync(
        async connection =>
        {
            await using var select = new Statement(connection, null, """
                SELECT run_id, seq, marker, payload, created_at FROM intent
                WHERE site=@0 AND account=@1 AND (run_id>@2 OR (run_id=@2 AND seq>@3)) ORDER BY run_id, seq LIMIT @4
                """, site, account, afterRun, afterSequence, (long)most);
            return await select.ListAsync(Read, cancellationToken);
        });

    /// <summary>Stores intents; when this returns they survive a power cut.</summary>
    internal Task AddAsync(string site, string account, IReadOnlyList<Intent> intents, CancellationToken cancellationToken) => _store.WriteAsync(
        async (connection, transaction) =>
        {
            await using var insert = new Statement(connection, transaction, """
                INSERT INTO intent (run_id, seq, site, account, side, kind, user_id, contact_id, marker, payload, created_at)
                VALUES (@0, @1, @2, @3, @4, @5, @6, @7, @8, @9, @10)
                """);
            foreach (Intent i in intents)
            {
                await insert.Bind(i.Run, i.Sequence, site, account, i.Change.Target, i.Change.Action, i.Change.UserId, i.Change.ContactId, i.Marker,
                    StoredJson.Write(w => PlannedChangeJson.Write(w, i.Change)), i.CreatedAt).RunAsync(cancellationToken);
            }
        },
        cancellationToken);

    internal static async Task<List<Intent>> ReadRunAsync(DbConnection connection, DbTransaction transaction, string run, Side side, long afterSequence, int most, CancellationToken cancellationToken)
    {
        await using var select = new Statement(connection, transaction,
            "SELECT run_id, seq, marker, payload, created_at FROM intent WHERE run_id=@0 AND seq>@1 AND side=@3 ORDER BY seq LIMIT @2", run, afterSequence, (long)most, side);
        return await select.ListAsync(Read, cancellationToken);
    }

    internal static async Task DeleteRunAsync(DbConnection connection, DbTransaction transaction, string run, Side side, CancellationToken cancellationToken)
    {
        await using var delete = new Statement(connection, transaction, "DELETE FROM intent WHERE run_id=@0 AND side=@1", run, side);
        await delete.RunAsync(cancellationToken);
    }

    internal static Statement PrepareDelete(DbConnection connection, DbTransaction transaction)
        => new(connection, transaction, "DELETE FROM intent WHERE run_id=@0 AND seq=@1");

    private static Intent Read(DbDataReader r)
        => new(r.GetString(0), r.GetInt64(1), PlannedChangeJson.Read(Encoding.UTF8.GetBytes(r.GetString(3))), r.Optional(2) ?? "", r.Time(4));
}
