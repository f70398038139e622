using System.Globalization;
using Newtonsoft.Json;
using UserSync.Connectors.Http;
using UserSync.Core.Model;

namespace UserSync.Connectors.Joomla;

/// <summary>Reads users from JSON, from a list or alone.</summary>
/// <param name="api">Where they come from.</param>
/// <param name="groups">The groups of the site.</param>
/// <param name="fields">The custom fields.</param>
/// <param name="wanted">Paths beyond the core ones; null for all.</param>
internal sealed class UserReader(JoomlaApi api, GroupTable groups, FieldTable fields, IReadOnlyCollection<string>? wanted)
{
    /// <summary>Reads the attributes of a user.</summary>
    public ReadUser Read(JsonTextReader json)
    {
        Dictionary<string, string?> texts = new(StringComparer.Ordinal);
        FieldMap custom = [];
        List<string>? ids = null;
        JsonWalk.Object(json, name =>
        {
            // A custom field of this name stands before Joomla's own attribute.
            if (name == "groups")
                ids = Ids(json);
            else if (json.TokenType is not (JsonToken.StartObject or JsonToken.StartArray) && UserFields.Attributes.Contains(name))
                texts[name] = JsonWalk.Scalar(json);
            else if (fields.TryGet(name, out JoomlaField? field) && Wants(field.Path) && field.Value(json, api.Calendar) is { } value)
                custom[field.Path] = value;
        });
        string id = texts.GetValueOrDefault("id") is { } text && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out _)
            ? text
            : throw new JsonSerializationException("a user has no id.");
        if (Wants(UserFields.LastVisit))
            custom[UserFields.LastVisit] = Calendar.Time(texts.GetValueOrDefault("lastvisitDate")) is { } visit ? FieldValue.Of(Calendar.Text(visit)) : FieldValue.Empty;
        if (Wants(UserFields.SendEmail))
            custom[UserFields.SendEmail] = FieldValue.Of(texts.GetValueOrDefault("sendEmail") == "1" ? "true" : "false");
        (IReadOnlyList<CmsGroup> member, bool clear) = ids is not null ? ([.. ids.Select(groups.Get)], true) : Titled(texts.GetValueOrDefault("group_names"), texts.GetValueOrDefault("group_count"));
        return new ReadUser(new CmsUser
        {
            Site = api.End.Key,
            Profile = api.Context.Profile,
            UserId = id,
            UserName = Filled(texts, "username"),
            Email = Filled(texts, "email"),
            Name = Filled(texts, "name"),
            Enabled = texts.GetValueOrDefault("block") is { } block ? block == "0" : null,
            Groups = member,
            CreatedAt = Calendar.Time(texts.GetValueOrDefault("registerDate")),
            ProfileUrl = JoomlaSite.ProfileUrl(api.Address, id),
            Fields = custom.Count == 0 ? FieldMap.None : custom,
        }, clear);
    }

    private bool Wants(string path) => wanted is null || wanted.Contains(path);

    // Joomla saves nobody without these: an empty one is hidden by a custom field of the same name, and was not read.
    private static string? Filled(Dictionary<string, string?> texts, string name) => texts.GetValueOrDefault(name) is { Length: > 0 } text ? text : null;

    private (IReadOnlyList<CmsGroup> Groups, bool Clear) Titled(string? titles, string? count)
    {
        string[] all = string.IsNullOrEmpty(titles) ? [] : titles.Split('\n');
        CmsGroup?[] found = [.. all.Select(groups.ByTitle)];
        bool clear = found.All(static g => g is not null) && (count is null || count == all.Length.ToString(CultureInfo.InvariantCulture));
        return ([.. found.OfType<CmsGroup>()], clear);
    }

    // An object of ids, or an empty list.
    private static List<string> Ids(JsonTextReader json)
    {
        List<string> ids = [];
        if (json.TokenType == JsonToken.StartObject)
            JsonWalk.Object(json, _ => ids.Add(JsonWalk.Scalar(json) ?? ""));
        else
            ids = JsonWalk.Array(json, static item => JsonWalk.Scalar(item) ?? "");
        return ids;
    }
}
