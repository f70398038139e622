using System.Buffers;
using System.Globalization;
using System.Text.Json.Nodes;

namespace UserSync.Simulators.Joomla;

/// <summary>Saves and deletes users.</summary>
internal sealed class UserModel(JoomlaDatabase database, JoomlaUser caller)
{
    private const string NoGroup = "You can't save a user account without selecting at least one user group.";
    private static readonly IdnMapping Idn = new();
    private static readonly SearchValues<char> Forbidden = SearchValues.Create("<>\\\"'%;()&");

    private TimeZoneInfo Zone => caller.Params.TryGetValue("timezone", out string? own) ? TimeZoneInfo.FindSystemTimeZoneById(own) : database.Zone;

    /// <summary>Makes a user.</summary>
    /// <param name="body">The JSON; null for a body that is none.</param>
    /// <param name="diesAfter">PHP dies after so many of these steps: the row, the groups, the custom values; null for never.</param>
    public JoomlaUser Create(JsonObject? body, int? diesAfter)
    {
        UserForm form = new(database, body ?? [], null, Zone);
        form.Check();
        List<int> groups = Known(form.Groups());
        CheckRow(form, null);
        if (diesAfter == 0)
            throw JoomlaError.Crash(isObject: true);
        JoomlaUser user = new() { Id = database.NextUser(), Registered = Date(form.Text("registerDate")) ?? Now, LastVisit = Date(form.Text("lastvisitDate")), MustReset = form.Text("requireReset") is "1" };
        database.Users[user.Id] = user;
        Store(user, form);
        Params(user, body);
        if (diesAfter == 1)
            throw JoomlaError.Crash(isObject: true);
        user.Groups.UnionWith(groups);
        if (diesAfter == 2)
            throw JoomlaError.Crash(isObject: true);
        Values(user, form);
        if (database.MailsUsers)
            database.Mails.Add((user.Email, user.UserName, form.Text("password")));
        return user;
    }

    /// <summary>Changes a user.</summary>
    public JoomlaUser Change(int id, JsonObject? body)
    {
        if (body is null)
            throw JoomlaError.Crash(isObject: true);
        database.Users.TryGetValue(id, out JoomlaUser? user);
        if (user is not null && body.Count > 0 && user.Groups.Contains(8) && !caller.Groups.Contains(8))
            throw JoomlaError.Save("User not Super Administrator");
        UserForm form = new(database, body, user, Zone);
        if (body.Count > 0 || user is null)
            form.Check();
        if (user is null)
            throw JoomlaError.NotFound();
        if (form.Groups() is not { Count: > 0 } sent)
            throw JoomlaError.Save(NoGroup);
        if (user == caller && form.Text("block") is { } block && block != "0")
            throw JoomlaError.Save("You can't block yourself.");
        CheckRow(form, user);
        Store(user, form);
        Params(user, body);
        user.Groups.Clear();
        user.Groups.UnionWith(Known(sent));
        Values(user, form);
        return user;
    }

    /// <summary>Deletes a user, at once and for good.</summary>
    public void Delete(int id)
    {
        if (id == caller.Id || !database.Users.TryGetValue(id, out JoomlaUser? user) || (user.Groups.Contains(8) && !caller.Groups.Contains(8)))
            throw JoomlaError.Crash(isObject: false);
        database.Users.Remove(id);
    }

    private DateTimeOffset Now => DateTimeOffset.FromUnixTimeSeconds(database.Clock.GetUtcNow().ToUnixTimeSeconds());

    private List<int> Known(List<int>? groups) =>
        groups is { Count: > 0 } ? [.. groups.Where(g => database.Groups.Exists(known => known.Id == g))] : throw JoomlaError.Save(NoGroup);

    private void CheckRow(UserForm form, JoomlaUser? self)
    {
        string login = form.UserName;
        if (login.Length is < 2 or > 150 || login.Trim() != login || login.AsSpan().ContainsAny(Forbidden))
        {
            throw JoomlaError.Save("Please enter a valid username. No space at beginning or end, at least 2 characters, must <strong>not</strong> have the following characters: "
                + "< > \\ &quot; ' &#37; ; ( ) & and be less than 150 characters long.");
        }

        string email = Stored(form.Email);
        if (email.Length > 100)
            throw JoomlaError.Save("The email address you entered is invalid. Please enter another email address.");
        if (database.Users.Values.Any(u => u != self && Collation.Key(u.UserName) == Collation.Key(login)))
            throw JoomlaError.Save(database.OverlookedLogins-- > 0 ? $"Duplicate entry '{login}' for key 'idx_username'" : "Username in use.");
        if (database.Users.Values.Any(u => u != self && u.Email.Equals(email, StringComparison.OrdinalIgnoreCase)))
        {
            if (database.OverlookedAddresses == 0)
                throw JoomlaError.Save("The email address you entered is already in use. Please enter another email address.");
            database.OverlookedAddresses--;
        }

        if (form.Name.Length > 400)
            throw JoomlaError.Save("Data too long for column 'name' at row 1");
    }

    private void Store(JoomlaUser user, UserForm form)
    {
        user.Name = form.Name;
        user.UserName = form.UserName;
        user.Email = Stored(form.Email);
        if (form.Text("block") is { } block)
            user.Block = int.TryParse(block, CultureInfo.InvariantCulture, out int number) ? number : block == "true" ? 1 : 0;
        if (form.Text("sendEmail") is { } mails)
            user.SendEmail = mails == "1" ? 1 : 0;
    }

    private static void Values(JoomlaUser user, UserForm form)
    {
        foreach ((string name, List<string> values) in form.Values)
            user.Values[name] = values;
    }

    private static void Params(JoomlaUser user, JsonObject? body)
    {
        foreach ((string key, JsonNode? value) in body?["params"] as JsonObject ?? [])
        {
            if (key is "timezone" or "language" or "editor" || key.StartsWith("admin_", StringComparison.Ordinal) || key.StartsWith("a11y_", StringComparison.Ordinal))
                user.Params[key] = value?.ToString() ?? "";
        }
    }

    private DateTimeOffset? Date(string? text) => text is null ? null : JoomlaTime.Parse(text, Zone);

    private static string Stored(string email)
    {
        int at = email.LastIndexOf('@');
        return at > 0 && !System.Text.Ascii.IsValid(email.AsSpan(at + 1)) ? email[..(at + 1)] + Idn.GetAscii(email[(at + 1)..]) : email;
    }
}
