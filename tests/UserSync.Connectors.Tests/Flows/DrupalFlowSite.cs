using System.Globalization;
using UserSync.Connectors.Tests.Drupal;
using UserSync.Simulators;
using UserSync.Simulators.Drupal;

namespace UserSync.Connectors.Tests.Flows;

/// <summary>A simulated Drupal as the site of a flow.</summary>
internal sealed class DrupalFlowSite : FlowSite
{
    private static readonly string[] Fields = ["field_first_name", "field_last_name", "field_phone"];
    private readonly DrupalScene _scene;

    private DrupalFlowSite(DrupalScene scene) => _scene = scene;

    public override SimulatorServer Server => _scene.Server;

    public override string Profile => $$"""{ "kind": "drupal", "site": "site", "url": "{{Server.Address}}", "credential": "env:SITE", "http": { "timeoutSeconds": 77 } }""";

    public override string Secret => DrupalScene.Secret;

    public override (string First, string Last, string Phone) Paths => ("fields.field_first_name", "fields.field_last_name", "fields.field_phone");

    public override string Group => "member";

    public static async Task<DrupalFlowSite> StartAsync(TimeProvider clock)
    {
        DrupalScene scene = await DrupalScene.StartAsync(new SimulatedClock(clock));
        // Its UUID is known from whoever holds it, or by this permission.
        scene.Database.Permit("sync_service", "administer permissions");
        return new DrupalFlowSite(scene);
    }

    public override void Add(Person person) => Fill(_scene.Database.Add(person.Email.Split('@')[0], person.Email), person);

    public override void Change(Person person) => Fill(_scene.Database.Users.Values.Single(u => u.Mail == person.Email), person);

    public override IReadOnlyDictionary<string, Person> People() => Accounts().ToDictionary(
        u => u.Uid.ToString(CultureInfo.InvariantCulture),
        u => new Person(u.Mail!, Value(u, Fields[0]), Value(u, Fields[1]), Value(u, Fields[2])));

    public override IEnumerable<string> Details() =>
        Accounts().Select(u => $"{u.Mail}: {u.Name}, {(u.Status ? "active" : "blocked")}, roles {string.Join(' ', u.Roles)}");

    public override ValueTask DisposeAsync() => _scene.DisposeAsync();

    private IEnumerable<DrupalUser> Accounts() => _scene.Database.Users.Values.Where(u => u.Uid != 0);

    private void Fill(DrupalUser user, Person person)
    {
        foreach ((string field, string value) in Fields.Zip([person.First, person.Last, person.Phone]))
            user.Fields[field] = value.Length == 0 ? null : value;
        user.Saved(_scene.Database.Now);
    }

    private static string Value(DrupalUser user, string field) => user.Fields.GetValueOrDefault(field)?.ToString() ?? "";
}
