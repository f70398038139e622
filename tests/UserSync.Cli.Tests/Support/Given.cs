using System.Globalization;
using System.Text;

namespace UserSync.Cli.Tests.Support;

/// <summary>Sites and profiles for the tests.</summary>
internal static class Given
{
    public const string FileSite = """{ "kind": "csv", "site": "shop", "path": "users.csv" }""";

    public static string Profile(string cms = FileSite, string more = "") => $$"""
        {
          "name": "shop",
          "cms": {{cms}},
          "crm": { "kind": "csv", "account": "crm", "path": "contacts.csv" },
          "links": { "store": "sqlite", "path": "shop.links.db" },
          "match": [ "email" ],
          "fields": [
            { "user": "first_name", "contact": "first_name" },
            { "user": "last_name", "contact": "last_name" },
            { "user": "email", "contact": "EMAIL" }
          ]{{(more.Length > 0 ? ", " : "")}}{{more}}
        }
        """;

    public static string WordPress(string url, string secret = "env:WP_SECRET") => $$"""{ "kind": "wordpress", "site": "shop", "url": "{{url}}", "credential": "{{secret}}" }""";

    public static string Users(int count, int from = 1)
    {
        var text = new StringBuilder("id,username,email,first_name,last_name\n");
        for (int i = from; i < from + count; i++)
            text.Append(CultureInfo.InvariantCulture, $"{i},user{i},user{i}@example.org,First{i},Last{i}\n");
        return text.ToString();
    }

    /// <summary>A folder with a site of so many users and an empty CRM.</summary>
    public static TempFolder Shop(int users = 5, string more = "")
    {
        var folder = new TempFolder();
        folder.Put("shop.json", Profile(more: more));
        folder.Put("users.csv", Users(users));
        return folder;
    }
}
