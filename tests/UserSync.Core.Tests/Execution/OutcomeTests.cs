using UserSync.Core.Connectors;
using UserSync.Core.Errors;
using UserSync.Core.Execution;
using UserSync.Core.Links;
using UserSync.Core.Model;
using UserSync.Core.Planning;
using UserSync.Core.Profiles;
using UserSync.Core.Tests.Support;

namespace UserSync.Core.Tests.Execution;

/// <summary>However a run ends, what it says of each change is what became of it.</summary>
public sealed class OutcomeTests : IDisposable
{
    private readonly Scene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task A_cut_request_does_not_hide_what_the_others_under_way_did()
    {
        Parallel(2);
        using var stop = new CancellationTokenSource();
        var cutSeen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var both = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _scene.Crm.BeforeStoring = async (write, cut) =>
        {
            if (Name(write) == "User 1")
            {
                await both.Task;
                await stop.CancelAsync();
                try
                {
                    await Task.Delay(Timeout.Infinite, cut);
                }
                finally
                {
                    cutSeen.SetResult();
                }
            }

            both.SetResult();
            await cutSeen.Task;
        };
        SyncSummary summary = (await _scene.EventsAsync(new SyncRequest { All = true }, stop.Token)).OfType<SummaryEvent>().Single().Summary;
        Assert.Equal((1, 5, "stopped on request"), (summary.Created, summary.NotAttempted, summary.Ended));
        Assert.Single(_scene.Crm.Contacts);
    }

    [Fact]
    public async Task A_failure_does_not_hide_what_the_others_under_way_did()
    {
        Parallel(2);
        var failed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _scene.Crm.BeforeStoring = async (write, _) =>
        {
            if (Name(write) == "User 1")
            {
                failed.SetResult();
                throw new ConnectorException(Side.Crm, ConnectorErrorKind.Authentication, "The token was refused.");
            }

            await failed.Task;
            await Task.Delay(50, CancellationToken.None);
        };
        SyncSummary? summary = null;
        await Assert.ThrowsAsync<ConnectorException>(() => _scene.EventsAsync(new SyncRequest { All = true }, onEvent: e => summary = (e as SummaryEvent)?.Summary ?? summary));
        Assert.Equal((_scene.Crm.Contacts.Count, 6), (summary!.Created, summary.Created + summary.NotAttempted));
        Assert.True(summary.Created > 0);
    }

    [Fact]
    public async Task The_history_of_a_run_whose_consumer_walked_away_counts_what_was_done()
    {
        Population(6);
        await using (Workspace workspace = await _scene.OpenAsync())
        {
            await foreach (SyncEvent e in new SyncEngine(workspace).RunAsync(new SyncRequest { All = true }, CancellationToken.None))
            {
                if (e is ResultEvent)
                    break;
            }
        }

        await using LinkStore store = await _scene.OpenStoreAsync();
        SyncRun run = Assert.Single(await store.Runs.ReadAsync("site", "account", 1, CancellationToken.None));
        SyncSummary summary = System.Text.Json.JsonSerializer.Deserialize<SyncSummary>(run.Summary!)!;
        Assert.Equal((_scene.Crm.Contacts.Count, 6), (summary.Created, summary.Created + summary.NotAttempted));
    }

    [Fact]
    public async Task A_contact_whose_link_was_taken_meanwhile_is_an_open_conflict()
    {
        _scene.Cms.Add("1", "anna@example.org", "Anna");
        _scene.Crm.BeforeStoring = (_, _) => _scene.LinkAsync("1", "elsewhere");
        Assert.Equal(1, (await _scene.RunAllAsync()).Conflicts);
        await using LinkStore store = await _scene.OpenStoreAsync();
        SyncConflict open = Assert.Single(await store.Conflicts.ReadAsync("site", "account", ConflictState.Open, CancellationToken.None).ToListAsync());
        Assert.Equal((ConflictKind.ContactTaken, "1", _scene.Crm.Contacts.Single().ContactId), (open.Kind, open.UserId, open.ContactId));
    }

