using System.Globalization;
using System.Text.Json.Nodes;

namespace UserSync.Simulators.Joomla;

/// <summary>Users as the web services tell them.</summary>
internal static class UserAnswer
{
    private static readonly IdnMapping Idn = new();

    /// <summary>One user, with its groups by id.</summary>
    public static JsonObject Detail(JoomlaUser user, JoomlaDatabase database)
    {
        JsonObject groups = [];
        foreach (int id in user.Groups)
            groups[id.ToString(CultureInfo.InvariantCulture)] = id;
        JsonObject attributes = new() { ["groups"] = groups };
        foreach ((string name, JsonNode? value) in Core(user))
            attributes[name] = value?.DeepClone();
        AddFields(attributes, user, database);
        return Resource("users", user.Id, attributes);
    }

    /// <summary>What list and detail share.</summary>
    public static JsonObject Core(JoomlaUser user) => new()
    {
        ["id"] = user.Id,
        ["name"] = user.Name,
        ["username"] = user.UserName,
        ["email"] = Shown(user.Email),
        ["block"] = user.Block,
        ["sendEmail"] = user.SendEmail,
        ["registerDate"] = user.Registered is { } registered ? JoomlaTime.Text(registered) : null,
        ["lastvisitDate"] = user.LastVisit is { } visit ? JoomlaTime.Text(visit) : null,
        ["lastResetTime"] = null,
        ["resetCount"] = 0,
    };

    /// <summary>The published custom fields; one that is called like a core attribute hides it.</summary>
    public static void AddFields(JsonObject attributes, JoomlaUser user, JoomlaDatabase database)
    {
        foreach (JoomlaField field in database.Published)
            attributes[field.Name] = field.Told(user.Values.GetValueOrDefault(field.Name));
    }

    /// <summary>A resource.</summary>
    public static JsonObject Resource(string type, int id, JsonObject attributes) => new() { ["type"] = type, ["id"] = id.ToString(CultureInfo.InvariantCulture), ["attributes"] = attributes };

    private static string Shown(string email)
    {
        int at = email.LastIndexOf('@');
        return at > 0 && email.Contains("xn--", StringComparison.Ordinal) ? email[..(at + 1)] + Idn.GetUnicode(email[(at + 1)..]) : email;
    }
}
