using UserSync.Connectors.CiviCrm;
using UserSync.Connectors.Http;
using UserSync.Connectors.Tests.Fakes;
using UserSync.Core.Model;
using UserSync.Core.Profiles;
using UserSync.Simulators;
using UserSync.Simulators.CiviCrm;

namespace UserSync.Connectors.Tests.CiviCrm;

/// <summary>A simulated CiviCRM with a custom group, and connectors to it.</summary>
internal sealed class CiviScene : IAsyncDisposable
{
    private CiviScene(CiviCrmSimulator simulator, SimulatorServer server)
    {
        Simulator = simulator;
        Server = server;
    }

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    public CiviCrmSimulator Simulator { get; }

    public SimulatorServer Server { get; }

    public CiviDatabase Database => Simulator.Database;

    /// <summary>The store of records with all rights, for seeding.</summary>
    public RecordStore Seed => new(Database, new CiviAccount(3, 2, "", CiviAccount.AllPermissions.ToHashSet(StringComparer.Ordinal)));

    public static async Task<CiviScene> StartAsync(CiviPlatform platform = CiviPlatform.WordPress, TimeProvider? clock = null)
    {
        CiviCrmSimulator simulator = new(new SimulatedClock(clock)) { Platform = platform };
        CiviScene scene = new(simulator, await SimulatorServer.StartAsync(simulator));
        Row group = scene.Seed.Create("CustomGroup", new Row { ["title"] = "CMS account", ["name"] = "CMS_account", ["extends"] = "Individual" });
        scene.Field(group, "Note", "String", null);
        scene.Field(group, "Last_login", "Date", null, time: true);
        scene.Field(group, "CMS_role", "String", new Row { ["editor"] = "Editor", ["author"] = "Author" });
        // One contact in the trash proves the right to see it.
        scene.Database["Contact"].TryGet(scene.Contact("Old", "Trash", null), out Row? old);
        old!["is_deleted"] = true;
        return scene;
    }

    public CiviCrmConnector Connector(string key = "sync-key", string? siteKey = null, ContactPolicy? policy = null, bool mirror = false, HttpSettings? http = null, Action<HttpTrace>? trace = null, TimeProvider? time = null, params (string Key, string Value)[] options) =>
        new(End(http, options), key, siteKey, policy ?? new ContactPolicy(), mirror, Given.Context(time, trace));

    public EndSettings End(HttpSettings? http = null, params (string Key, string Value)[] options) => new()
    {
        Kind = "civicrm",
        Key = "civi",
        Url = Server.Address,
        Http = http ?? Given.Http,
        Options = options.ToDictionary(o => o.Key, o => o.Value, StringComparer.Ordinal),
    };

    /// <summary>Puts a contact into CiviCRM.</summary>
    public long Contact(string? first, string? last, string? email, string type = "Individual", params (string Field, object? Value)[] more)
    {
        Row values = new() { ["contact_type"] = type, ["first_name"] = first, ["last_name"] = last };
        if (email is not null)
            values["email_primary.email"] = email;
        foreach ((string field, object? value) in more)
            values[field] = value;
        return Seed.Create("Contact", values).Id;
    }

    /// <summary>Puts a contact into the trash.</summary>
    public void Trash(long id)
    {
        Assert.True(Database["Contact"].TryGet(id, out Row? row));
        row["is_deleted"] = true;
    }

    /// <summary>Merges a contact into another, as CiviCRM's own page does: trash, activities, and the link moves.</summary>
    public void Merge(long loser, long survivor)
    {
        Trash(loser);
        Row merged = Database["Activity"].Insert(new Row { ["activity_type_id"] = 51L, ["source_record_id"] = loser });
        Row deleted = Database["Activity"].Insert(new Row { ["activity_type_id"] = 52L, ["parent_id"] = merged.Id });
        foreach ((Row activity, long contact) in new[] { (merged, survivor), (deleted, loser) })
        {
            Database["ActivityContact"].Insert(new Row { ["activity_id"] = activity.Id, ["contact_id"] = 3L, ["record_type_id"] = 2L });
            Database["ActivityContact"].Insert(new Row { ["activity_id"] = activity.Id, ["contact_id"] = contact, ["record_type_id"] = 3L });
        }

        if (Database["UFMatch"].Rows.FirstOrDefault(u => u.Number("contact_id") == loser) is { } link)
            Database["UFMatch"].Update(link, new Row { ["contact_id"] = survivor });
    }

    /// <summary>All contacts that are not in the trash and not of the installation itself.</summary>
    public List<Row> Live() => [.. Database["Contact"].Rows.Where(c => !c.Flag("is_deleted") && c.Id > 7)];

    /// <summary>Addresses of a contact, the primary one first.</summary>
    public List<string> Emails(long contactId) => [.. Database["Email"].Of(contactId).OrderByDescending(e => e.Flag("is_primary")).Select(e => e.Text("email")!)];

    public ValueTask DisposeAsync() => Server.DisposeAsync();

    private void Field(Row group, string name, string type, Row? options, bool time = false)
    {
        Row values = new() { ["custom_group_id"] = group.Id, ["name"] = name, ["label"] = name, ["data_type"] = type, ["html_type"] = "Text" };
        if (options is not null)
            values["option_values"] = options;
        if (time)
            values["time_format"] = 2L;
        Seed.Create("CustomField", values);
    }
}
