using Newtonsoft.Json;
using UserSync.Connectors.Http;

namespace UserSync.Connectors.Drupal;

/// <summary>The index of JSON:API.</summary>
/// <param name="Me">The UUID of the account that asked; null for an anonymous visitor, whom a wrong password makes of us.</param>
/// <param name="HasUsers">Whether users are among the resources.</param>
/// <param name="Site">The address that the site calls itself by, without a slash at the end.</param>
internal sealed record SiteIndex(string? Me, bool HasUsers, string? Site)
{
    /// <summary>Reads it.</summary>
    public static SiteIndex Read(JsonTextReader json)
    {
        string? me = null;
        bool users = false;
        string? self = null;
        JsonWalk.Object(json, part =>
        {
            if (part == "meta" && json.TokenType == JsonToken.StartObject)
                Member(json, "links", () => Member(json, "me", () => Member(json, "meta", () => Member(json, "id", () => me = JsonWalk.Scalar(json)))));
            else if (part == "links" && json.TokenType == JsonToken.StartObject)
                JsonWalk.Object(json, Link);
        });
        return new SiteIndex(string.IsNullOrEmpty(me) ? null : me, users, self is not null && self.EndsWith("/" + DrupalRoutes.Index, StringComparison.Ordinal) ? self[..^(DrupalRoutes.Index.Length + 1)] : null);

        void Link(string name)
        {
            users |= name == "user--user";
            if (name == "self")
                Member(json, "href", () => self = JsonWalk.Scalar(json));
        }
    }

    private static void Member(JsonTextReader json, string name, Action found)
    {
        if (json.TokenType != JsonToken.StartObject)
            return;
        JsonWalk.Object(json, member =>
        {
            if (member == name)
                found();
        });
    }
}
