using System.Globalization;
using System.Text;
using UserSync.Connectors.CiviCrm;
using UserSync.Connectors.Files;
using UserSync.Connectors.Tests.Fakes;
using UserSync.Core.Connectors;
using UserSync.Core.Errors;
using UserSync.Core.Execution;
using UserSync.Core.Links;
using UserSync.Core.Links.Sqlite;
using UserSync.Core.Model;
using UserSync.Core.Planning;
using UserSync.Core.Profiles;
using UserSync.Simulators.CiviCrm;

namespace UserSync.Connectors.Tests.CiviCrm;

/// <summary>Whole runs of the engine: users in a CSV file, contacts in a simulated CiviCRM.</summary>
internal sealed class CiviRun : IAsyncDisposable
{
    private readonly string _folder = RunFolder.Create("usersync-civi-");
    private readonly StringBuilder _users = new("id,email,name,first_name,last_name,role,url,modified\n");

    private string _written = "";

    private CiviRun(CiviScene scene) => Scene = scene;

    public CiviScene Scene { get; }

    public CiviDatabase Database => Scene.Database;

    public bool Mirror { get; set; }

    public string Key { get; set; } = "sync-key";

    /// <summary>The client's clock.</summary>
    public FakeTime Time { get; } = Given.SkippingClock();

    public HttpSettings? Http { get; set; }

    public ContactPolicy Policy { get; set; } = new() { Tags = ["site"] };

    public (string Key, string Value)[] Options { get; set; } = [];

    public IReadOnlyList<FieldMapping> Fields { get; set; } = [new("first_name", "first_name"), new("last_name", "last_name"), new("email", "EMAIL")];

    public IReadOnlyList<GroupMapping> Groups { get; set; } = [];

    public SyncDirection Direction { get; set; }

    public UserPolicy Users { get; set; } = new();

    /// <summary>Which contacts take part.</summary>
    public RecordFilter Filter { get; set; } = new();

    /// <summary>Called at each named seam of a run.</summary>
    public Action<string> Seam { get; set; } = static _ => { };

    public static async Task<CiviRun> StartAsync(CiviPlatform platform = CiviPlatform.WordPress) => new(await CiviScene.StartAsync(platform));

    public void User(int id, string? email, string? first = "Anna", string? last = "Berg", string role = "", string modified = "") =>
        _users.Append(CultureInfo.InvariantCulture, $"{id},{email},{(first + " " + last).Trim()},{first},{last},{role},https://cms.example.org/user/{id},{modified}\n");

    /// <summary>Writes the users anew.</summary>
    public void Replace(string text, string by) => _users.Replace(text, by);

    public Task<SyncSummary> RunAsync(bool whatIf = false) => RunAsync(new SyncRequest { All = true, WhatIf = whatIf });

    public async Task<SyncSummary> RunAsync(SyncRequest request) => (await EventsAsync(request)).OfType<SummaryEvent>().Single().Summary;

    public async Task<List<SyncResult>> ResultsAsync() => [.. (await EventsAsync(new SyncRequest { All = true })).OfType<ResultEvent>().Select(e => e.Result)];

    public async Task<SyncError> FailAsync() => (await Assert.ThrowsAnyAsync<UserSyncException>(() => EventsAsync(new SyncRequest { All = true }))).Error;

    /// <summary>A run that may end early.</summary>
    public async Task TryAsync()
    {
        try
        {
            await RunAsync();
        }
        catch (UserSyncException)
        {
            // That run ended early, as it may.
        }
    }

    /// <summary>Lets runs through again that waited for a human.</summary>
    public async Task ClearAsync()
    {
        await using LinkStore store = await OpenStoreAsync(preview: false);
        await store.Runs.ClearAsync("site", "civi", CiviScene.Token);
    }

    public async Task<List<SyncEvent>> EventsAsync(SyncRequest request)
    {
        Scene.Simulator.Clock.Advance(TimeSpan.FromSeconds(5));
        await SaveAsync();
        await using Workspace workspace = await OpenAsync(request.WhatIf);
        List<SyncEvent> events = [];
        await foreach (SyncEvent e in new SyncEngine(workspace).RunAsync(request, CiviScene.Token))
            events.Add(e);
        return events;
    }

