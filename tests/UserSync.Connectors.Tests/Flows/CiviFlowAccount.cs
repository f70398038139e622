using System.Globalization;
using UserSync.Connectors.Tests.CiviCrm;
using UserSync.Simulators;
using UserSync.Simulators.CiviCrm;

namespace UserSync.Connectors.Tests.Flows;

/// <summary>Contacts in a simulated CiviCRM.</summary>
internal sealed class CiviFlowAccount : FlowAccount
{
    private readonly CiviScene _scene;

    private CiviFlowAccount(CiviScene scene) => _scene = scene;

    public override SimulatorServer? Server => _scene.Server;

    public override string Profile => $$"""{ "kind": "civicrm", "account": "account", "url": "{{_scene.Server.Address}}", "credential": "env:ACCOUNT", "http": { "timeoutSeconds": 77 } }""";

    public override string Policy => """{ "tags": [ "site" ] }""";

    public override string Secret => "sync-key";

    public static async Task<CiviFlowAccount> StartAsync(TimeProvider clock)
    {
        CiviScene scene = await CiviScene.StartAsync(clock: clock);
        // The contacts of the installation itself take no part: who has no address matches nobody and gets no user.
        foreach (Row address in scene.Database["Email"].Rows.ToList())
            scene.Database["Email"].Delete(address);
        return new CiviFlowAccount(scene);
    }

    public override void Add(Person person)
    {
        long id = _scene.Contact(person.First, person.Last, person.Email);
        if (person.Phone.Length > 0)
            _scene.Seed.Create("Phone", new Row { ["contact_id"] = id, ["phone"] = person.Phone });
    }

    public override void Change(Person person)
    {
        Row contact = _scene.Live().Single(c => _scene.Emails(c.Id).Contains(person.Email, StringComparer.Ordinal));
        _scene.Seed.Update("Contact", contact, new Row { ["first_name"] = person.First, ["last_name"] = person.Last });
    }

    public override IReadOnlyDictionary<string, Person> People() => _scene.Live().ToDictionary(
        c => c.Id.ToString(CultureInfo.InvariantCulture),
        c => new Person(string.Join(' ', _scene.Emails(c.Id)), c.Text("first_name") ?? "", c.Text("last_name") ?? "", string.Join(' ', _scene.Database["Phone"].Of(c.Id).Select(p => p.Text("phone")))));

    public override IEnumerable<string> Details(Func<string, string> userOf) =>
        _scene.Live().Select(c => $"{_scene.Emails(c.Id).FirstOrDefault()}: tags {_scene.Database["EntityTag"].Rows.Count(t => t.Number("entity_id") == c.Id)}");

    public override ValueTask DisposeAsync() => _scene.DisposeAsync();
}
