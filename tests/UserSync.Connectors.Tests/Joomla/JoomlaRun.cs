using UserSync.Connectors.Files;
using UserSync.Connectors.Tests.CiviCrm;
using UserSync.Connectors.Tests.Fakes;
using UserSync.Core.Connectors;
using UserSync.Core.Execution;
using UserSync.Core.Links;
using UserSync.Core.Links.Sqlite;
using UserSync.Core.Model;
using UserSync.Core.Profiles;
using UserSync.Simulators.Joomla;

namespace UserSync.Connectors.Tests.Joomla;

/// <summary>Whole runs of the engine between a simulated Joomla and contacts in a file or in a simulated CiviCRM.</summary>
internal sealed class JoomlaRun : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("usersync-joomla-").FullName;

    private JoomlaRun(FakeTime time, JoomlaScene joomla, CiviScene? civi)
    {
        Time = time;
        Joomla = joomla;
        Civi = civi;
        if (civi is null)
            Contacts = "id,name,EMAIL,company,birthday\n";
    }

    /// <summary>The clock of all three; it skips the pauses between repetitions.</summary>
    public FakeTime Time { get; }

    public JoomlaScene Joomla { get; }

    /// <summary>The CRM; null where contacts are in a file.</summary>
    public CiviScene? Civi { get; }

    public JoomlaDatabase Site => Joomla.Site;

    /// <summary>The file of contacts.</summary>
    public string Contacts { get => File.ReadAllText(ContactFile); set => File.WriteAllText(ContactFile, value); }

    public UserPolicy Users { get; set; } = new() { Groups = ["Registered"], Enabled = true };

    public IReadOnlyList<FieldMapping> Fields { get; set; } = [new("name", "name") { Direction = SyncDirection.Both }, new("email", "EMAIL") { Direction = SyncDirection.Both }];

    /// <summary>Called at each named seam of a run.</summary>
    public Action<string> Seam { get; set; } = static _ => { };

    private string ContactFile => Path.Combine(_folder, "contacts.csv");

    private EndSettings Crm => Civi?.End() ?? new EndSettings { Kind = "csv", Key = "contacts", File = new FileSettings { Path = ContactFile } };

    public static async Task<JoomlaRun> StartAsync(bool civi = false)
    {
        FakeTime time = new() { Skips = static due => due < TimeSpan.FromSeconds(12) };
        return new JoomlaRun(time, await JoomlaScene.StartAsync(time), civi ? await CiviScene.StartAsync() : null);
    }

    public Task<SyncSummary> RunAsync(SyncDirection direction = SyncDirection.ToCrm) => RunAsync(new SyncRequest { All = true, Direction = direction });

    public async Task<SyncSummary> RunAsync(SyncRequest request) => (await EventsAsync(request)).OfType<SummaryEvent>().Single().Summary;

    public async Task<List<SyncEvent>> EventsAsync(SyncRequest request)
    {
        Time.Advance(TimeSpan.FromMinutes(5));
        Civi?.Simulator.Clock.Advance(TimeSpan.FromMinutes(5));
        await using Workspace workspace = await OpenAsync();
        List<SyncEvent> events = [];
        await foreach (SyncEvent e in new SyncEngine(workspace).RunAsync(request, JoomlaScene.Token))
            events.Add(e);
        return events;
    }

    public async Task<List<SyncLink>> LinksAsync()
    {
        await using LinkStore store = await OpenStoreAsync();
        return await store.Links.ReadAsync(LinkQuery.All, JoomlaScene.Token).ToListAsync(JoomlaScene.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await Joomla.DisposeAsync();
        if (Civi is not null)
            await Civi.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task<Workspace> OpenAsync()
    {
        EndSettings cms = Joomla.End(options: ("mailOff", "confirmed"));
        SyncProfile profile = new()
        {
            Name = "test",
            Path = Path.Combine(_folder, "test.json"),
            Cms = cms,
            Crm = Crm,
            Links = new LinkStoreSettings(),
            Fields = Fields,
            Users = Users,
        };
        ICrmConnector crm = Civi is null ? new FileCrmConnector(Crm, "test", [.. Fields.Select(f => f.Contact)], Time) : Civi.Connector();
        HostContext host = new() { TempFolder = _folder, Owner = new LeaseOwner("here", 1, DateTimeOffset.UnixEpoch), IsAlive = static _ => false, Seam = Seam, Clock = Time };
        return new Workspace(profile, Joomla.Connector(policy: Users, end: cms, time: Time), crm, await OpenStoreAsync(), host);
    }

    private Task<LinkStore> OpenStoreAsync() => LinkStore.OpenAsync(new SqliteDatabase(Path.Combine(_folder, "links.db"), readOnly: false), Time, JoomlaScene.Token);
}
