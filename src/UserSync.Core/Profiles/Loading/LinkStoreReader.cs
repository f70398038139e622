namespace UserSync.Core.Profiles.Loading;

/// <summary>Reads <c>links</c>.</summary>
internal static class LinkStoreReader
{
    private const string Sqlite = "sqlite";
    private const string PostgreSql = "postgresql";

    public static LinkStoreSettings Read(ObjectReader reader, string profileName)
    {
        string store = reader.Word("store", [Sqlite, PostgreSql]) ?? Sqlite;
        string? path = reader.Text("path");
        string? connection = SecretReader.Read(reader, "connection");
        string? mirror = reader.Word("mirror", ["ufmatch"], orNull: true);
        reader.Close();

        if (store == PostgreSql && !reader.Has("connection"))
            reader.Problems.Add(reader.Node, "'connection' is missing: PostgreSQL needs a connection string", "add a reference to it, such as \"env:SHOP_LINKS\"");
        if (store == PostgreSql && reader.Has("path"))
            reader.Problems.Add(reader.Node.At("path"), "PostgreSQL has no path", "remove it, or choose \"store\": \"sqlite\"");
        if (store == Sqlite && reader.Has("connection"))
            reader.Problems.Add(reader.Node.At("connection"), "SQLite has no connection string", "remove it, or choose \"store\": \"postgresql\"");
        return new LinkStoreSettings
        {
            Store = store,
            Path = store == Sqlite ? reader.Context.FullPath(path ?? $"{profileName}.links.db") : null,
            Connection = connection,
            Mirror = mirror,
        };
    }
}
