using Microsoft.Data.Sqlite;

namespace UserSync.Connectors.Tests.Flows;

/// <summary>Copies a folder with a link store in it that somebody is writing to.</summary>
internal static class StoreCopy
{
    private const string HalfWritten = "id,EMA";

    /// <summary>
    /// Copies all files; of the store only what is committed, as another process would find it. A file that is still being written and
    /// locked for that is taken to be half written.
    /// </summary>
    public static string Make(string folder, string copy, string store)
    {
        foreach (string file in Directory.EnumerateFiles(folder))
        {
            string name = Path.Combine(copy, Path.GetFileName(file));
            if (file.EndsWith(".usersync-new", StringComparison.Ordinal))
                File.WriteAllText(name, HalfWritten);
            else if (!file.StartsWith(store, StringComparison.Ordinal))
                File.Copy(file, name);
        }

        if (!File.Exists(store))
            return copy;
        using SqliteConnection connection = new(new SqliteConnectionStringBuilder { DataSource = store, Mode = SqliteOpenMode.ReadWrite, Pooling = false }.ToString());
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "VACUUM INTO $copy";
        string path = Path.Combine(copy, Path.GetFileName(store));
        command.Parameters.AddWithValue("$copy", path);
        command.ExecuteNonQuery();
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return copy;
    }
}
