using Newtonsoft.Json;

namespace UserSync.Connectors.Files.Json;

/// <summary>
/// Changes single members in the text of an object, so that all others stay as they are, down to the form of their numbers.
/// The text was read by <see cref="JsonObjectReader"/> before: only well-formed objects come here.
/// </summary>
internal static class JsonMembers
{
    /// <summary>The literal at a path; null when the object has none.</summary>
    public static string? Find(string text, ReadOnlySpan<string> path)
    {
        int open = 0;
        for (int i = 0; i < path.Length; i++)
        {
            if (Member(text, open, path[i], out _) is not { } value)
                return null;
            if (i == path.Length - 1)
                return text[value];
            open = value.Start.Value;
            if (text[open] != '{')
                return null;
        }

        return null;
    }

    /// <summary>The text with a literal at a path; objects on the way are made where they are missing.</summary>
    public static string Set(string text, ReadOnlySpan<string> path, string literal, JsonStyle style)
    {
        int open = 0;
        for (int i = 0; ; i++)
        {
            bool last = i == path.Length - 1;
            if (Member(text, open, path[i], out int end) is not { } value)
            {
                string made = literal;
                for (int k = path.Length - 1; k > i; k--)
                    made = $"{{{JsonConvert.ToString(path[k])}{style.Colon}{made}}}";
                return Insert(text, open, end, $"{JsonConvert.ToString(path[i])}{style.Colon}{made}", style);
            }

            if (last)
                return string.Concat(text.AsSpan(0, value.Start.Value), literal, text.AsSpan(value.End.Value));
            open = value.Start.Value;
            if (text[open] == '{')
                continue;

            // A null or a text stands where an object must be.
            text = string.Concat(text.AsSpan(0, open), "{}", text.AsSpan(value.End.Value));
        }
    }

    /// <summary>What stands between members, as the object shows it.</summary>
    public static JsonStyle StyleOf(string text)
    {
        int name = AfterSpace(text, 1);
        if (text[name] != '"')
            return JsonStyle.Default;
        int colon = AfterValue(text, name);
        int value = AfterSpace(text, AfterSpace(text, colon) + 1);
        int close = text.AsSpan(0, text.Length - 1).TrimEnd().Length;
        return new JsonStyle(text[1..name], text[colon..value], text[close..^1]);
    }

    private static string Insert(string text, int open, int end, string member, JsonStyle style)
    {
        if (end < 0)
            return string.Concat(text.AsSpan(0, open + 1), open == 0 ? style.Lead : "", member, text.AsSpan(open + 1));
        int name = AfterSpace(text, open + 1);
        return string.Concat(text.AsSpan(0, end), ",", $"{text[(open + 1)..name]}{member}", text.AsSpan(end));
    }

    /// <summary>Where the value of a member stands; else null and the end of the last member, or -1 for an object without members.</summary>
    private static Range? Member(string text, int open, string name, out int end)
    {
        end = -1;
        int at = AfterSpace(text, open + 1);
        while (text[at] == '"')
        {
            int nameEnd = AfterValue(text, at);
            int value = AfterSpace(text, AfterSpace(text, nameEnd) + 1);
            end = AfterValue(text, value);
            if (IsName(text.AsSpan(at, nameEnd - at), name))
                return value..end;
            at = AfterSpace(text, end);
            if (text[at] == ',')
                at = AfterSpace(text, at + 1);
        }

        return null;
    }

    private static bool IsName(ReadOnlySpan<char> literal, string name) => literal.Contains('\\')
        ? string.Equals(JsonConvert.DeserializeObject<string>(literal.ToString()), name, StringComparison.Ordinal)
        : literal[1..^1].SequenceEqual(name);

    private static int AfterSpace(string text, int at)
    {
        while (char.IsWhiteSpace(text[at]))
            at++;
        return at;
    }

    private static int AfterValue(string text, int at)
    {
        if (text[at] == '"')
        {
            for (at++; text[at] != '"'; at++)
            {
                if (text[at] == '\\')
                    at++;
            }

            return at + 1;
        }

        if (text[at] is not ('{' or '['))
        {
            while (text[at] is not (',' or '}' or ']') && !char.IsWhiteSpace(text[at]))
                at++;
            return at;
        }

        int depth = 0;
        do
        {
            if (text[at] == '"')
            {
                at = AfterValue(text, at);
                continue;
            }

            if (text[at] is '{' or '[')
                depth++;
            else if (text[at] is '}' or ']')
                depth--;
            at++;
        }
        while (depth > 0);
        return at;
    }
}
