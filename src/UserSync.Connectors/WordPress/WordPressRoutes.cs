using System.Text;

namespace UserSync.Connectors.WordPress;

/// <summary>The two forms of a REST address: <c>wp-json/…</c>, and <c>?rest_route=/…</c> where permalinks are plain.</summary>
internal sealed record WordPressRoutes(bool Pretty)
{
    /// <summary>Users.</summary>
    public const string Users = "wp/v2/users";

    /// <summary>Path and query below the site's address.</summary>
    /// <param name="route">The route without slashes around it; "" for the index.</param>
    /// <param name="query">Names and values, not yet escaped.</param>
    public string Path(string route, params IEnumerable<(string Name, string Value)> query)
    {
        StringBuilder path = new();
        char separator = '?';
        if (Pretty)
        {
            path.Append("wp-json/").Append(route);
        }
        else
        {
            path.Append("?rest_route=/").Append(route);
            separator = '&';
        }

        foreach ((string name, string value) in query)
        {
            path.Append(separator).Append(Uri.EscapeDataString(name)).Append('=').Append(Uri.EscapeDataString(value));
            separator = '&';
        }

        return path.ToString();
    }
}
