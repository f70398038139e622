using System.Data.Common;
using Microsoft.Data.Sqlite;
using UserSync.Core.Errors;

namespace UserSync.Core.Links.Sqlite;

/// <summary>A link store in one SQLite file: WAL, every commit synced, foreign keys on, readable by its owner only.</summary>
public sealed class SqliteDatabase : ILinkDatabase
{
    /// <summary>Names the file; nothing is opened yet.</summary>
    /// <param name="path">Full path of the file.</param>
    /// <param name="readOnly">True for a preview: no file is made, migrated or changed; a missing one is an empty store in memory.</param>
    public SqliteDatabase(string path, bool readOnly = false)
    {
        Location = path;
        ReadOnly = readOnly;
    }

    /// <inheritdoc/>
    public string Location { get; }

    /// <summary>True for a preview.</summary>
    public bool ReadOnly { get; }

    /// <summary>
    /// True when the last transactions may be lost with the power, though never with the process: for what is of no use afterwards, such
    /// as whose turn it is to send a request.
    /// </summary>
    public bool MayForget { get; init; }

    /// <inheritdoc/>
    public async Task<DbConnection> OpenAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (ReadOnly)
                return await OpenPreviewAsync(cancellationToken);
            PrepareFile();
            SqliteConnection connection = await ConnectAsync(Location, SqliteOpenMode.ReadWriteCreate, cancellationToken);
            try
            {
                if (MayForget)
                    await SyncLessAsync(connection, cancellationToken);
                await SqliteSchema.MigrateAsync(connection, Location, cancellationToken);
                return connection;
            }
            catch
            {
                await connection.DisposeAsync();
                throw;
            }
        }
        catch (SqliteException failure)
        {
            throw Explain(failure);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new UserSyncException(
                new SyncError(ErrorIds.StoreUnavailable, $"The link store {Location} cannot be opened: {failure.Message}") { Item = Location, Remedy = "Check that the folder exists and that this account may write to it." },
                failure);
        }
    }

    /// <inheritdoc/>
    public bool IsWritable(DbConnection connection) => connection is not SqliteConnection sqlite || SQLitePCL.raw.sqlite3_db_readonly(sqlite.Handle, "main") == 0;

    /// <inheritdoc/>
    public Exception Explain(DbException failure)
    {
        int code = (failure as SqliteException)?.SqliteErrorCode ?? 0;
        (string id, string what, string remedy) = code switch
        {
            SQLitePCL.raw.SQLITE_BUSY or SQLitePCL.raw.SQLITE_LOCKED => (ErrorIds.StoreUnavailable, "is locked by another program", "Wait for the other run to end, or close the program that has the file open."),
            SQLitePCL.raw.SQLITE_CORRUPT or SQLitePCL.raw.SQLITE_NOTADB => (ErrorIds.StoreCorrupt, "is damaged or is not a link store", "Restore it from a backup, or move it away and run with -Rebase after importing an export of its links."),
            SQLitePCL.raw.SQLITE_READONLY => (ErrorIds.StoreUnavailable, "is read-only", "Give this account the right to write to the file and its folder."),
            SQLitePCL.raw.SQLITE_FULL => (ErrorIds.StoreUnavailable, "cannot grow: the disk is full", "Free disk space and run again; nothing was half-written."),
            SQLitePCL.raw.SQLITE_CANTOPEN => (ErrorIds.StoreUnavailable, "cannot be opened", "Check that the folder exists and that this account may write to it."),
            _ => (ErrorIds.StoreUnavailable, $"failed: {failure.Message}", "Run again; if it stays, check the disk."),
        };
        return new UserSyncException(new SyncError(id, $"The link store {Location} {what}.") { Item = Location, Remedy = remedy }, failure);
    }

    private static async Task<SqliteConnection> ConnectAsync(string source, SqliteOpenMode mode, CancellationToken cancellationToken)
    {
        // No pooling: a pooled connection went on writing to a deleted file.
        var text = new SqliteConnectionStringBuilder { DataSource = source, Mode = mode, Pooling = false, DefaultTimeout = 30 };
        var connection = new SqliteConnection(text.ToString());
        await connection.OpenAsync(cancellationToken);
        string pragmas = "PRAGMA busy_timeout=10000; PRAGMA foreign_keys=ON; PRAGMA temp_store=MEMORY; PRAGMA cache_size=-16000;";
        if (mode == SqliteOpenMode.ReadWriteCreate)
            pragmas += " PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;";
        await using SqliteCommand command = connection.CreateCommand();
        command.CommandText = pragmas;
        await command.ExecuteNonQueryAsync(cancellationToken);
        return connection;
    }

    private static async Task SyncLessAsync(SqliteConnection connection, CancellationToken cancellationToken)
    {
        await using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "PRAGMA synchronous=NORMAL";
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task<DbConnection> OpenPreviewAsync(CancellationToken cancellationToken)
    {
        if (File.Exists(Location))
        {
            SqliteConnection file = await LookAsync(cancellationToken);
            if (await SqliteSchema.VersionAsync(file, cancellationToken) == SqliteSchema.Current)
                return file;

            // An older store is migrated in a copy: a preview changes nothing on disk.
            await using (file)
            {
                SqliteConnection copy = await ConnectAsync(":memory:", SqliteOpenMode.Memory, cancellationToken);
                file.BackupDatabase(copy);
                await SqliteSchema.MigrateAsync(copy, Location, cancellationToken);
                return copy;
            }
        }

        SqliteConnection empty = await ConnectAsync(":memory:", SqliteOpenMode.Memory, cancellationToken);
        await SqliteSchema.MigrateAsync(empty, Location, cancellationToken);
        return empty;
    }

    // A connection that may not write leaves SQLite's side files behind; one that could, and is told not to, takes them away again.
    private async Task<SqliteConnection> LookAsync(CancellationToken cancellationToken)
    {
        try
        {
            SqliteConnection file = await ConnectAsync(Location, SqliteOpenMode.ReadWrite, cancellationToken);
            await using SqliteCommand command = file.CreateCommand();
            command.CommandText = "PRAGMA query_only=ON";
            await command.ExecuteNonQueryAsync(cancellationToken);
            return file;
        }
        catch (SqliteException failure) when (failure.SqliteErrorCode is SQLitePCL.raw.SQLITE_READONLY or SQLitePCL.raw.SQLITE_CANTOPEN or SQLitePCL.raw.SQLITE_PERM)
        {
            return await ConnectAsync(Location, SqliteOpenMode.ReadOnly, cancellationToken);
        }
    }

    private void PrepareFile()
    {
        string? folder = Path.GetDirectoryName(Location);
        if (!string.IsNullOrEmpty(folder))
            Directory.CreateDirectory(folder);
        if (IsNetworkPath(Location))
        {
            throw new UserSyncException(new SyncError(ErrorIds.StoreUnavailable, $"The link store {Location} lies on a network file system, where SQLite's locks do not hold.")
            {
                Item = Location,
                Remedy = "Keep it on a local disk, or use a store of kind postgresql.",
            });
        }

        if (!OperatingSystem.IsWindows() && !File.Exists(Location))
        {
            // Made by us first, so that it never exists with wider rights.
            using var made = new FileStream(Location, new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite });
        }
    }

    private static bool IsNetworkPath(string path)
    {
        if (path.StartsWith(@"\\", StringComparison.Ordinal))
            return true;
        try
        {
            DriveInfo? drive = DriveInfo.GetDrives()
                .Where(d => path.StartsWith(d.Name.EndsWith(Path.DirectorySeparatorChar) ? d.Name : d.Name + Path.DirectorySeparatorChar, StringComparison.Ordinal))
                .MaxBy(d => d.Name.Length);
            return drive is not null && (drive.DriveType == DriveType.Network || drive.DriveFormat is "nfs" or "nfs4" or "cifs" or "smb3" or "smbfs" or "fuse.sshfs");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // A system that does not tell its mounts cannot be judged; the store's own locking errors will speak.
            return false;
        }
    }
}
