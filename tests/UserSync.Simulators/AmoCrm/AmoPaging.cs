using System.Globalization;
using System.Text.Json.Nodes;

namespace UserSync.Simulators.AmoCrm;

/// <summary>One page of a list, with its links.</summary>
public static class AmoPaging
{
    /// <summary>Answers a page; 204 when there is nothing on it.</summary>
    /// <param name="call">The request.</param>
    /// <param name="name">The name under <c>_embedded</c>.</param>
    /// <param name="items">All items.</param>
    /// <param name="count">How many they are when the list tells its total; null for lists that tell none.</param>
    /// <param name="render">Makes an item's JSON.</param>
    /// <param name="usual">The page size without <c>limit</c>.</param>
    /// <param name="greatest">The greatest page.</param>
    /// <param name="backLinks">Later pages have links back.</param>
    public static AmoAnswer Page<T>(AmoCall call, string name, IEnumerable<T> items, int? count, Func<T, JsonNode> render, int usual = 50, int greatest = 250, bool backLinks = true)
    {
        int limit = Number(call, "limit", usual, greatest);
        int page = Number(call, "page", 1, int.MaxValue / limit);
        long before = (long)(page - 1) * limit;
        List<T> taken = [.. items.Skip((int)Math.Min(before, int.MaxValue)).Take(limit + 1)];
        if (taken.Count == 0)
            return AmoAnswer.Nothing;
        bool more = taken.Count > limit;
        int pages = count is { } all ? (all + limit - 1) / limit : 0;
        JsonObject body = [];
        if (count is not null)
            body["_total_items"] = count;
        body["_page"] = page;
        if (count is not null)
            body["_page_count"] = pages;
        JsonObject links = new() { ["self"] = Link(call, limit, page) };
        if (more)
            links["next"] = Link(call, limit, page + 1);
        if (more && count is not null)
            links["last"] = Link(call, limit, pages);
        if (page > 1 && backLinks)
        {
            links["first"] = Link(call, limit, 1);
            links["prev"] = Link(call, limit, page - 1);
        }

        body["_links"] = links;
        body["_embedded"] = new JsonObject { [name] = new JsonArray([.. taken.Take(limit).Select(render)]) };
        return AmoAnswer.Hal(body);
    }

    private static JsonObject Link(AmoCall call, int limit, int page)
    {
        JsonObject query = call.Query.DeepClone().AsObject();
        query["limit"] = limit.ToString(CultureInfo.InvariantCulture);
        query["page"] = page.ToString(CultureInfo.InvariantCulture);
        return new JsonObject { ["href"] = $"{call.Url}?{PhpQuery.Build(query)}" };
    }

    private static int Number(AmoCall call, string name, int usual, int greatest) =>
        int.TryParse(call.Text(name), NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number > 0 ? Math.Min(number, greatest) : usual;
}
