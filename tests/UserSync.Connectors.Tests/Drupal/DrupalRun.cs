using UserSync.Connectors.CiviCrm;
using UserSync.Connectors.Files;
using UserSync.Connectors.Tests.CiviCrm;
using UserSync.Connectors.Tests.Fakes;
using UserSync.Core.Connectors;
using UserSync.Core.Execution;
using UserSync.Core.Links;
using UserSync.Core.Links.Sqlite;
using UserSync.Core.Model;
using UserSync.Core.Planning;
using UserSync.Core.Profiles;

namespace UserSync.Connectors.Tests.Drupal;

/// <summary>Whole runs of the engine: users in a simulated Drupal, contacts in a CSV file or in a simulated CiviCRM.</summary>
internal sealed class DrupalRun : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("usersync-drupal-").FullName;

    private DrupalRun(DrupalScene scene, CiviScene? civi)
    {
        Scene = scene;
        Civi = civi;
    }

    public DrupalScene Scene { get; }

    public CiviScene? Civi { get; }

    public IReadOnlyList<FieldMapping> Fields { get; set; } =
    [
        new("fields.field_first_name", "first_name") { Direction = SyncDirection.Both },
        new("fields.field_last_name", "last_name") { Direction = SyncDirection.Both },
        new("email", "EMAIL") { Direction = SyncDirection.Both },
        new("fields.field_phone", "PHONE") { Direction = SyncDirection.Both },
    ];

    public IReadOnlyList<GroupMapping> Groups { get; set; } = [];

    public UserPolicy Users { get; set; } = new() { OnContactDeleted = GonePolicy.Unlink };

    public BrakeSettings Brakes { get; set; } = new() { MaxDeletePercent = 100 };

    /// <summary>Called at each named seam of a run.</summary>
    public Action<string> Seam { get; set; } = static _ => { };

    public string ContactsFile => Path.Combine(_folder, "contacts.csv");

    /// <summary>A run whose site is filled already with people who have first and last names.</summary>
    public static async Task<DrupalRun> StartAsync(int people = 0, bool civi = false)
    {
        DrupalRun run = new(await DrupalScene.StartAsync(), civi ? await CiviScene.StartAsync() : null);
        run.Scene.Seed(people);
        // The four accounts of the site itself take no part.
        run.Scene.Profile = profile => profile with { Cms = profile.Cms with { Filter = new RecordFilter { Groups = [] } } };
        return run;
    }

    public void Contacts(params string[] rows) => File.WriteAllLines(ContactsFile, ["id,name,first_name,last_name,email,phone,tags", .. rows]);

    public Task<SyncSummary> RunAsync(SyncDirection direction = SyncDirection.ToCrm) => RunAsync(new SyncRequest { All = true, Direction = direction });

    public async Task<SyncSummary> RunAsync(SyncRequest request) => (await EventsAsync(request)).OfType<SummaryEvent>().Single().Summary;

    public async Task<List<SyncResult>> ResultsAsync(SyncRequest request) => [.. (await EventsAsync(request)).OfType<ResultEvent>().Select(e => e.Result)];

    public async Task<List<SyncEvent>> EventsAsync(SyncRequest request)
    {
        Scene.Site.Clock.Advance(TimeSpan.FromSeconds(5));
        Civi?.Simulator.Clock.Advance(TimeSpan.FromSeconds(5));
        await using Workspace workspace = await OpenAsync(request.WhatIf);
        List<SyncEvent> events = [];
        await foreach (SyncEvent e in new SyncEngine(workspace).RunAsync(request, DrupalScene.Token))
            events.Add(e);
        return events;
    }

    public async Task<List<SyncLink>> LinksAsync()
    {
        await using LinkStore store = await OpenStoreAsync(preview: false);
        return await store.Links.ReadAsync(LinkQuery.All, DrupalScene.Token).ToListAsync(DrupalScene.Token);
    }

    public async Task UnlinkAllAsync()
    {
        await using LinkStore store = await OpenStoreAsync(preview: false);
        await store.Links.RemoveAsync(await store.Links.ReadAsync(LinkQuery.All, DrupalScene.Token).ToListAsync(DrupalScene.Token), DrupalScene.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await Scene.DisposeAsync();
        if (Civi is not null)
            await Civi.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task<Workspace> OpenAsync(bool preview)
    {
        SyncProfile profile = Scene.Made() with
        {
            Path = Path.Combine(_folder, "test.json"),
            Crm = Civi?.End() ?? new EndSettings { Kind = "csv", Key = "crm", File = new FileSettings { Path = ContactsFile, TagsColumn = "tags" } },
            Fields = Fields,
            Groups = Groups,
            Users = Users,
            Brakes = Brakes,
        };
        ICrmConnector crm = Civi is { } civi ? civi.Connector() : new FileCrmConnector(profile.Crm, "test", ["first_name", "last_name", "EMAIL", "PHONE"], TimeProvider.System);
        Scene.Profile = _ => profile;
        return new Workspace(profile, Scene.Connector(), crm, await OpenStoreAsync(preview), Host);
    }

    private HostContext Host => new() { Clock = Scene.Site.Clock, TempFolder = _folder, Owner = new LeaseOwner("here", 1, DateTimeOffset.UnixEpoch), IsAlive = static _ => false, Seam = name => Seam(name) };

    private Task<LinkStore> OpenStoreAsync(bool preview) => LinkStore.OpenAsync(new SqliteDatabase(Path.Combine(_folder, "links.db"), preview), TimeProvider.System, DrupalScene.Token);
}
