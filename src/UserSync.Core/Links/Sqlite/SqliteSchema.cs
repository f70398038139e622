using System.Globalization;
using Microsoft.Data.Sqlite;
using UserSync.Core.Errors;
using UserSync.Core.Matching;

namespace UserSync.Core.Links.Sqlite;

/// <summary>The schema's versions and the way from each to the next. The version is SQLite's user_version.</summary>
internal static class SqliteSchema
{
    // Marks the file as ours, so that another program's database is never migrated.
    private const int ApplicationId = 0x55534C4B;

    private static readonly string[] Migrations = [Version1, Version2];

    public static int Current => Migrations.Length;

    private const string Version1 = """
        CREATE TABLE store_info (key TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

        CREATE TABLE endpoint (
            side TEXT NOT NULL CHECK (side IN ('cms', 'crm')), name TEXT NOT NULL,
            identity TEXT NOT NULL, product TEXT NOT NULL, accepted_at INTEGER NOT NULL, last_count INTEGER,
            PRIMARY KEY (side, name)) WITHOUT ROWID;

        CREATE TABLE link (
            id INTEGER PRIMARY KEY,
            site TEXT NOT NULL, account TEXT NOT NULL,
            user_id TEXT NOT NULL CHECK (user_id <> ''), user_key TEXT NOT NULL, contact_id TEXT NOT NULL CHECK (contact_id <> ''),
            is_temporary INTEGER NOT NULL DEFAULT 0, origin TEXT NOT NULL, email TEXT,
            created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL, user_url TEXT, contact_url TEXT,
            UNIQUE (site, account, user_id), UNIQUE (site, account, contact_id));

        CREATE TABLE baseline (
            link_id INTEGER NOT NULL PRIMARY KEY REFERENCES link (id) ON DELETE CASCADE,
            fields TEXT NOT NULL);

        CREATE TABLE run (
            id TEXT NOT NULL PRIMARY KEY, profile TEXT NOT NULL, site TEXT NOT NULL, account TEXT NOT NULL, direction TEXT NOT NULL,
            state TEXT NOT NULL, started_at INTEGER NOT NULL, finished_at INTEGER, match_hash TEXT, summary TEXT, error_id TEXT, message TEXT) WITHOUT ROWID;
        CREATE INDEX run_by_end ON run (site, account, started_at);

        CREATE TABLE intent (
            run_id TEXT NOT NULL REFERENCES run (id), seq INTEGER NOT NULL,
            site TEXT NOT NULL, account TEXT NOT NULL, side TEXT NOT NULL, kind TEXT NOT NULL,
            user_id TEXT, contact_id TEXT, marker TEXT, payload TEXT NOT NULL, created_at INTEGER NOT NULL,
            PRIMARY KEY (run_id, seq)) WITHOUT ROWID;

        CREATE TABLE change (
            id INTEGER PRIMARY KEY, run_id TEXT NOT NULL REFERENCES run (id), at INTEGER NOT NULL,
            site TEXT NOT NULL, account TEXT NOT NULL, action TEXT NOT NULL, outcome TEXT NOT NULL,
            user_id TEXT, contact_id TEXT, email TEXT, url TEXT, fields TEXT, reason TEXT, error_id TEXT, message TEXT);
        CREATE INDEX change_by_run ON change (run_id, outcome);
        CREATE INDEX change_by_user ON change (site, user_id);
        CREATE INDEX change_by_contact ON change (account, contact_id);

        CREATE TABLE conflict (
            id INTEGER PRIMARY KEY, site TEXT NOT NULL, account TEXT NOT NULL, kind TEXT NOT NULL,
            user_id TEXT NOT NULL DEFAULT '', contact_id TEXT NOT NULL DEFAULT '', email TEXT, candidates TEXT NOT NULL, reason TEXT NOT NULL,
            state TEXT NOT NULL, seen_run TEXT NOT NULL, created_at INTEGER NOT NULL, seen_at INTEGER NOT NULL, decided_at INTEGER,
            UNIQUE (site, account, kind, user_id, contact_id));
        CREATE INDEX conflict_by_user ON conflict (site, account, user_id);

        CREATE TABLE cursor (
            site TEXT NOT NULL, account TEXT NOT NULL, side TEXT NOT NULL, value TEXT NOT NULL, updated_at INTEGER NOT NULL,
            PRIMARY KEY (site, account, side)) WITHOUT ROWID;

        CREATE TABLE lease (
            resource TEXT NOT NULL PRIMARY KEY, owner TEXT NOT NULL, host TEXT NOT NULL, pid INTEGER NOT NULL, process_started INTEGER NOT NULL,
            fence INTEGER NOT NULL, acquired_at INTEGER NOT NULL, expires_at INTEGER NOT NULL) WITHOUT ROWID;
        """;

    // Runs towards the site: which side a change wrote to.
    private const string Version2 = "ALTER TABLE change ADD COLUMN target TEXT NOT NULL DEFAULT 'Crm'";

    public static async Task<int> VersionAsync(SqliteConnection connection, CancellationToken cancellationToken)
    {
        await using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "PRAGMA user_version";
        return Convert.ToInt32(await command.ExecuteScalarAsync(cancellationToken), CultureInfo.InvariantCulture);
    }

    public static async Task MigrateAsync(SqliteConnection connection, string location, CancellationToken cancellationToken)
    {
        if (await VersionAsync(connection, cancellationToken) == Current)
            return;

        // Immediate: two programs that open a new store at once must not both build it.
        await using var transaction = (SqliteTransaction)await connection.BeginTransactionAsync(System.Data.IsolationLevel.Serializable, cancellationToken);
        int version = await VersionAsync(connection, cancellationToken);
        if (version > Current)
        {
            throw new UserSyncException(new SyncError(ErrorIds.StoreTooNew, $"The link store {location} has schema version {version}; this UserSync knows up to {Current}.")
            {
                Item = location,
                Remedy = "Update UserSync on this machine.",
            });
        }

        if (version == 0 && await HasTablesAsync(connection, transaction, cancellationToken))
        {
            throw new UserSyncException(new SyncError(ErrorIds.StoreCorrupt, $"{location} is a database, but not a link store of UserSync.")
            {
                Item = location,
                Remedy = "Name another file under links.path.",
            });
        }

        for (; version < Current; version++)
            await RunAsync(connection, transaction, Migrations[version], cancellationToken);
        await RunAsync(
            connection,
            transaction,
            string.Create(CultureInfo.InvariantCulture, $"PRAGMA application_id={ApplicationId}; PRAGMA user_version={Current}; INSERT OR REPLACE INTO store_info VALUES ('normaliser', '{EmailNormaliser.Version}')"),
            cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    private static async Task<bool> HasTablesAsync(SqliteConnection connection, SqliteTransaction transaction, CancellationToken cancellationToken)
    {
        await using SqliteCommand command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = "SELECT COUNT(*) FROM sqlite_master";
        return Convert.ToInt64(await command.ExecuteScalarAsync(cancellationToken), CultureInfo.InvariantCulture) > 0;
    }

    private static async Task RunAsync(SqliteConnection connection, SqliteTransaction transaction, string sql, CancellationToken cancellationToken)
    {
        await using SqliteCommand command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
