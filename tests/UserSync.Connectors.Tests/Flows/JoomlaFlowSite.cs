using System.Globalization;
using UserSync.Connectors.Tests.Joomla;
using UserSync.Simulators;
using UserSync.Simulators.Joomla;

namespace UserSync.Connectors.Tests.Flows;

/// <summary>A simulated Joomla as the site of a flow.</summary>
internal sealed class JoomlaFlowSite : FlowSite
{
    private readonly JoomlaScene _scene;

    private JoomlaFlowSite(JoomlaScene scene) => _scene = scene;

    public override SimulatorServer Server => _scene.Server;

    public override string Profile => $$"""{ "kind": "joomla", "site": "site", "url": "{{Server.Address}}", "credential": "env:SITE", "timeZone": "UTC", "mailOff": "confirmed", "http": { "timeoutSeconds": 77 } }""";

    public override string Secret => JoomlaDatabase.Token(42);

    public override (string First, string Last, string Phone) Paths => ("fields.first", "fields.last", "fields.phone");

    public override string Group => "Author";

    public static async Task<JoomlaFlowSite> StartAsync(TimeProvider clock)
    {
        JoomlaScene scene = await JoomlaScene.StartAsync(clock);
        scene.Site.AddField("phone", "text");
        return new JoomlaFlowSite(scene);
    }

    public override void Add(Person person)
    {
        JoomlaUser user = _scene.Site.Add(person.Email.Split('@')[0], person.Email);
        user.Registered = _scene.Site.Clock.GetUtcNow().AddDays(-1);
        Fill(user, person);
    }

    public override void Change(Person person) => Fill(_scene.Site.Users.Values.Single(u => u.Email == person.Email), person);

    public override IReadOnlyDictionary<string, Person> People() => _scene.Site.Users.Values.ToDictionary(
        u => u.Id.ToString(CultureInfo.InvariantCulture),
        u => new Person(u.Email, Value(u, "first"), Value(u, "last"), Value(u, "phone")));

    public override IEnumerable<string> Details() =>
        _scene.Site.Users.Values.Select(u => $"{u.Email}: {u.UserName}, {u.Name}, {(u.Block == 0 ? "active" : "blocked")}, groups {string.Join(' ', u.Groups)}");

    public override ValueTask DisposeAsync() => _scene.DisposeAsync();

    private static void Fill(JoomlaUser user, Person person)
    {
        foreach ((string field, string value) in new[] { ("first", person.First), ("last", person.Last), ("phone", person.Phone) })
            user.Values[field] = value.Length == 0 ? [] : [value];
    }

    private static string Value(JoomlaUser user, string field) => user.Values.GetValueOrDefault(field)?.SingleOrDefault() ?? "";
}
