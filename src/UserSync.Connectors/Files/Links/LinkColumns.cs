using System.Globalization;
using UserSync.Core.Model;

namespace UserSync.Connectors.Files.Links;

/// <summary>The columns of link tables: what they are called here and elsewhere.</summary>
public static class LinkColumns
{
    /// <summary>The table of the WT AmoCRM library, without the prefix that each Joomla has.</summary>
    internal const string WtTable = "lib_wt_amocrm_users_sync";

    /// <summary>The columns of that table, in the order in which it is exported.</summary>
    internal static readonly string[] Wt = ["joomla_user_id", "amocrm_contact_id", "is_temporary_user"];

    internal static readonly string[] User = ["UserId", "user_id", "joomla_user_id", "uf_id"];
    internal static readonly string[] Contact = ["ContactId", "contact_id", "amocrm_contact_id"];
    internal static readonly string[] Temporary = ["IsTemporary", "is_temporary", "is_temporary_user"];
    internal static readonly string[] Email = ["Email", "uf_name"];
    internal static readonly string[] UserKey = ["UserKey", "user_key"];
    internal static readonly string[] UserUrl = ["UserUrl", "user_url"];
    internal static readonly string[] ContactUrl = ["ContactUrl", "contact_url"];
    internal static readonly string[] Site = ["Site"];
    internal static readonly string[] Account = ["Account"];

    /// <summary>A link as one row: columns with their values, in order.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> Row(SyncLink link, LinkLayout layout) => layout switch
    {
        LinkLayout.WtAmoCrm => [new("joomla_user_id", link.UserId), new("amocrm_contact_id", link.ContactId), new("is_temporary_user", link.IsTemporary ? "1" : "0")],
        LinkLayout.UFMatch => [new("uf_id", link.UserId), new("uf_name", link.Email ?? ""), new("contact_id", link.ContactId)],
        _ =>
        [
            new("Site", link.Site), new("Account", link.Account), new("UserId", link.UserId), new("UserKey", link.UserKey), new("ContactId", link.ContactId),
            new("IsTemporary", link.IsTemporary ? "true" : "false"), new("Origin", link.Origin.ToString()), new("Email", link.Email ?? ""),
            new("CreatedAt", Text(link.CreatedAt)), new("UpdatedAt", Text(link.UpdatedAt)), new("UserUrl", link.UserUrl ?? ""), new("ContactUrl", link.ContactUrl ?? ""),
        ],
    };

    /// <summary>Reads a flag; null when the text is none.</summary>
    public static bool? Flag(string? text) => text?.Trim().ToUpperInvariant() switch
    {
        null or "" or "0" or "FALSE" or "NO" => false,
        "1" or "TRUE" or "YES" => true,
        _ => null,
    };

    private static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
