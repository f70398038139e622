using Newtonsoft.Json;
using UserSync.Connectors.Http;
using UserSync.Core.Errors;
using UserSync.Core.Model;

namespace UserSync.Connectors.WordPress;

/// <summary>Finds the REST API of a site.</summary>
internal static class SiteDiscovery
{
    private const string Wanted = "name,url,home,namespaces,authentication";

    /// <summary>Asks the site's index, first by a pretty address, then by the plain one that always works.</summary>
    public static async Task<WordPressSite> FindAsync(RemoteClient client, Uri address, CancellationToken cancellationToken)
    {
        ConnectorException first;
        try
        {
            return await AskAsync(client, address, new WordPressRoutes(Pretty: true), cancellationToken);
        }
        catch (ConnectorException e) when (e.Kind is ConnectorErrorKind.NotFound or ConnectorErrorKind.Protocol or ConnectorErrorKind.Fatal)
        {
            first = e;
        }

        try
        {
            return await AskAsync(client, address, new WordPressRoutes(Pretty: false), cancellationToken);
        }
        catch (ConnectorException e) when (e.Kind is ConnectorErrorKind.NotFound or ConnectorErrorKind.Protocol or ConnectorErrorKind.Fatal)
        {
            // A redirection or a bad certificate says more than "not found".
            if (first.Kind == ConnectorErrorKind.Fatal || e.Kind == ConnectorErrorKind.Fatal)
                throw first.Kind == ConnectorErrorKind.Fatal ? first : e;
            throw new ConnectorException(Side.Cms, ConnectorErrorKind.Protocol, $"No WordPress REST API was found at {address}: {first.Error.Message}",
                "Set the address of the site as its visitors see it, without /wp-admin. If it is right, a plugin may have switched the REST API off.", inner: first);
        }
    }

    private static async Task<WordPressSite> AskAsync(RemoteClient client, Uri address, WordPressRoutes routes, CancellationToken cancellationToken)
    {
        RemoteAnswer<Index> answer = await client.SendAsync(RemoteRequest.Get(routes.Path("", ("_fields", Wanted))), Read, cancellationToken);
        Index index = answer.Value;
        if (!index.Namespaces.Contains("wp/v2"))
        {
            throw new ConnectorException(Side.Cms, ConnectorErrorKind.Protocol, $"{address} answers, but not as WordPress with its REST API wp/v2.",
                "Check the address in the profile.");
        }

        string fallback = address.AbsoluteUri.TrimEnd('/');
        string url = index.Url?.TrimEnd('/') ?? fallback;
        return new WordPressSite(routes, index.Name ?? "", url, index.Home?.TrimEnd('/') ?? url, index.ApplicationPasswords);
    }

    private static Index Read(JsonTextReader json)
    {
        Index index = new();
        JsonWalk.Object(json, name =>
        {
            switch (name)
            {
                case "name":
                    index.Name = JsonWalk.Scalar(json);
                    break;
                case "url":
                    index.Url = JsonWalk.Scalar(json);
                    break;
                case "home":
                    index.Home = JsonWalk.Scalar(json);
                    break;
                case "namespaces":
                    index.Namespaces = JsonWalk.Array(json, JsonWalk.Scalar);
                    break;
                // An empty list instead of an object when there is none: PHP's empty array.
                case "authentication" when json.TokenType == JsonToken.StartObject:
                    JsonWalk.Object(json, method => index.ApplicationPasswords |= method == "application-passwords");
                    break;
            }
        });
        return index;
    }

    private sealed class Index
    {
        public string? Name { get; set; }

        public string? Url { get; set; }

        public string? Home { get; set; }

        public List<string?> Namespaces { get; set; } = [];

        public bool ApplicationPasswords { get; set; }
    }
}
