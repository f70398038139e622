using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using UserSync.Connectors.Http;

namespace UserSync.Connectors.Drupal;

/// <summary>Reads settings of the site that JSON:API lists as resources: few, and only to accounts with the right.</summary>
internal static class Resources
{
    private const int PageSize = 50;

    /// <summary>All resources of a kind; null when the site leaves any out because a permission is missing.</summary>
    public static async Task<IReadOnlyList<T>?> ReadAsync<T>(DrupalApi api, string route, Func<JsonApiQuery, JsonApiQuery> condition, Func<JObject, T?> read, CancellationToken cancellationToken)
        where T : class
    {
        List<T> all = [];
        for (int offset = 0; ; offset += PageSize)
        {
            string path = condition(new JsonApiQuery(route)).Limit(PageSize).Offset(offset).ToString();
            (List<T> Found, bool Next, bool Omitted) page = (await api.SendAsync(RemoteRequest.Get(path), json => Read(json, read), cancellationToken)).Value;
            if (page.Omitted)
                return null;
            all.AddRange(page.Found);
            if (!page.Next)
                return all;
        }
    }

    private static (List<T> Found, bool Next, bool Omitted) Read<T>(JsonTextReader json, Func<JObject, T?> read)
        where T : class
    {
        if (JToken.ReadFrom(json) is not JObject root || root["data"] is not JArray data)
            throw new JsonSerializationException("a listing without the member \"data\".");
        return ([.. data.OfType<JObject>().Select(read).OfType<T>()], root.SelectToken("links.next") is not null, root.SelectToken("meta.omitted") is not null);
    }
}
