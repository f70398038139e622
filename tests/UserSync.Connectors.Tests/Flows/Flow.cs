using UserSync.Connectors.Composition;
using UserSync.Connectors.Tests.Fakes;
using UserSync.Core.Errors;
using UserSync.Core.Execution;
using UserSync.Core.Links;
using UserSync.Core.Model;
using UserSync.Core.Profiles;
using UserSync.Simulators;

namespace UserSync.Connectors.Tests.Flows;

/// <summary>Runs of a profile on disk between a site and an account, opened as the fronts open them, all on one clock.</summary>
internal sealed class Flow : IAsyncDisposable
{
    private readonly string _root;
    private readonly string _folder;

    private Flow(FakeTime time, FlowSite site, FlowAccount account, string folder, string root)
    {
        Time = time;
        Site = site;
        Account = account;
        _folder = folder;
        _root = root;
    }

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    public FakeTime Time { get; }

    public FlowSite Site { get; }

    public FlowAccount Account { get; }

    /// <summary>Both servers; one where contacts are in a file.</summary>
    public IEnumerable<SimulatorServer> Servers => new[] { Site.Server, Account.Server }.OfType<SimulatorServer>();

    /// <summary>Requests that change something, as the servers saw them.</summary>
    public IEnumerable<string> Writes => Servers.SelectMany(s => s.Log).Where(r => r.Writes).Select(r => $"{r.Method} {r.What} {r.Body}");

    /// <summary>Called at each named seam of a run, those of files among them.</summary>
    public Action<string> Seam { get; set; } = static _ => { };

    private string StoreFile => Path.Combine(_folder, "flow.links.db");

    public static async Task<Flow> StartAsync(string cms, string crm)
    {
        FakeTime time = Given.SkippingClock();
        string root = RunFolder.Create("usersync-flow-");
        string folder = Directory.CreateDirectory(Path.Combine(root, "folder")).FullName;
        FlowSite site = await FlowSite.StartAsync(cms, time);
        return new Flow(time, site, await FlowAccount.StartAsync(crm, folder, time), folder, root);
    }

    public Task<SyncSummary> RunAsync(SyncDirection direction, bool whatIf = false) => RunAsync(new SyncRequest { All = true, Direction = direction, WhatIf = whatIf });

    public async Task<SyncSummary> RunAsync(SyncRequest request) => (await EventsAsync(request)).OfType<SummaryEvent>().Single().Summary;

    public async Task<List<SyncEvent>> EventsAsync(SyncRequest request)
    {
        Time.Advance(TimeSpan.FromMinutes(5));
        string path = Path.Combine(_folder, "flow.json");
        await File.WriteAllTextAsync(path, Profile(), Token);
        await using Workspace workspace = await Opener().OpenAsync(ProfileLoader.Load(path), request.WhatIf, Token);
        List<SyncEvent> events = [];
        await foreach (SyncEvent e in new SyncEngine(workspace).RunAsync(request, Token))
            events.Add(e);
        return events;
    }

    public void ClearLogs()
    {
        foreach (SimulatorServer server in Servers)
            server.ClearLog();
    }

    /// <summary>Users, contacts, links and conflicts as somebody sees them who knows no ids.</summary>
    public async Task<string> StateAsync()
    {
        IReadOnlyDictionary<string, Person> users = Site.People();
        IReadOnlyDictionary<string, Person> contacts = Account.People();
        await using LinkStore store = await Opener().OpenStoreAsync(ProfileLoader.Load(Path.Combine(_folder, "flow.json")), preview: true, Token);
        List<SyncLink> links = await store.Links.ReadAsync(LinkQuery.All, Token).ToListAsync(Token);
        List<SyncConflict> conflicts = await store.Conflicts.ReadAsync(links.FirstOrDefault()?.Site ?? "site", links.FirstOrDefault()?.Account ?? "account", ConflictState.Open, Token).ToListAsync(Token);
        return string.Join('\n',
        [
            .. Sorted("user", users.Values.Select(u => u.ToString())),
            .. Sorted("user", Site.Details()),
            .. Sorted("contact", contacts.Values.Select(c => c.ToString())),
            .. Sorted("contact", Account.Details(id => users.GetValueOrDefault(id)?.Email ?? "nobody")),
            .. Sorted("link", links.Select(l => $"{users.GetValueOrDefault(l.UserId)?.Email ?? "nobody"} - {contacts.GetValueOrDefault(l.ContactId)?.Email ?? "an own contact of the account"}")),
            .. Sorted("conflict", conflicts.Select(c => c.Kind.ToString())),
        ]);
    }

    /// <summary>Puts back what was on the disk when a process died.</summary>
    public void Restore(string snapshot)
    {
        Seam = static _ => { };
        Directory.Delete(_folder, recursive: true);
        Directory.Move(snapshot, _folder);
    }

    /// <summary>Copies what a process that died now would leave on the disk: of the link store, what is committed.</summary>
    /// <returns>The folder of the copy.</returns>
    public string Snapshot() => StoreCopy.Make(_folder, Directory.CreateDirectory(Path.Combine(_root, Guid.NewGuid().ToString("N"))).FullName, StoreFile);

    public async ValueTask DisposeAsync()
    {
        await Site.DisposeAsync();
        await Account.DisposeAsync();
        Directory.Delete(_root, recursive: true);
    }

    private static IEnumerable<string> Sorted(string what, IEnumerable<string> lines) => lines.Order(StringComparer.Ordinal).Select(l => $"{what} {l}");

    private WorkspaceOpener Opener()
    {
        Dictionary<string, string> environment = new(StringComparer.Ordinal) { ["SITE"] = Site.Secret, ["ACCOUNT"] = Account.Secret };
        HostContext host = new()
        {
            Clock = Time,
            TempFolder = _root,
            Owner = new LeaseOwner("here", 1, DateTimeOffset.UnixEpoch),
            IsAlive = static _ => false,
            Seam = name => Seam(name),
        };
        return new WorkspaceOpener(new WorkspaceOptions { Host = host, Secrets = new SecretResolver(environment.GetValueOrDefault) });
    }

    private string Profile() =>
        $$"""
        {
          "cms": {{Site.Profile}},
          "crm": {{Account.Profile}},
          "direction": "both",
          "fields": [
            { "user": "email", "contact": "{{Account.Email}}" },
            { "user": "{{Site.Paths.First}}", "contact": "first_name" },
            { "user": "{{Site.Paths.Last}}", "contact": "last_name" },
            { "user": "{{Site.Paths.Phone}}", "contact": "PHONE" }
          ],
          "users": { "groups": [ "{{Site.Group}}" ], "enabled": true },
          "contacts": {{Account.Policy}}
        }
        """;
}
