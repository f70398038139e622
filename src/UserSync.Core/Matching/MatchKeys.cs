using System.Text;
using UserSync.Core.Model;
using UserSync.Core.Profiles;

namespace UserSync.Core.Matching;

/// <summary>The comparable values by which a match rule joins users and contacts.</summary>
public static class MatchKeys
{
    /// <summary>The keys of a field, each once, in the order of its values. None for a field that was not read, is empty or holds nothing usable.</summary>
    public static IReadOnlyList<string> Of(MatchRule rule, FieldValue value)
    {
        if (value.Count <= 1)
            return Normalise(rule, value.Text) is { } only ? [only] : [];
        var keys = new List<string>(value.Count);
        foreach (string text in value.Values)
        {
            if (Normalise(rule, text) is { } key && !keys.Contains(key, StringComparer.Ordinal))
                keys.Add(key);
        }

        return keys;
    }

    /// <summary>The key of one text, or null when it is nothing that the rule could compare.</summary>
    public static string? Normalise(MatchRule rule, string? text) => rule.Kind switch
    {
        MatchKind.Email => EmailNormaliser.Normalise(text),
        MatchKind.Phone => PhoneNormaliser.Normalise(text, rule.Country),
        _ => Plain(text),
    };

    private static string? Plain(string? text)
    {
        string? trimmed = text?.Trim();
        if (string.IsNullOrEmpty(trimmed))
            return null;

        // Normalize() throws on half a surrogate pair; such a text is compared as it stands.
        return trimmed.All(char.IsAscii) || trimmed.EnumerateRunes().Contains(Rune.ReplacementChar) ? trimmed : trimmed.Normalize();
    }
}