    [Fact]
    public async Task A_create_that_cannot_be_told_apart_is_not_repeated()
    {
        _scene.Profile = _scene.Profile with { Fields = [Scene.NameField], Match = [new MatchRule("fields.customer", "customer", MatchKind.Text)] };
        _scene.Cms.Add("1", "anna@example.org", "Anna");
        _scene.Crm.LoseNextAnswer = true;
        _scene.Crm.SettlesUnclearly = true;
        await _scene.RunAllAsync();
        for (int run = 0; run < 3; run++)
        {
            Assert.Equal((0, 1), (await _scene.RunAllAsync()) is var s ? (s.Created, s.Conflicts) : default);
            Assert.Single(_scene.Crm.Contacts);
        }

        await _scene.LinkAsync("1", _scene.Crm.Contacts.Single().ContactId);
        Assert.True((await _scene.RunAllAsync()).NothingToDo);
        await using LinkStore store = await _scene.OpenStoreAsync();
        Assert.Empty(await store.Conflicts.ReadAsync("site", "account", ConflictState.Open, CancellationToken.None).ToListAsync());
    }

    [Fact]
    public async Task A_stop_before_the_contact_is_deleted_keeps_the_link_so_that_the_next_run_deletes_it()
    {
        await GoneUserAsync();
        using var stop = new CancellationTokenSource();
        await _scene.EventsAsync(new SyncRequest { All = true }, stop.Token, e =>
        {
            if (e is ResultEvent { Result.Action: SyncAction.Created })
                stop.Cancel();
        });
        await _scene.RunAllAsync();
        Assert.DoesNotContain(_scene.Crm.Contacts, c => c.Name == "User 1");
        Assert.DoesNotContain(await _scene.LinksAsync(), l => l.UserId == "1");
        Assert.True((await _scene.RunAllAsync()).NothingToDo);
    }

    [Fact]
    public async Task A_contact_whose_delete_was_refused_stays_linked()
    {
        await GoneUserAsync();
        _scene.Crm.RefuseDeletes = true;
        SyncSummary summary = await _scene.RunAllAsync();
        Assert.Equal((0, 0, 1), (summary.Deleted, summary.Unlinked, summary.Failed));
        Assert.Contains(await _scene.LinksAsync(), l => l.UserId == "1");
        _scene.Crm.RefuseDeletes = false;
        summary = await _scene.RunAllAsync();
        Assert.Equal((1, 1), (summary.Deleted, summary.Unlinked));
    }

    [Fact]
    public async Task Who_declines_the_unlink_has_declined_the_delete()
    {
        await GoneUserAsync();
        await _scene.EventsAsync(new SyncRequest { All = true }, onEvent: e =>
        {
            if (e is PlannedEvent { Change.Action: ChangeAction.Unlink } planned)
                planned.Declined = true;
        });
        Assert.Contains(_scene.Crm.Contacts, c => c.Name == "User 1");
    }

    private async Task GoneUserAsync()
    {
        _scene.Profile = _scene.Profile with { Contacts = new ContactPolicy { OnUserDeleted = GonePolicy.Delete } };
        Population(6);
        await _scene.RunAllAsync();
        _scene.Cms.Users.RemoveAll(u => u.UserId == "1");
        _scene.Cms.Add("50", "late@example.org", "Late");
    }

    private void Parallel(int calls)
    {
        _scene.Crm.Capabilities = _scene.Crm.Capabilities with { MaxParallel = calls, WriteBatch = 1 };
        Population(6);
    }

    private void Population(int count)
    {
        for (int i = 1; i <= count; i++)
            _scene.Cms.Add(i.ToString(System.Globalization.CultureInfo.InvariantCulture), $"user{i}@example.org", "User " + i);
    }

    private static string? Name(RecordWrite write) => write.Fields.FirstOrDefault(f => f.Path == "name")?.Value.Text;
}
