using System.Globalization;
using UserSync.Connectors.Tests.AmoCrm;
using UserSync.Connectors.Tests.Fakes;
using UserSync.Simulators;
using UserSync.Simulators.AmoCrm;

namespace UserSync.Connectors.Tests.Flows;

/// <summary>Contacts in a simulated amoCRM.</summary>
internal sealed class AmoFlowAccount : FlowAccount
{
    private readonly AmoScene _scene;

    private AmoFlowAccount(AmoScene scene) => _scene = scene;

    public override SimulatorServer? Server => _scene.Server;

    public override string Profile => $$"""{ "kind": "amocrm", "account": "40000001", "url": "{{_scene.Server.Address}}", "credential": "env:ACCOUNT", "http": { "timeoutSeconds": 77 } }""";

    public override string Policy => $$"""{ "tags": [ "site" ], "marker": "{{AmoScene.Marker}}" }""";

    public override string Secret => _scene.Simulator.LongLivedToken;

    public override string Email => "EMAIL[WORK]";

    public static async Task<AmoFlowAccount> StartAsync(FakeTime clock) => new(await AmoScene.StartAsync(time: clock));

    public override void Add(Person person)
    {
        AmoContact contact = _scene.Contact($"{person.First} {person.Last}".Trim(), person.Email);
        (contact.FirstName, contact.LastName) = (person.First, person.Last);
        if (person.Phone.Length > 0)
            contact.Set(AmoSampleFields.Phone, [new AmoValue(person.Phone, 701001, "WORK")]);
    }

    public override void Change(Person person)
    {
        AmoContact contact = _scene.Live().Single(c => AmoScene.Values(c, AmoSampleFields.Email).Contains(person.Email, StringComparer.Ordinal));
        (contact.FirstName, contact.LastName) = (person.First, person.Last);
        _scene.Store.Contacts.Touch(contact, _scene.Store.Now);
    }

    public override IReadOnlyDictionary<string, Person> People() => _scene.Live().ToDictionary(
        c => c.Id.ToString(CultureInfo.InvariantCulture),
        c => new Person(Text(c, AmoSampleFields.Email), c.FirstName, c.LastName, Text(c, AmoSampleFields.Phone)));

    public override IEnumerable<string> Details(Func<string, string> userOf) =>
        _scene.Live().Select(c => $"{Text(c, AmoSampleFields.Email)}: {c.Name}, tags {c.Tags.Count}, marker of {string.Join(' ', AmoScene.Values(c, AmoSampleFields.CmsUserId).Select(userOf))}");

    public override ValueTask DisposeAsync() => _scene.DisposeAsync();

    private static string Text(AmoContact contact, long field) => string.Join(' ', AmoScene.Values(contact, field));
}
