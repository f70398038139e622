using System.Globalization;
using System.Text.Json.Nodes;

namespace UserSync.Simulators.Drupal;

/// <summary>Shows users as far as the account may see them.</summary>
/// <param name="site">The site.</param>
/// <param name="viewer">The account.</param>
/// <param name="address">The site's address as the request named it.</param>
public sealed class UserDocument(DrupalSimulator site, DrupalUser viewer, string address)
{
    private readonly bool _administers = site.Database.May(viewer, "administer users");
    private readonly bool _sees = site.Database.May(viewer, "access user profiles");

    /// <summary>The resource of one user.</summary>
    public JsonObject Resource(DrupalUser user, IReadOnlyCollection<string>? wanted)
    {
        string self = $"{address}/jsonapi/user/user/{user.Uuid}";
        JsonObject resource = new() { ["type"] = "user--user", ["id"] = user.Uuid, ["links"] = new JsonObject { ["self"] = Href(self) } };
        JsonObject attributes = Attributes(user, wanted);
        if (attributes.Count > 0)
            resource["attributes"] = attributes;
        JsonObject relationships = [];
        if (_administers && user.Uid > 0 && Wants("roles", wanted))
            relationships["roles"] = Relationship(new JsonArray([.. user.Roles.Select(RoleItem)]), self, "roles");
        if ((_administers || _sees) && user.Uid > 0 && site.Database.Fields.Exists(f => f.Name == "user_picture") && Wants("user_picture", wanted))
            relationships["user_picture"] = Relationship(null, self, "user_picture");
        if (relationships.Count > 0)
            resource["relationships"] = relationships;
        return resource;
    }

    /// <summary>The item that names a role.</summary>
    public JsonObject RoleItem(string name) => new()
    {
        ["type"] = "user_role--user_role",
        ["id"] = site.Database.Roles.Find(r => r.Name == name)!.Uuid,
        ["meta"] = new JsonObject { ["drupal_internal__target_id"] = name },
    };

    /// <summary>A link.</summary>
    public static JsonObject Href(string address) => new() { ["href"] = address };

    /// <summary>A time of the account itself: always in UTC.</summary>
    public static string Time(DateTimeOffset time) => time.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'+00:00'", CultureInfo.InvariantCulture);

    private JsonObject Attributes(DrupalUser user, IReadOnlyCollection<string>? wanted)
    {
        JsonObject attributes = [];
        void Add(string name, JsonNode? value)
        {
            if (Wants(name, wanted))
                attributes[name] = value;
        }

        Add("display_name", user.Uid == 0 ? "Anonymous" : user.Name);
        bool own = viewer.Uid == user.Uid;
        if (user.Uid == 0 || !(_administers || _sees || own))
            return attributes;
        Add("drupal_internal__uid", user.Uid);
        Add("langcode", "en");
        Add("name", user.Name);
        Add("created", Time(user.Created));
        Add("changed", Time(user.Changed));
        Add("default_langcode", true);
        foreach (DrupalField field in site.Database.Fields.Where(f => !f.IsReference))
            Add(field.Name, Shown(user, field));
        if (_administers || own)
        {
            Add("mail", user.Mail);
            Add("timezone", "UTC");
            Add("preferred_langcode", "en");
            Add("preferred_admin_langcode", null);
        }

        if (!_administers)
            return attributes;
        Add("status", user.Status);
        Add("access", Time(user.Access));
        Add("login", Time(user.Login));
        Add("init", user.Init);
        return attributes;
    }

    private JsonNode? Shown(DrupalUser user, DrupalField field)
    {
        JsonNode? value = user.Fields.GetValueOrDefault(field.Name);
        if (value is null)
            return field.Many ? new JsonArray() : null;
        return field is { Type: "datetime", DateOnly: false }
            ? user.Normalized(field.Name, () => TimeZoneInfo.ConvertTime(DateTimeOffset.Parse(value.ToString(), CultureInfo.InvariantCulture), site.TimeZone).ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture))
            : value.DeepClone();
    }

    private static JsonObject Relationship(JsonNode? data, string self, string name) => new()
    {
        ["data"] = data,
        ["links"] = new JsonObject { ["related"] = Href($"{self}/{name}"), ["self"] = Href($"{self}/relationships/{name}") },
    };

    private static bool Wants(string name, IReadOnlyCollection<string>? wanted) => wanted is null || wanted.Contains(name);
}
