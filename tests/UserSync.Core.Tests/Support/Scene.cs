using UserSync.Core.Errors;
using UserSync.Core.Execution;
using UserSync.Core.Links;
using UserSync.Core.Links.Sqlite;
using UserSync.Core.Model;
using UserSync.Core.Profiles;

namespace UserSync.Core.Tests.Support;

/// <summary>A site, an account, a link store on disk and a profile between them.</summary>
public sealed class Scene : IDisposable
{
    public static readonly FieldMapping NameField = new("name", "name");
    public static readonly FieldMapping EmailField = new("email", "EMAIL");
    private readonly string _folder = Directory.CreateTempSubdirectory("usersync-scene").FullName;

    public MemoryCms Cms { get; } = new();

    public MemoryCrm Crm { get; } = new();

    /// <summary>Addresses that somebody else entered in the CRM.</summary>
    public List<(string ContactId, string Address)> Foreign { get; } = [];

    public ManualTime Clock { get; } = new();

    public string StorePath => Path.Combine(_folder, "links.db");

    /// <summary>Called at each named seam.</summary>
    public Action<string> Seam { get; set; } = static _ => { };

    public SyncProfile Profile { get; set; } = new()
    {
        Name = "test",
        Path = "/nowhere/test.json",
        Cms = new EndSettings { Kind = "csv", Key = "site" },
        Crm = new EndSettings { Kind = "csv", Key = "account" },
        Links = new LinkStoreSettings(),
        Fields = [NameField, EmailField],
    };

    public bool OwnerIsAlive { get; set; } = true;

    public HostContext Host => new()
    {
        Clock = Clock,
        TempFolder = _folder,
        Owner = new LeaseOwner("here", 1, DateTimeOffset.UnixEpoch),
        IsAlive = _ => OwnerIsAlive,
        Seam = Seam,
    };

    public Task<LinkStore> OpenStoreAsync(bool preview = false) => LinkStore.OpenAsync(new SqliteDatabase(StorePath, preview), Clock, CancellationToken.None);

    public async Task<Workspace> OpenAsync(bool preview = false) => new(Profile, Cms, Crm, await OpenStoreAsync(preview), Host);

    public async Task<List<SyncEvent>> EventsAsync(SyncRequest request, CancellationToken cancellationToken = default, Action<SyncEvent>? onEvent = null)
    {
        Clock.Advance(TimeSpan.FromSeconds(1));
        await using Workspace workspace = await OpenAsync(request.WhatIf);
        var events = new List<SyncEvent>();
        await foreach (SyncEvent e in new SyncEngine(workspace).RunAsync(request, cancellationToken))
        {
            events.Add(e);
            onEvent?.Invoke(e);
        }

        return events;
    }

    public Task<SyncSummary> RunAllAsync() => RunAsync(new SyncRequest { All = true });

    public async Task<SyncSummary> RunAsync(SyncRequest request) => (await EventsAsync(request)).OfType<SummaryEvent>().Single().Summary;

    public async Task<List<SyncResult>> ResultsAsync(SyncRequest request) => [.. (await EventsAsync(request)).OfType<ResultEvent>().Select(e => e.Result)];

    public async Task<SyncError> FailAsync(SyncRequest request) => (await Assert.ThrowsAnyAsync<UserSyncException>(() => EventsAsync(request))).Error;

    public async Task<List<SyncLink>> LinksAsync()
    {
        await using LinkStore store = await OpenStoreAsync();
        return await store.Links.ReadAsync(LinkQuery.All, CancellationToken.None).ToListAsync();
    }

    public async Task<List<SyncLink>> LinksOfAsync(string site) => [.. (await LinksAsync()).Where(l => l.Site == site)];

    public async Task LinkAsync(string userId, string contactId)
    {
        await using LinkStore store = await OpenStoreAsync();
        LinkChange change = Assert.Single(await store.Links.AddAsync([new SyncLink { Site = "site", Account = "account", UserId = userId, ContactId = contactId }], CancellationToken.None));
        Assert.True(change.Changed);
    }

    /// <summary>Nothing is sent or confirmed after the seam; the run's own clearing up still happens, which kills of a process (Cli.Tests) leave out.</summary>
    public async Task DieAtAsync(string seam, int hit, SyncRequest? request = null)
    {
        int seen = 0;
        bool dead = false;
        Seam = name =>
        {
            if (!Volatile.Read(ref dead) && (name != seam || Interlocked.Increment(ref seen) != hit))
                return;
            Volatile.Write(ref dead, true);
            throw new KilledException();
        };
        try
        {
            await EventsAsync(request ?? new SyncRequest { All = true });
        }
        catch (KilledException)
        {
            Assert.True(dead);
        }
        finally
        {
            Seam = static _ => { };
            Clock.Advance(TimeSpan.FromMinutes(2));
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private sealed class KilledException : Exception;
}
