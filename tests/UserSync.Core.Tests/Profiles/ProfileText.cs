using UserSync.Core.Profiles;

namespace UserSync.Core.Tests.Profiles;

/// <summary>Texts of profiles for tests, one property a line so that places are easy to state.</summary>
internal static class ProfileText
{
    public const string Folder = "/profiles";
    public const string Path = Folder + "/shop.json";

    /// <summary>A WordPress site to a CSV file; further root properties start on line 5.</summary>
    public static string WordPressToCsv(string further = "") => $$"""
        {
          "name": "shop",
          "cms": { "kind": "wordpress", "site": "shop", "url": "https://shop.example.org", "credential": "env:SHOP_WP" },
          "crm": { "kind": "csv", "account": "people", "path": "people.csv" }{{(further.Length == 0 ? "" : ",\n" + further)}}
        }
        """;

    /// <summary>Any two ends given as their objects.</summary>
    public static string Of(string cms, string crm, string further = "") =>
        $"{{\n\"cms\": {cms},\n\"crm\": {crm}{(further.Length == 0 ? "" : ",\n" + further)}\n}}";

    public static SyncProfile Load(string text) => ProfileLoader.Parse(text, Path);

    public static IReadOnlyList<ProfileProblem> Problems(string text) => ProfileLoader.ReadText(text, Path).Problems;
}
