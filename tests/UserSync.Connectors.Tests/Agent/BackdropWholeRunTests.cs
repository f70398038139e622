using UserSync.Connectors.Agent;
using UserSync.Core.Connectors;
using UserSync.Core.Execution;
using UserSync.Core.Model;
using UserSync.Core.Profiles;

namespace UserSync.Connectors.Tests.Agent;

/// <summary>Whole runs through backdrop.php, on the stand-in of Backdrop's core.</summary>
public sealed class BackdropWholeRunTests : AgentWholeRuns
{
    [Fact]
    public async Task An_incremental_run_asks_only_for_who_changed_since_the_last_one()
    {
        await using AgentRun run = await FileAsync();
        SyncRequest incremental = new() { All = true, Incremental = true, Direction = SyncDirection.ToCrm };
        await run.RunAsync(incremental);
        // Everybody was changed in one second, which stays the cursor until somebody else is.
        await run.ChangeAsync("99", run.Site.Field, "@before");
        await run.RunAsync(incremental);
        await run.ChangeAsync("100", run.Site.Field, "@changed");
        SyncSummary next = await run.RunAsync(incremental);
        Assert.Equal((2, 1), (next.Checked, next.Updated));
        Assert.Contains(",@changed,", run.ContactText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_starts_no_more_agents_than_work_at_once()
    {
        BackdropStandIn standIn = new();
        await using AgentRun run = await FileAsync(standIn);
        run.Contacts([.. Enumerable.Range(1, 300).Select(n => $"c{n},Person {n} {{0}},p{n}.{{0}}@example.org,,")]);
        int before = standIn.Starts;
        SyncSummary summary = await run.RunAsync(SyncDirection.ToCms);
        Assert.Equal(300, summary.Created);
        Assert.InRange(standIn.Starts - before, 1, AgentLimits.Agents);
    }

    [Fact]
    public async Task Hashes_change_with_the_fields_that_were_asked_for_and_with_nothing_else()
    {
        using BackdropStandIn standIn = new();
        await using AgentConnector agent = standIn.Open();
        RecordQuery query = new() { Fields = ["fields.field_bonus"] };
        List<UserHash> first = await agent.HashesAsync(query, AgentRun.Token).ToListAsync(AgentRun.Token);
        Assert.Equal(301, first.Select(h => h.UserId).Distinct().Count());
        await agent.WriteAsync([new RecordWrite(1, WriteKind.Update) { RecordId = "8", Fields = [new FieldWrite("fields.field_about", FieldValue.Of("else"), FieldValue.NotRead)] }], AgentRun.Token);
        Assert.Equal(first, await agent.HashesAsync(query, AgentRun.Token).ToListAsync(AgentRun.Token));
        await agent.WriteAsync([new RecordWrite(1, WriteKind.Update) { RecordId = "9", Fields = [new FieldWrite("fields.field_bonus", FieldValue.Of("77"), FieldValue.NotRead)] }], AgentRun.Token);
        List<UserHash> next = await agent.HashesAsync(query, AgentRun.Token).ToListAsync(AgentRun.Token);
        Assert.Equal(["9"], next.Except(first).Select(h => h.UserId));
    }

    [Fact]
    public async Task Tags_of_contacts_make_users_join_and_leave_roles()
    {
        await using AgentRun run = await FileAsync();
        run.Groups = [new GroupMapping("club", new MembershipPath(MembershipPath.Tag, "customer"), SyncDirection.ToCms)];
        run.Contacts("c1,Anna {0},anna.{0}@example.org,,customer");
        await run.RunAsync(SyncDirection.ToCms);
        await run.RunAsync(SyncDirection.ToCms);
        Assert.Equal(["club", "member"], (await run.PeopleAsync())["anna"].Groups.Select(g => g.Id).Order(StringComparer.Ordinal));
        run.Contacts("c1,Anna {0},anna.{0}@example.org,,");
        await run.RunAsync(SyncDirection.ToCms);
        Assert.Equal(["member"], (await run.PeopleAsync())["anna"].Groups.Select(g => g.Id));
    }

    [Theory]
    [InlineData("death")]
    [InlineData("deathAfter")]
    public async Task An_agent_that_dies_in_the_middle_of_a_run_costs_one_user_at_most(string trouble)
    {
        await using AgentRun run = await FileAsync(new BackdropStandIn { Trouble = trouble });
        run.Contacts("c1,Anna {0},anna.{0}@example.org,,", "c2,Dies {0},dies.{0}@example.org,,", "c3,Cara {0},cara.{0}@example.org,,");
        SyncSummary summary = await run.RunAsync(SyncDirection.ToCms);
        bool stored = trouble == "deathAfter";
        Assert.Equal((stored ? 3 : 2, stored ? 0 : 1), (summary.Created, summary.Failed));
        Assert.Equal(stored ? ["anna", "cara", "dies"] : ["anna", "cara"], (await run.PeopleAsync()).Keys);
        SyncSummary again = await run.RunAsync(SyncDirection.ToCms);
        Assert.Equal((0, stored ? 3 : 2), (again.Created, again.AlreadyLinked));
    }

    internal override Task<IAgentScene> OpenAsync(TimeProvider time)
    {
        BackdropStandIn standIn = new();
        return Task.FromResult<IAgentScene>(SiteScene.Backdrop(standIn.End(), standIn));
    }

    private static Task<AgentRun> FileAsync(BackdropStandIn standIn)
    {
        AgentRun run = new(SiteScene.Backdrop(standIn.End(), standIn)) { Fields = [new("name", "name"), new("email", "EMAIL")] };
        run.Contacts();
        return Task.FromResult(run);
    }
}
