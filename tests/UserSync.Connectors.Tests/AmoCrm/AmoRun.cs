using System.Globalization;
using System.Text;
using UserSync.Connectors.AmoCrm;
using UserSync.Connectors.Files;
using UserSync.Connectors.Tests.Fakes;
using UserSync.Core.Errors;
using UserSync.Core.Execution;
using UserSync.Core.Links;
using UserSync.Core.Links.Sqlite;
using UserSync.Core.Model;
using UserSync.Core.Planning;
using UserSync.Core.Profiles;
using UserSync.Simulators.AmoCrm;

namespace UserSync.Connectors.Tests.AmoCrm;

/// <summary>Whole runs of the engine: users in a CSV file, contacts in a simulated account, the account's memory in the link store.</summary>
internal sealed class AmoRun : IAsyncDisposable
{
    private readonly string _folder = RunFolder.Create("usersync-amo-");
    private readonly StringBuilder _users = new("id,email,name,first_name,last_name,birthday,url\n");

    private AmoRun(AmoScene scene) => Scene = scene;

    public AmoScene Scene { get; }

    public ContactPolicy Policy { get; set; } = new() { Marker = AmoScene.Marker, Tags = ["site"] };

    public IReadOnlyList<FieldMapping> Fields { get; set; } = [new("first_name", "first_name"), new("last_name", "last_name"), new("email", "EMAIL[WORK]")];

    public (string Key, string Value)[] Options { get; set; } = [];

    public Action<string> Seam { get; set; } = static _ => { };

    public IReadOnlyList<MatchRule>? Match { get; set; }

    public string Store => Path.Combine(_folder, "links.db");

    public static async Task<AmoRun> StartAsync(Action<AmoCrmSwitches>? turn = null, AmoPlatform platform = AmoPlatform.AmoCrm, AmoCrmSeed? seed = null) => new(await AmoScene.StartAsync(turn, platform, seed));

    public void User(int id, string email, string first = "", string last = "", string birthday = "") =>
        _users.Append(CultureInfo.InvariantCulture, $"{id},{email},{first} {last},{first},{last},{birthday},https://cms.example.org/user/{id}\n");

    public void RemoveUser(int id)
    {
        string[] lines = _users.ToString().Split('\n');
        _users.Clear().AppendJoin('\n', lines.Where(l => !l.StartsWith(string.Create(CultureInfo.InvariantCulture, $"{id},"), StringComparison.Ordinal)));
    }

    public void Replace(string text, string with) => _users.Replace(text, with);

    public async Task<SyncSummary> RunAsync(bool whatIf = false, SyncRequest? request = null) =>
        (await EventsAsync(request ?? new SyncRequest { All = true, WhatIf = whatIf })).OfType<SummaryEvent>().Single().Summary;

    public async Task<List<SyncEvent>> EventsAsync(SyncRequest request)
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "users.csv"), _users.ToString(), AmoScene.Token);
        await using Workspace workspace = await OpenAsync(request.WhatIf);
        List<SyncEvent> events = [];
        await foreach (SyncEvent e in new SyncEngine(workspace).RunAsync(request, AmoScene.Token))
            events.Add(e);
        return events;
    }

    /// <summary>A run that may end early, as runs may.</summary>
    public async Task<SyncError?> TryAsync()
    {
        try
        {
            await RunAsync();
            return null;
        }
        catch (UserSyncException e)
        {
            return e.Error;
        }
    }

    public async Task<List<SyncLink>> LinksAsync()
    {
        await using LinkStore store = await OpenStoreAsync(preview: false);
        return await store.Links.ReadAsync(LinkQuery.All, AmoScene.Token).ToListAsync(AmoScene.Token);
    }

    public async Task<List<SyncConflict>> ConflictsAsync()
    {
        await using LinkStore store = await OpenStoreAsync(preview: false);
        return await store.Conflicts.ReadAsync("site", "40000001", ConflictState.Open, AmoScene.Token).ToListAsync(AmoScene.Token);
    }

    /// <summary>The memory as a process that goes on living has it.</summary>
    public StoreMemory Memory() => new(Store, "site", "40000001", Host with { IsAlive = static _ => true });

    public async ValueTask DisposeAsync()
    {
        await Scene.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task<Workspace> OpenAsync(bool preview)
    {
        EndSettings cms = new() { Kind = "csv", Key = "site", File = new FileSettings { Path = Path.Combine(_folder, "users.csv"), Columns = new Dictionary<string, string>(StringComparer.Ordinal) { ["profile_url"] = "url" } } };
        SyncProfile profile = new()
        {
            Name = "test",
            Path = Path.Combine(_folder, "test.json"),
            Cms = cms,
            Crm = Scene.End(null, Options),
            Links = new LinkStoreSettings(),
            Fields = Fields,
            Contacts = Policy,
        };
        if (Match is not null)
            profile = profile with { Match = Match };
        AmoCrmConnector crm = Scene.Connector(policy: Policy, memory: Memory(), options: Options);
        FileCmsConnector users = new(cms, "test", ["email", "name", "first_name", "last_name", "birthday"], TimeProvider.System);
        return new Workspace(profile, users, crm, await OpenStoreAsync(preview), Host);
    }

    private HostContext Host => new() { Clock = Scene.Time, TempFolder = _folder, Owner = new LeaseOwner("here", 1, DateTimeOffset.UnixEpoch), IsAlive = static _ => false, Seam = Seam };

    private Task<LinkStore> OpenStoreAsync(bool preview) => LinkStore.OpenAsync(new SqliteDatabase(Store, preview), Scene.Time, AmoScene.Token);
}
