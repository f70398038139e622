using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace UserSync.Simulators.Joomla;

/// <summary>Fills and checks the form of a user, as Joomla does before it saves, with its order of complaints.</summary>
internal sealed partial class UserForm(JoomlaDatabase database, JsonObject body, JoomlaUser? stored, TimeZoneInfo zone)
{
    private readonly List<string> _complaints = [];
    private readonly Dictionary<string, List<string>> _values = new(StringComparer.Ordinal);

    /// <summary>The values of custom fields that are to be stored.</summary>
    public IReadOnlyDictionary<string, List<string>> Values => _values;

    /// <summary>The display name, its tags stripped.</summary>
    public string Name { get; private set; } = "";

    /// <summary>The login name, its tags stripped.</summary>
    public string UserName { get; private set; } = "";

    /// <summary>The address.</summary>
    public string Email { get; private set; } = "";

    /// <summary>Checks; raises what Joomla would answer.</summary>
    public void Check()
    {
        Name = Tags().Replace(Text("name") ?? stored?.Name ?? "", "");
        UserName = Tags().Replace(Text("username") ?? stored?.UserName ?? "", "");
        Email = Text("email") ?? stored?.Email ?? "";
        Demand(Name, "Name");
        Demand(UserName, "Login Name (Username)");
        if (stored is null && !database.MailsUsers && Text("password") is null)
            _complaints.AddRange(["Field required: Password", "Field required: Confirm Password"]);
        Demand(Email, "Email");
        if (Email.Length > 0 && !Address().IsMatch(Email))
            _complaints.Add("The email address you entered is invalid. Please enter another email address.");
        if (Text("password") is { } password && password.Length < database.ShortestPassword)
            _complaints.Add("Invalid field: Password");
        if (stored is not null && Text("password") is { } changed && changed != Text("password2"))
            _complaints.Add("The passwords you entered do not match. Please enter your desired password in the password field and confirm your entry by entering it in the confirm password field.");
        if (stored?.Groups.Contains(8) == true && body["actionlogs"] is null)
            _complaints.Add("Field required: Email Notifications");
        foreach (JoomlaField field in database.Published)
            Check(field);
        if (_complaints.Count > 0)
            throw JoomlaError.Form(_complaints);
    }

    /// <summary>The value of a core attribute as text; null when it was not sent.</summary>
    public string? Text(string name) => body[name] switch
    {
        JsonValue value => value.ToString(),
        null => null,
        _ => throw JoomlaError.Crash(isObject: true),
    };

    /// <summary>The ids of groups; null when none were sent.</summary>
    public List<int>? Groups() => body["groups"] switch
    {
        null => null,
        JsonArray list => [.. list.Select(Number)],
        JsonObject map => [.. map.Select(m => Number(m.Value))],
        _ => throw JoomlaError.Crash(isObject: false),
    };

    private static int Number(JsonNode? node) => int.TryParse(node?.ToString(), CultureInfo.InvariantCulture, out int id) ? id : 0;

    private void Demand(string value, string label)
    {
        if (value.Length == 0)
            _complaints.Add("Field required: " + label);
    }

    private void Check(JoomlaField field)
    {
        JsonNode? sent = body[field.Name] ?? (body["com_fields"] as JsonObject)?[field.Name];
        List<string>? values = sent switch
        {
            null => null,
            JsonObject => throw JoomlaError.Crash(isObject: true),
            JsonArray when !field.HasOptions => throw JoomlaError.Crash(isObject: true),
            JsonArray list => [.. list.Select(i => i?.ToString() ?? "").Where(static t => t.Length > 0)],
            _ => sent.ToString() is { Length: > 0 } one ? [one] : [],
        };
        if (field.Required && values is not { Count: > 0 })
        {
            _complaints.Add("Field required: " + field.Title);
            return;
        }

        if (values is null)
            return;
        if (field.HasOptions && values.Exists(v => field.Options.All(o => o.Value != v)))
            _complaints.Add("Invalid field: " + field.Title);
        _values[field.Name] = field.Type switch
        {
            "calendar" when values.Count > 0 => JoomlaTime.Calendar(values[0], field.ShowTime, zone, database.Clock.GetUtcNow()) switch
            {
                null => throw JoomlaError.Crash(isObject: true),
                "" => [],
                { } time => [time],
            },
            "text" => [.. values.Select(static v => Tags().Replace(v, ""))],
            _ => values,
        };
    }

    [GeneratedRegex("<[^>]*>", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Tags();

    [GeneratedRegex(@"^[a-zA-Z0-9.!#$%&'*+/=?^_`{|}~-]+@[\p{L}\p{N}-]+(\.[\p{L}\p{N}-]+)*$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Address();
}
