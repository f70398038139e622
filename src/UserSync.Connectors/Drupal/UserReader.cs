using System.Globalization;
using Newtonsoft.Json;
using UserSync.Connectors.Http;
using UserSync.Core.Model;

namespace UserSync.Connectors.Drupal;

/// <summary>Reads users from JSON:API documents.</summary>
/// <param name="address">The site's address with a slash at the end.</param>
/// <param name="siteKey">The site's stable key.</param>
/// <param name="profile">Name of the profile.</param>
/// <param name="shapes">Learns how the site writes the values of fields.</param>
/// <param name="roles">Learns by which UUID each role is addressed.</param>
internal sealed class UserReader(Uri address, string siteKey, string? profile, FieldShapes shapes, Action<string, string> roles)
{
    // "Never" as Drupal tells it: the beginning of Unix time.
    private const string Never = "1970-01-01T00:00:00+00:00";

    /// <summary>Reads a listing.</summary>
    public UserPage Page(JsonTextReader json)
    {
        List<CmsUser?>? rows = null;
        bool next = false;
        int hidden = 0;
        JsonWalk.Object(json, part =>
        {
            switch (part)
            {
                case "data":
                    rows = JsonWalk.Array(json, Row);
                    break;
                case "links" when json.TokenType == JsonToken.StartObject:
                    JsonWalk.Object(json, link => next |= link == "next");
                    break;
                case "meta" when json.TokenType == JsonToken.StartObject:
                    JsonWalk.Object(json, member => hidden += member == "omitted" ? 1 : 0);
                    break;
            }
        });
        if (rows is null)
            throw new JsonSerializationException("a listing without the member \"data\".");
        List<CmsUser> users = [.. rows.OfType<CmsUser>()];
        return new UserPage(users, next, hidden + rows.Count - users.Count);
    }

    /// <summary>Reads one user; null when the account may not see its number and address.</summary>
    public CmsUser? One(JsonTextReader json)
    {
        CmsUser? user = null;
        JsonWalk.Object(json, part =>
        {
            if (part == "data")
                user = Row(json);
        });
        return user;
    }

    private CmsUser? Row(JsonTextReader json)
    {
        string? key = null;
        Dictionary<string, string?> texts = new(StringComparer.Ordinal);
        FieldMap fields = [];
        List<CmsGroup> groups = [];
        JsonWalk.Object(json, part =>
        {
            switch (part)
            {
                case "id":
                    key = JsonWalk.Scalar(json);
                    break;
                case "attributes":
                    JsonWalk.Object(json, name => Attribute(json, name, texts, fields));
                    break;
                case "relationships":
                    JsonWalk.Object(json, name =>
                    {
                        if (name == "roles")
                            groups = Roles(json);
                    });
                    break;
            }
        });
        if (string.IsNullOrEmpty(key))
            throw new JsonSerializationException("a user has no id.");

        // The row of the anonymous visitor has no number; an account without rights sees no addresses.
        if (texts.GetValueOrDefault("drupal_internal__uid") is not { } uid || !texts.TryGetValue("mail", out string? mail))
            return null;
        return new CmsUser
        {
            Site = siteKey,
            Profile = profile,
            UserId = uid,
            Key = key,
            UserName = texts.GetValueOrDefault("name"),
            Name = texts.GetValueOrDefault("name"),
            Email = mail ?? "",
            Enabled = texts.GetValueOrDefault("status") switch { "true" => true, "false" => false, _ => null },
            Groups = groups,
            CreatedAt = Time(texts.GetValueOrDefault("created")),
            ModifiedAt = Time(texts.GetValueOrDefault("changed")),
            ProfileUrl = new Uri(address, "user/" + uid).AbsoluteUri,
            Fields = fields.Count == 0 ? FieldMap.None : fields,
        };
    }

    private void Attribute(JsonTextReader json, string name, Dictionary<string, string?> texts, FieldMap fields)
    {
        switch (name)
        {
            case "drupal_internal__uid" or "name" or "mail" or "status" or "created" or "changed":
                texts[name] = JsonWalk.Scalar(json);
                break;
            case "access" or "login":
                string? moment = JsonWalk.Scalar(json);
                fields[UserFields.Prefix + name] = FieldValue.Of(moment == Never ? null : moment);
                break;
            default:
                if (!UserFields.IsField(name))
                    return;
                shapes.Note(name, json);
                if (Value(json) is { } value)
                    fields[UserFields.Prefix + name] = value;
                break;
        }
    }

    // Null for a value that is neither a text, a formatted text nor a link: it is left alone.
    private static FieldValue? Value(JsonTextReader json)
    {
        if (json.TokenType != JsonToken.StartArray)
            return json.TokenType == JsonToken.StartObject ? Main(json) is { } main ? FieldValue.Of(main) : null : FieldValue.Of(JsonWalk.Scalar(json));
        List<string?> items = JsonWalk.Array(json, static item => item.TokenType switch
        {
            JsonToken.StartObject => Main(item),
            JsonToken.StartArray => Skipped(item),
            _ => JsonWalk.Scalar(item) ?? "",
        });
        return items.Contains(null) ? null : FieldValue.Of(items.OfType<string>());
    }

    private static string? Skipped(JsonTextReader json)
    {
        json.Skip();
        return null;
    }

    // {"value": …, "format": …} of a formatted text, {"uri": …, "title": …} of a link.
    private static string? Main(JsonTextReader json)
    {
        string? main = null;
        JsonWalk.Object(json, member =>
        {
            if (member is "value" or "uri" && json.TokenType is not (JsonToken.StartObject or JsonToken.StartArray))
                main ??= JsonWalk.Scalar(json) ?? "";
        });
        return main;
    }

    private List<CmsGroup> Roles(JsonTextReader json)
    {
        List<CmsGroup> found = [];
        JsonWalk.Object(json, part =>
        {
            if (part == "data")
                JsonWalk.Array(json, item => Role(item, found));
        });
        return found;
    }

    private bool Role(JsonTextReader json, List<CmsGroup> found)
    {
        string? uuid = null;
        string? name = null;
        JsonWalk.Object(json, member =>
        {
            if (member == "id")
                uuid = JsonWalk.Scalar(json);
            else if (member == "meta")
                JsonWalk.Object(json, meta => name = meta == "drupal_internal__target_id" ? JsonWalk.Scalar(json) : name);
        });
        if (string.IsNullOrEmpty(name))
            return false;
        found.Add(new CmsGroup(name, name));
        if (!string.IsNullOrEmpty(uuid))
            roles(name, uuid);
        return true;
    }

    private static DateTimeOffset? Time(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out DateTimeOffset time) ? time : null;
}
