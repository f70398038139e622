using UserSync.Core.Execution;
using UserSync.Core.Links;
using UserSync.Simulators;

namespace UserSync.Connectors.Tests.CiviCrm;

/// <summary>Scheduled runs into CiviCRM: the cursor, and the change log by date.</summary>
public sealed class IncrementalTests
{
    private static readonly SyncRequest Incremental = new() { Incremental = true };

    [Fact]
    public async Task An_incremental_run_looks_only_at_who_changed()
    {
        await using CiviRun run = await StartAsync();
        Assert.Equal((2, 2), await run.RunAsync(Incremental) is { } first ? (first.Checked, first.Created) : default);
        run.Replace("Anna Berg,Anna,Berg,,https://cms.example.org/user/1,2026-11-01", "Anna Neu,Anna,Neu,,https://cms.example.org/user/1,2026-11-03");
        Assert.Equal((1, 1), await run.RunAsync(Incremental) is { } second ? (second.Checked, second.Updated) : default);
        Assert.Contains(run.Scene.Live(), c => c.Text("last_name") == "Neu");
        run.Scene.Server.ClearLog();
        Assert.True((await run.RunAsync(Incremental)).NothingToDo);
        Assert.DoesNotContain(run.Scene.Server.Log, r => r.Writes);
    }

    [Theory]
    [InlineData(FaultKind.CutBefore)]
    [InlineData(FaultKind.CutAfter)]
    [InlineData(FaultKind.DieAfterRecords)]
    public async Task The_cursor_does_not_pass_a_change_that_was_not_confirmed(FaultKind kind)
    {
        await using CiviRun run = await StartAsync();
        await run.RunAsync(Incremental);
        run.User(3, "cara@example.org", "Cara", modified: "2026-11-02T00:00:00Z");
        run.User(4, "dora@example.org", "Dora", modified: "2026-11-09T00:00:00Z");
        run.Scene.Server.Add(Fault.On("Contact/save", kind));
        await run.RunAsync(Incremental);
        await run.RunAsync(Incremental);
        await run.RunAsync(Incremental);
        Assert.Equal(["anna@example.org", "berta@example.org", "cara@example.org", "dora@example.org"], run.Scene.Live().Select(c => Assert.Single(run.Scene.Emails(c.Id))).Order());
        Assert.Equal(4, (await run.LinksAsync()).Count);
    }

    [Fact]
    public async Task The_change_log_of_a_time_lists_created_and_linked_contacts_with_their_addresses_in_CiviCRM()
    {
        await using CiviRun run = await StartAsync();
        long known = run.Scene.Contact("Berta", null, "berta@example.org");
        DateTimeOffset before = TimeProvider.System.GetUtcNow();
        await run.RunAsync();
        List<SyncChange> changes = await run.HistoryAsync(before);
        SyncChange created = Assert.Single(changes, c => c.Action == "Created");
        SyncChange linked = Assert.Single(changes, c => c.Action == "Linked");
        Assert.Equal(known.ToString(System.Globalization.CultureInfo.InvariantCulture), linked.ContactId);
        Assert.All([created, linked], c => Assert.Equal((true, true), (c.Url!.StartsWith(run.Scene.Server.Address.ToString(), StringComparison.Ordinal), c.Url.Contains($"cid={c.ContactId}", StringComparison.Ordinal))));
        Assert.Empty(await run.HistoryAsync(TimeProvider.System.GetUtcNow().AddMinutes(1)));
    }

    private static async Task<CiviRun> StartAsync()
    {
        CiviRun run = await CiviRun.StartAsync();
        run.User(1, "anna@example.org", modified: "2026-11-01T00:00:00Z");
        run.User(2, "berta@example.org", "Berta", modified: "2026-10-01T00:00:00Z");
        return run;
    }
}
