using System.Globalization;
using Newtonsoft.Json;
using UserSync.Connectors.Http;

namespace UserSync.Connectors.Joomla;

/// <summary>One page of a list.</summary>
/// <typeparam name="T">What a row is read as.</typeparam>
/// <param name="Rows">The rows.</param>
/// <param name="HasNext">Whether the site says that there are more: an offset at or after the end would answer with the last page again.</param>
/// <param name="Pages">How many pages of this length there are.</param>
internal sealed record JoomlaPage<T>(IReadOnlyList<T> Rows, bool HasNext, long Pages)
{
    /// <summary>What a list holds beyond its end.</summary>
    public static JoomlaPage<T> Nothing { get; } = new([], HasNext: false, 0);

    /// <summary>The page's own address, as the site sees it.</summary>
    public string? Self { get; private init; }

    /// <summary>Reads a list.</summary>
    /// <param name="json">The answer.</param>
    /// <param name="row">Reads the attributes of a row.</param>
    public static JoomlaPage<T> Read(JsonTextReader json, Func<JsonTextReader, T> row)
    {
        List<T>? rows = null;
        bool next = false;
        long pages = 0;
        string? self = null;
        JsonWalk.Object(json, part =>
        {
            switch (part)
            {
                case "data":
                    rows = JsonWalk.Array(json, item => JoomlaResource.Attributes(item, row));
                    break;
                case "links" when json.TokenType == JsonToken.StartObject:
                    JsonWalk.Object(json, link =>
                    {
                        if (link == "next")
                            next = JsonWalk.Scalar(json) is not null;
                        else if (link == "self")
                            self = JsonWalk.Scalar(json);
                    });
                    break;
                case "meta" when json.TokenType == JsonToken.StartObject:
                    JsonWalk.Object(json, name => pages = name == "total-pages" && long.TryParse(JsonWalk.Scalar(json), NumberStyles.None, CultureInfo.InvariantCulture, out long count) ? count : pages);
                    break;
            }
        });
        return new JoomlaPage<T>(rows ?? throw new JsonSerializationException("the list has no data."), next, pages) { Self = self };
    }
}
