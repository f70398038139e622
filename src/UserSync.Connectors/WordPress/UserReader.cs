using System.Globalization;
using System.Net;
using Newtonsoft.Json;
using UserSync.Connectors.Http;
using UserSync.Core.Model;

namespace UserSync.Connectors.WordPress;

/// <summary>Reads users from JSON.</summary>
/// <param name="site">Where they come from.</param>
/// <param name="siteKey">The site's stable key.</param>
/// <param name="profile">Name of the profile.</param>
internal sealed class UserReader(WordPressSite site, string siteKey, string? profile)
{
    // The block editor's own settings; registered by core, nothing for a contact.
    private const string EditorSettings = "persisted_preferences";

    /// <summary>Reads a list of users.</summary>
    public List<CmsUser> List(JsonTextReader json) => JsonWalk.Array(json, One);

    /// <summary>Reads one user.</summary>
    public CmsUser One(JsonTextReader json)
    {
        Dictionary<string, string?> texts = new(StringComparer.Ordinal);
        FieldMap fields = [];
        List<CmsGroup> groups = [];
        JsonWalk.Object(json, name =>
        {
            switch (name)
            {
                case "roles":
                    groups = Roles(json);
                    break;
                // An empty list instead of an object when no key is registered.
                case "meta" when json.TokenType == JsonToken.StartObject:
                    JsonWalk.Object(json, key => Meta(json, key, fields));
                    break;
                case "url" or "description" or "nickname" or "locale":
                    fields[name] = FieldValue.OfRead(Plain(name, JsonWalk.Scalar(json)));
                    break;
                case "id" or "username" or "name" or "first_name" or "last_name" or "email" or "registered_date":
                    texts[name] = Plain(name, JsonWalk.Scalar(json));
                    break;
            }
        });
        string id = texts.GetValueOrDefault("id") is { } text && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out _)
            ? text
            : throw new JsonSerializationException("a user has no id.");
        return new CmsUser
        {
            Site = siteKey,
            Profile = profile,
            UserId = id,
            UserName = texts.GetValueOrDefault("username"),
            Email = texts.GetValueOrDefault("email"),
            Name = texts.GetValueOrDefault("name"),
            FirstName = texts.GetValueOrDefault("first_name"),
            LastName = texts.GetValueOrDefault("last_name"),
            Groups = groups,
            CreatedAt = Time(texts.GetValueOrDefault("registered_date")),
            ProfileUrl = site.ProfileUrl(id),
            Fields = fields.Count == 0 ? FieldMap.None : fields,
        };
    }

    private static string? Plain(string name, string? text) => text is not null && UserFields.IsEscaped(name) ? WebUtility.HtmlDecode(text) : text;

    // A site that lost a role's definition gives an object of the remaining ones: {"1": "editor"}.
    internal static List<CmsGroup> Roles(JsonTextReader json)
    {
        List<CmsGroup> roles = [];
        if (json.TokenType == JsonToken.StartObject)
            JsonWalk.Object(json, _ => Add(JsonWalk.Scalar(json)));
        else
            JsonWalk.Array(json, item => Add(JsonWalk.Scalar(item)));
        return roles;

        bool Add(string? role)
        {
            if (!string.IsNullOrEmpty(role))
                roles.Add(RoleKey.Group(role));
            return true;
        }
    }

    private static void Meta(JsonTextReader json, string key, FieldMap fields)
    {
        if (key == EditorSettings)
            return;
        switch (json.TokenType)
        {
            case JsonToken.StartObject:
                return;
            case JsonToken.StartArray:
                if (Texts(json) is { } texts)
                    fields[UserFields.MetaPrefix + key] = FieldValue.Of(texts);
                return;
            default:
                fields[UserFields.MetaPrefix + key] = FieldValue.Of(JsonWalk.Scalar(json));
                return;
        }
    }

    // The list's plain values; null when it holds anything else, which we then leave alone.
    private static List<string>? Texts(JsonTextReader json)
    {
        bool plain = true;
        List<string> texts = JsonWalk.Array(json, item =>
        {
            if (item.TokenType is not (JsonToken.StartObject or JsonToken.StartArray))
                return JsonWalk.Scalar(item) ?? "";
            plain = false;
            item.Skip();
            return "";
        });
        return plain ? texts : null;
    }

    private static DateTimeOffset? Time(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out DateTimeOffset time) ? time : null;
}
