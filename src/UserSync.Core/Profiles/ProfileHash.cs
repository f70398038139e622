using System.Security.Cryptography;
using System.Text;

namespace UserSync.Core.Profiles;

/// <summary>A fingerprint of what decides which records take part and who is who.</summary>
internal static class ProfileHash
{
    public static string OfMatchAndFilter(SyncProfile profile)
    {
        var text = new StringBuilder();
        foreach (MatchRule rule in profile.Match)
            Append(text, "match", [rule.User, rule.Contact, rule.Kind.ToString(), rule.Country?.ToUpperInvariant() ?? ""]);

        // The order of a filter's names means nothing; that of match rules does.
        AppendSet(text, "groups", profile.Cms.Filter.Groups);
        AppendSet(text, "tags", profile.Crm.Filter.Tags);
        AppendSet(text, "notTags", profile.Crm.Filter.NotTags);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    private static void AppendSet(StringBuilder text, string name, IEnumerable<string> items) =>
        Append(text, name, items.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));

    private static void Append(StringBuilder text, string name, IEnumerable<string> items)
    {
        text.Append(name);
        foreach (string item in items)
            text.Append(' ').Append(item.Length).Append(':').Append(item);
        text.Append('\n');
    }
}
