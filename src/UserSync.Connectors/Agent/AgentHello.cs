using System.Globalization;
using Newtonsoft.Json;
using UserSync.Connectors.Http;

namespace UserSync.Connectors.Agent;

/// <summary>What an agent tells of itself and its site.</summary>
public sealed record AgentHello
{
    /// <summary>Version of the protocol that it speaks.</summary>
    public int Protocol { get; init; }

    /// <summary>Its own version, such as 0.1.0.</summary>
    public string Version { get; init; } = "";

    /// <summary>The kind of site: wordpress, backdrop or joomla.</summary>
    public string Kind { get; init; } = "";

    /// <summary>Name and version of the CMS.</summary>
    public string Product { get; init; } = "";

    /// <summary>Version of PHP.</summary>
    public string Php { get; init; } = "";

    /// <summary>The system user that it runs as.</summary>
    public string RunsAs { get; init; } = "";

    /// <summary>The clock of its host.</summary>
    public DateTimeOffset? Time { get; init; }

    /// <summary>Our clock when the agent told its own.</summary>
    public DateTimeOffset ReceivedAt { get; init; }

    /// <summary>Time zone of the site, as PHP names it.</summary>
    public string TimeZone { get; init; } = "";

    /// <summary>What tells the site from another: its address, or its folder where it knows none.</summary>
    public string SiteId { get; init; } = "";

    /// <summary>The site's title.</summary>
    public string SiteName { get; init; } = "";

    /// <summary>Address of a user's page with <c>{id}</c>; null where the site does not know its own.</summary>
    public string? UserUrl { get; init; }

    internal static AgentHello Read(Dictionary<string, string?> texts, DateTimeOffset receivedAt) => new()
    {
        ReceivedAt = receivedAt,
        Protocol = int.TryParse(texts.GetValueOrDefault("protocol"), NumberStyles.None, CultureInfo.InvariantCulture, out int protocol) ? protocol : 0,
        Version = texts.GetValueOrDefault("agent") ?? "",
        Kind = texts.GetValueOrDefault("kind") ?? "",
        Product = texts.GetValueOrDefault("product") ?? "",
        Php = texts.GetValueOrDefault("php") ?? "",
        RunsAs = texts.GetValueOrDefault("runsAs") ?? "",
        Time = DateTimeOffset.TryParse(texts.GetValueOrDefault("time"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time) ? time : null,
        TimeZone = texts.GetValueOrDefault("timeZone") ?? "",
        SiteId = texts.GetValueOrDefault("site.id") ?? "",
        SiteName = texts.GetValueOrDefault("site.name") ?? "",
        UserUrl = texts.GetValueOrDefault("userUrl"),
    };

    internal static void Collect(JsonTextReader json, string name, Dictionary<string, string?> texts)
    {
        if (json.TokenType == JsonToken.StartObject)
            JsonWalk.Object(json, member => Collect(json, $"{name}.{member}", texts));
        else if (json.TokenType == JsonToken.StartArray)
            json.Skip();
        else
            texts[name] = JsonWalk.Scalar(json);
    }
}
