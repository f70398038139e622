using System.Globalization;
using System.Text;

namespace UserSync.Simulators.Joomla;

/// <summary>All that a site stores, and the settings that decide what its web services do.</summary>
public sealed class JoomlaDatabase
{
    private int _lastUser = 42;
    private int _lastField;

    /// <summary>A site right after its installation, with one Super User.</summary>
    public JoomlaDatabase(SimulatedClock clock)
    {
        Clock = clock;
        JoomlaUser admin = new() { Id = 42, Name = "Site Admin", UserName = "admin", Email = "admin@example.org", SendEmail = 1, Registered = clock.GetUtcNow() };
        admin.Groups.Add(8);
        Users[42] = admin;
    }

    /// <summary>The server's clock.</summary>
    public SimulatedClock Clock { get; }

    /// <summary>Users by id.</summary>
    public SortedDictionary<int, JoomlaUser> Users { get; } = [];

    /// <summary>Custom fields, stray rows included.</summary>
    public List<JoomlaField> Fields { get; } = [];

    /// <summary>Groups in the order of the list.</summary>
    public List<JoomlaGroup> Groups { get; } = [.. JoomlaGroup.Installed];

    /// <summary>Titles of groups of fields.</summary>
    public List<string> FieldGroups { get; } = [];

    /// <summary>The time zone of the site.</summary>
    public TimeZoneInfo Zone { get; set; } = TimeZoneInfo.Utc;

    /// <summary>False when the user plugin mails nothing; then a password is demanded.</summary>
    public bool MailsUsers { get; set; } = true;

    /// <summary>Shortest password.</summary>
    public int ShortestPassword { get; set; } = 12;

    /// <summary>Groups whose members may have a token.</summary>
    public HashSet<int> TokenGroups { get; } = [8];

    /// <summary>Groups with the right core.login.api.</summary>
    public HashSet<int> ApiGroups { get; } = [8];

    /// <summary>Users whose token is switched off.</summary>
    public HashSet<int> DisabledTokens { get; } = [];

    /// <summary>False when the plugin "Web Services - Users" is off.</summary>
    public bool WebServices { get; set; } = true;

    /// <summary>True behind a cache that answers every offset with the first page, which has a next one.</summary>
    public bool RepeatsFirstPage { get; set; }

    /// <summary>How many creates the check of addresses overlooks, as it does when two arrive at once.</summary>
    public int OverlookedAddresses { get; set; }

    /// <summary>How many creates the check of logins overlooks; the unique key then speaks SQL.</summary>
    public int OverlookedLogins { get; set; }

    /// <summary>Mails to new users: address, login and password in clear text.</summary>
    public List<(string To, string UserName, string? Password)> Mails { get; } = [];

    /// <summary>The published fields of users.</summary>
    public IEnumerable<JoomlaField> Published => Fields.Where(static f => f is { State: 1, Context: "com_users.user" });

    /// <summary>The token of a user.</summary>
    public static string Token(int userId) =>
        Convert.ToBase64String(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"sha256:{userId}:{new string('a', 60)}{userId % 10000:0000}")));

    /// <summary>Adds a user, for seeding.</summary>
    public JoomlaUser Add(string name, string email, params int[] groups)
    {
        JoomlaUser user = new() { Id = NextUser(), Name = name, UserName = email, Email = email, Registered = Clock.GetUtcNow() };
        user.Groups.UnionWith(groups.Length == 0 ? [2] : groups);
        Users[user.Id] = user;
        return user;
    }

    /// <summary>Adds a field, for seeding.</summary>
    public JoomlaField AddField(string name, string type, bool showTime = false, bool required = false, bool multiple = false, params (string Value, string Label)[] options)
    {
        JoomlaField field = new() { Id = NextField(), Name = name, Title = name, Type = type, ShowTime = showTime, Required = required, Multiple = multiple, Options = options, CreatedAt = Clock.GetUtcNow() };
        Fields.Add(field);
        return field;
    }

    /// <summary>The next id.</summary>
    public int NextUser() => ++_lastUser;

    /// <summary>The next id of a field.</summary>
    public int NextField() => ++_lastField;

    /// <summary>Lets ids of users go on from here.</summary>
    public void UsersUpTo(int id) => _lastUser = id;
}
