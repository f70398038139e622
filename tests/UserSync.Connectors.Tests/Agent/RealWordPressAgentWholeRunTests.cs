using UserSync.Core.Connectors;
using UserSync.Core.Execution;
using UserSync.Core.Model;
using UserSync.Core.Profiles;

namespace UserSync.Connectors.Tests.Agent;

/// <summary>Whole runs through wordpress.php, against the real WordPress of tests/wordpress/start.sh.</summary>
[Collection("real WordPress")]
public sealed class RealWordPressAgentWholeRunTests : AgentWholeRuns
{
    [Fact]
    public async Task An_incremental_run_fetches_only_users_whose_hash_has_changed()
    {
        await using AgentRun run = await FileAsync();
        string anna = await run.AddAsync("anna", "@anna");
        await run.AddAsync("berta", "@berta");
        SyncRequest incremental = new() { Incremental = true, Direction = SyncDirection.ToCrm };
        SyncSummary first = await run.RunAsync(incremental);
        Assert.InRange(first.Checked, 2001, int.MaxValue);
        await run.ChangeAsync(anna, run.Site.Field, "@changed");
        SyncSummary next = await run.RunAsync(incremental);
        Assert.Equal((1, 1, 0), (next.Checked, next.Updated, next.Failed));
        Assert.Contains(",@changed,", run.ContactText, StringComparison.Ordinal);
        Assert.Equal(0, (await run.RunAsync(incremental)).Checked);
    }

    internal override async Task<IAgentScene> OpenAsync(TimeProvider time)
    {
        SiteScene scene = new(RealWordPressAgentConformanceTests.End(), "meta.nickname_at_work", "subscriber");
        await using ICmsConnector cms = scene.Open(new UserPolicy(), TimeProvider.System);
        // What nobody has is no field of the site.
        await cms.WriteAsync([new RecordWrite(1, WriteKind.Update) { RecordId = "1", Fields = [new FieldWrite(scene.Field, FieldValue.Of("the boss"), FieldValue.NotRead)] }], AgentRun.Token);
        return scene;
    }
}
