using UserSync.Core.Execution;
using UserSync.Core.Links;
using UserSync.Core.Model;
using UserSync.Core.Profiles;
using UserSync.Simulators;
using UserSync.Simulators.CiviCrm;
using Row = UserSync.Simulators.CiviCrm.Row;

namespace UserSync.Connectors.Tests.CiviCrm;

/// <summary>
/// A run in which people changed, left, joined groups and got notes, killed or disturbed at each of its requests: afterwards everything
/// stands in CiviCRM as the site says it, once.
/// </summary>
public sealed class KilledChangesTests
{
    [Theory]
    [InlineData(FaultKind.CutBefore)]
    [InlineData(FaultKind.CutAfter)]
    public async Task Killed_at_any_request_of_a_run_with_changes_everything_is_there_once(FaultKind kind)
    {
        int requests = 0;
        for (int number = 1; number == 1 || number <= requests; number++)
        {
            await using CiviRun run = await ChangedAsync();
            int from = run.Scene.Server.Log.Count;
            bool dead = false;
            run.Scene.Server.Add(new Fault(kind, r => dead |= r.Number == from + number));
            run.Seam = _ =>
            {
                if (dead)
                    throw new OperationCanceledException("killed");
            };
            try
            {
                await run.TryAsync();
            }
            catch (OperationCanceledException)
            {
                Assert.True(dead);
            }

            run.Seam = static _ => { };
            requests = Math.Max(requests, run.Scene.Server.Log.Count - from);
            await AssertChangedAsync(run, $"{kind} at request {number}");
        }

        Assert.InRange(requests, 5, 40);
    }

    [Theory]
    [InlineData(FaultKind.CutAfter)]
    [InlineData(FaultKind.CutMiddle)]
    [InlineData(FaultKind.WarningBefore)]
    [InlineData(FaultKind.WebPage)]
    public async Task A_fault_at_any_request_of_a_run_with_changes_neither_loses_nor_doubles_anything(FaultKind kind)
    {
        int requests = 0;
        for (int number = 1; number == 1 || number <= requests; number++)
        {
            await using CiviRun run = await ChangedAsync();
            int from = run.Scene.Server.Log.Count;
            run.Scene.Server.Add(new Fault(kind, r => r.Number == from + number));
            await run.TryAsync();
            requests = Math.Max(requests, run.Scene.Server.Log.Count - from);
            await AssertChangedAsync(run, $"{kind} at request {number}");
        }
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, false)]
    [InlineData(2, false)]
    [InlineData(4, false)]
    [InlineData(2, true)]
    public async Task PHP_that_dies_in_the_middle_of_a_batch_of_changes_neither_loses_nor_doubles_anything(int calls, bool hidden)
    {
        await using CiviRun run = await ChangedAsync();
        run.Scene.Simulator.HidesStatus = hidden;
        run.Scene.Server.Add(new Fault(FaultKind.DieAfterRecords, r => Uri.UnescapeDataString(r.Body).Contains("\"Contact\",\"update\"", StringComparison.Ordinal)) { Records = calls });
        await run.TryAsync();
        await AssertChangedAsync(run, $"died after {calls}");
    }

    // Everybody is linked; then one gets another name and address, one leaves a group, one joins it, one goes.
    private static async Task<CiviRun> ChangedAsync()
    {
        CiviRun run = await CiviRun.StartAsync();
        run.Mirror = true;
        run.Policy = new ContactPolicy { ProfileLinkField = "website.Main", OnUserDeleted = GonePolicy.Note };
        run.Fields = [new("first_name", "first_name"), new("last_name", "last_name"), new("email", "EMAIL[Work]"), new("name", "CMS_account.Note")];
        run.Groups = [new GroupMapping("editor", new MembershipPath(MembershipPath.Tag, "Editors"), SyncDirection.ToCrm)];
        run.User(101, "anna@example.org");
        run.User(102, "berta@example.org", "Berta", role: "editor");
        run.User(103, "cara@example.org", "Cara");
        run.User(104, "dora@example.org", "Dora");
        await run.RunAsync();
        Assert.Equal(4, run.Scene.Live().Count);
        run.Replace("101,anna@example.org,Anna Berg,Anna,Berg,,https://cms.example.org/user/101", "101,anna.neu@example.org,Anna Neu,Anna,Neu,,https://cms.example.org/anna");
        run.Replace("Berta,Berg,editor,", "Berta,Berg,,");
        run.Replace("Cara,Berg,,", "Cara,Berg,editor,");
        run.Replace("104,dora@example.org,Dora Berg,Dora,Berg,,https://cms.example.org/user/104,\n", "");
        return run;
    }

    private static async Task AssertChangedAsync(CiviRun run, string why)
    {
        await run.TryAsync();
        await run.TryAsync();
        run.Scene.Server.ClearLog();
        SyncSummary last = await run.RunAsync();
        Assert.True(last is { Created: 0, Linked: 0, Updated: 0, Unlinked: 0, Failed: 0, AlreadyLinked: 3 }, $"{why}: {last}");
        Assert.DoesNotContain(run.Scene.Server.Log, r => r.Writes);
        Dictionary<string, Row> contacts = run.Scene.Live().ToDictionary(c => c.Text("external_identifier")!, StringComparer.Ordinal);
        Assert.True(contacts.Count == 4, $"{why}: {contacts.Count} contacts");
        Assert.True(contacts["site:101"].Text("last_name") == "Neu" && contacts["site:101"].Text("CMS_account.Note") == "Anna Neu", why);
        Assert.True(contacts.Values.All(c => run.Scene.Emails(c.Id).Count == 1 && run.Database["Website"].Of(c.Id).Count == 1), why);
        Assert.Equal("anna.neu@example.org", Assert.Single(run.Scene.Emails(contacts["site:101"].Id)));
        Assert.Equal("https://cms.example.org/anna", run.Database["Website"].Of(contacts["site:101"].Id)[0].Text("url"));
        Assert.Equal((0, 1), (run.Database["EntityTag"].Of(contacts["site:102"].Id).Count, run.Database["EntityTag"].Of(contacts["site:103"].Id).Count));
        Assert.True(run.Database["Note"].Of(contacts["site:104"].Id).Count == 1, $"{why}: {run.Database["Note"].Of(contacts["site:104"].Id).Count} notes");
        Assert.Equal(["101", "102", "103"], (await run.LinksAsync()).Select(l => l.UserId).Order());
        Assert.Equal([101L, 102L, 103L], run.Database["UFMatch"].Rows.Select(r => r.Number("uf_id")!.Value).Where(id => id > 100).Order());
    }
}