    /// <summary>The journal, in the order in which it was written.</summary>
    public async Task<List<SyncChange>> HistoryAsync(DateTimeOffset? after = null)
    {
        await using LinkStore store = await OpenStoreAsync(preview: true);
        return await store.Changes.ReadAsync(new ChangeQuery { Site = "site", Account = "civi", After = after }, CiviScene.Token).ToListAsync(CiviScene.Token);
    }

    /// <summary>Restores the contact of the only open conflict and links its user.</summary>
    public async Task<SyncLink> RestoreAsync()
    {
        await using Workspace workspace = await OpenAsync(preview: false);
        SyncConflict conflict = await workspace.Store.Conflicts.ReadAsync("site", "civi", ConflictState.Open, CiviScene.Token).SingleAsync(CiviScene.Token);
        return await new TrashedContact(workspace.Crm, workspace.Store).RestoreAsync(conflict, CiviScene.Token);
    }

    /// <summary>Carries links over from or to CiviCRM's own table; brings the kinds of those that were taken.</summary>
    public async Task<List<LinkDifferenceKind>> ExchangeAsync(LinkRepair repair)
    {
        await SaveAsync();
        await using Workspace workspace = await OpenAsync(preview: false);
        MirrorExchange exchange = new(workspace.Profile, workspace.Cms, workspace.Crm, workspace.Store);
        List<LinkDifference> taken = await exchange.CompareAsync(CiviScene.Token).Where(repair.Takes).ToListAsync(CiviScene.Token);
        if (repair.ToCrm)
            Assert.Empty(await exchange.WriteToCrmAsync(taken, CiviScene.Token));
        else
            Assert.All(await exchange.TakeFromCrmAsync(taken, CiviScene.Token), c => Assert.True(c.Changed, c.Error?.ToString()));
        return [.. taken.Select(t => t.Kind)];
    }

    /// <summary>The users of the site as they are now, by their addresses: name and role.</summary>
    public async Task<Dictionary<string, string>> SiteAsync()
    {
        await using Workspace workspace = await OpenAsync(preview: true);
        return await workspace.Cms.ReadAsync(RecordQuery.All, CiviScene.Token).ToDictionaryAsync(u => u.Email!, u => $"{u.FirstName} {u.LastName}".Trim() + string.Concat(u.Groups.Select(g => $" {g.Name}")), cancellationToken: CiviScene.Token);
    }

    public async Task<List<SyncLink>> LinksAsync()
    {
        await using LinkStore store = await OpenStoreAsync(preview: false);
        return await store.Links.ReadAsync(LinkQuery.All, CiviScene.Token).ToListAsync(CiviScene.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await Scene.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    // What a run wrote to the site stays, unless the test says something new about its users.
    private async Task SaveAsync()
    {
        if (_users.ToString() is var users && users != _written)
            await File.WriteAllTextAsync(Path.Combine(_folder, "users.csv"), _written = users, CiviScene.Token);
    }

    private async Task<Workspace> OpenAsync(bool preview)
    {
        EndSettings cms = new() { Kind = "csv", Key = "site", File = new FileSettings { ModifiedColumn = "modified", GroupsColumn = Groups.Count > 0 ? "role" : null, Path = Path.Combine(_folder, "users.csv"), Columns = new Dictionary<string, string>(StringComparer.Ordinal) { ["profile_url"] = "url" } } };
        SyncProfile profile = new()
        {
            Name = "test",
            Path = Path.Combine(_folder, "test.json"),
            Cms = cms,
            Crm = Scene.End(Http, Options) with { Filter = Filter },
            Direction = Direction,
            Users = Users,
            Links = new LinkStoreSettings(),
            Fields = Fields,
            Groups = Groups,
            Contacts = Policy,
        };
        CiviCrmConnector crm = Scene.Connector(Key, policy: Policy, mirror: Mirror, http: Http, time: Time, options: Options);
        FileCmsConnector users = new(cms, "test", ["email", "name", "first_name", "last_name"], TimeProvider.System);
        return new Workspace(profile, users, crm, await OpenStoreAsync(preview), Host);
    }

    private HostContext Host => new() { TempFolder = _folder, Owner = new LeaseOwner("here", 1, DateTimeOffset.UnixEpoch), IsAlive = static _ => false, Seam = Seam };

    private Task<LinkStore> OpenStoreAsync(bool preview) => LinkStore.OpenAsync(new SqliteDatabase(Path.Combine(_folder, "links.db"), preview), TimeProvider.System, CiviScene.Token);
}
