using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace UserSync.Simulators.Drupal;

/// <summary>The links of a listing: "next" only while there is more, "first" and "prev" only behind the beginning, never "last".</summary>
public static class PageLinks
{
    /// <summary>Makes them.</summary>
    public static JsonObject Of(HttpRequest request, string address, QueryParameters query, bool more)
    {
        JsonObject links = [];
        if (query.Offset > 0)
            links["first"] = At(0);
        if (more)
            links["next"] = At(query.Offset + query.Limit);
        if (query.Offset > 0)
            links["prev"] = At(Math.Max(0, query.Offset - query.Limit));
        links["self"] = UserDocument.Href($"{address}{request.Path}{request.QueryString}");
        return links;

        JsonObject At(int offset)
        {
            IEnumerable<string> kept = request.QueryString.Value!.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries).Where(p => !p.StartsWith("page", StringComparison.Ordinal));
            return UserDocument.Href($"{address}{request.Path}?{string.Join('&', [.. kept, $"page%5Boffset%5D={offset}", $"page%5Blimit%5D={query.Limit}"])}");
        }
    }
}
