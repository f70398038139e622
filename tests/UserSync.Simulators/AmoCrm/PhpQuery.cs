using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace UserSync.Simulators.AmoCrm;

/// <summary>Query strings and form bodies with brackets, as PHP reads and writes them.</summary>
public static class PhpQuery
{
    /// <summary>The tree of a query or form; texts at the leaves. The last value of a repeated name wins.</summary>
    public static JsonObject Parse(string? query)
    {
        JsonObject root = [];
        foreach (string pair in (query ?? "").TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            int at = pair.IndexOf('=', StringComparison.Ordinal);
            string name = WebUtility.UrlDecode(at < 0 ? pair : pair[..at]);
            Put(root, Keys(name), at < 0 ? "" : WebUtility.UrlDecode(pair[(at + 1)..]));
        }

        return root;
    }

    /// <summary>What <c>http_build_query</c> makes of a tree.</summary>
    public static string Build(JsonObject tree) => Build(Leaves(tree, null));

    /// <summary>Encodes pairs in their order.</summary>
    public static string Build(IEnumerable<KeyValuePair<string, string>> pairs) => string.Join('&', pairs.Select(p => $"{Encode(p.Key)}={Encode(p.Value)}"));

    private static IEnumerable<KeyValuePair<string, string>> Leaves(JsonObject tree, string? prefix)
    {
        foreach ((string name, JsonNode? value) in tree)
        {
            string path = prefix is null ? name : $"{prefix}[{name}]";
            if (value is JsonObject inner)
            {
                foreach (KeyValuePair<string, string> leaf in Leaves(inner, path))
                    yield return leaf;
            }
            else
            {
                yield return KeyValuePair.Create(path, value!.GetValue<string>());
            }
        }
    }

    private static List<string> Keys(string name)
    {
        int open = name.IndexOf('[', StringComparison.Ordinal);
        if (open <= 0 || !name.EndsWith(']'))
            return [name];
        return [name[..open], .. name[(open + 1)..^1].Split("][")];
    }

    private static void Put(JsonObject tree, List<string> keys, string value)
    {
        for (int i = 0; i < keys.Count; i++)
        {
            string key = keys[i].Length > 0 || i == 0 ? keys[i] : Next(tree);
            if (i == keys.Count - 1)
            {
                tree[key] = value;
                return;
            }

            if (tree[key] is not JsonObject inner)
                tree[key] = inner = [];
            tree = inner;
        }
    }

    private static string Next(JsonObject tree) =>
        (tree.Select(m => int.TryParse(m.Key, CultureInfo.InvariantCulture, out int n) ? n : -1).DefaultIfEmpty(-1).Max() + 1).ToString(CultureInfo.InvariantCulture);

    private static string Encode(string text)
    {
        StringBuilder encoded = new();
        foreach (byte b in Encoding.UTF8.GetBytes(text))
        {
            char c = (char)b;
            if (char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.')
                encoded.Append(c);
            else if (c == ' ')
                encoded.Append('+');
            else
                encoded.Append(CultureInfo.InvariantCulture, $"%{b:X2}");
        }

        return encoded.ToString();
    }
}
