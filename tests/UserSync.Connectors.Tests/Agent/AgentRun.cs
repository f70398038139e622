using UserSync.Connectors.Files;
using UserSync.Connectors.Tests.AmoCrm;
using UserSync.Connectors.Tests.CiviCrm;
using UserSync.Connectors.Tests.Fakes;
using UserSync.Core.Connectors;
using UserSync.Core.Execution;
using UserSync.Core.Links;
using UserSync.Core.Links.Sqlite;
using UserSync.Core.Model;
using UserSync.Core.Profiles;

namespace UserSync.Connectors.Tests.Agent;

/// <summary>Whole runs of the engine between a site with an agent and contacts in a file, in a simulated CiviCRM or in a simulated amoCRM.</summary>
internal sealed class AgentRun(IAgentScene site, CiviScene? civi = null, AmoScene? amo = null) : IAsyncDisposable
{
    private readonly string _folder = RunFolder.Create("usersync-agent-");
    private long _intent;

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    public IAgentScene Site { get; } = site;

    /// <summary>Part of the addresses of this test, so that tests on one real site do not meet.</summary>
    public string Mark { get; } = Guid.NewGuid().ToString("N")[..10];

    public UserPolicy Users { get; set; } = new() { Enabled = true, Groups = [site.Group], ReassignTo = "1" };

    public required IReadOnlyList<FieldMapping> Fields { get; set; }

    public IReadOnlyList<GroupMapping> Groups { get; set; } = [];

    public RecordFilter? CrmFilter { get; set; }

    /// <summary>Called at each named seam of a run.</summary>
    public Action<string> Seam { get; set; } = static _ => { };

    private TimeProvider Time => amo?.Time ?? TimeProvider.System;

    private string ContactFile => Path.Combine(_folder, "contacts.csv");

    /// <summary>Writes the file of contacts; {0} stands for the mark.</summary>
    public void Contacts(params string[] rows) => File.WriteAllLines(ContactFile, ["id,name,email,about,tags", .. rows.Select(r => r.Replace("{0}", Mark, StringComparison.Ordinal))]);

    /// <summary>The file of contacts.</summary>
    public string ContactText { get => File.ReadAllText(ContactFile); set => File.WriteAllText(ContactFile, value); }

    public string Email(string name) => $"{name}.{Mark}@example.org";

    public Task<SyncSummary> RunAsync(SyncDirection direction) => RunAsync(new SyncRequest { All = true, Direction = direction });

    public async Task<SyncSummary> RunAsync(SyncRequest request) => (await EventsAsync(request)).OfType<SummaryEvent>().Single().Summary;

    public async Task<List<SyncEvent>> EventsAsync(SyncRequest request)
    {
        amo?.Time.Advance(TimeSpan.FromMinutes(5));
        civi?.Simulator.Clock.Advance(TimeSpan.FromMinutes(5));
        await using Workspace workspace = await OpenAsync();
        List<SyncEvent> events = [];
        await foreach (SyncEvent e in new SyncEngine(workspace).RunAsync(request, Token))
            events.Add(e);
        return events;
    }

    /// <summary>Makes a user as somebody else would, and brings the id.</summary>
    public async Task<string> AddAsync(string name, string about)
    {
        WriteResult made = await WriteAsync(new RecordWrite(++_intent, WriteKind.Create) { Marker = "", Enabled = true, Fields = [Given("email", Email(name)), Given("name", $"{name} {Mark}"), Given(Site.Field, about)] });
        Assert.Equal((WriteOutcome.Done, null), (made.Outcome, made.Error?.Message));
        return made.RecordId!;
    }

    /// <summary>Changes a user as somebody else would.</summary>
    public Task ChangeAsync(string id, string path, string value) => WriteAsync(new RecordWrite(++_intent, WriteKind.Update) { RecordId = id, Fields = [Given(path, value)] });

    /// <summary>The users of this test by the first part of their address.</summary>
    public async Task<SortedDictionary<string, CmsUser>> PeopleAsync()
    {
        await using ICmsConnector cms = Site.Open(Users, Time);
        SortedDictionary<string, CmsUser> people = new(StringComparer.Ordinal);
        await foreach (CmsUser user in cms.ReadAsync(RecordQuery.All with { Fields = [Site.Field] }, Token))
        {
            if (user.Email?.EndsWith($".{Mark}@example.org", StringComparison.Ordinal) == true)
                people.Add(user.Email[..user.Email.IndexOf('.', StringComparison.Ordinal)], user);
        }

        return people;
    }

    public async Task<List<SyncLink>> LinksAsync()
    {
        await using LinkStore store = await OpenStoreAsync();
        return await store.Links.ReadAsync(LinkQuery.All, Token).ToListAsync(Token);
    }

    /// <summary>Ends the test; on a real site nobody of it stays.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (CmsUser user in (await PeopleAsync()).Values)
            await WriteAsync(new RecordWrite(++_intent, WriteKind.Delete) { RecordId = user.UserId });
        await Site.DisposeAsync();
        if (civi is not null)
            await civi.DisposeAsync();
        if (amo is not null)
            await amo.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private static FieldWrite Given(string path, string value) => new(path, FieldValue.Of(value), FieldValue.NotRead);

    private async Task<WriteResult> WriteAsync(RecordWrite write)
    {
        await using ICmsConnector cms = Site.Open(Users, Time);
        return Assert.Single(await cms.WriteAsync([write], CancellationToken.None));
    }

    private async Task<Workspace> OpenAsync()
    {
        EndSettings end = civi?.End() ?? amo?.End() ?? new EndSettings { Kind = "csv", Key = "contacts", File = new FileSettings { Path = ContactFile, TagsColumn = "tags" } };
        if (CrmFilter is not null)
            end = end with { Filter = CrmFilter };
        SyncProfile profile = new()
        {
            Name = "test",
            Path = Path.Combine(_folder, "test.json"),
            Cms = Site.End,
            Crm = end,
            Links = new LinkStoreSettings(),
            Fields = Fields,
            Groups = Groups,
            Users = Users,
            Contacts = new ContactPolicy { Marker = amo is null ? null : AmoScene.Marker },
            Brakes = new BrakeSettings { MaxDeletePercent = 100 },
        };
        ICrmConnector crm = civi is not null ? civi.Connector(policy: profile.Contacts)
            : amo is not null ? amo.Connector(policy: profile.Contacts)
            : new FileCrmConnector(end, "test", [.. Fields.Select(f => f.Contact)], Time);
        HostContext host = new() { TempFolder = _folder, Owner = new LeaseOwner("here", 1, DateTimeOffset.UnixEpoch), IsAlive = static _ => false, Seam = Seam, Clock = Time };
        return new Workspace(profile, Site.Open(Users, Time), crm, await OpenStoreAsync(), host);
    }

    private Task<LinkStore> OpenStoreAsync() => LinkStore.OpenAsync(new SqliteDatabase(Path.Combine(_folder, "links.db"), readOnly: false), Time, Token);
}
