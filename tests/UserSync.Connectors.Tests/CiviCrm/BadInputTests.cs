using UserSync.Core.Errors;
using UserSync.Core.Execution;
using UserSync.Core.Links;
using UserSync.Core.Profiles;
using UserSync.Simulators;
using UserSync.Simulators.CiviCrm;
using Row = UserSync.Simulators.CiviCrm.Row;

namespace UserSync.Connectors.Tests.CiviCrm;

/// <summary>
/// What can go wrong outside of us, in whole runs: nothing is lost, nothing doubled, and the message says what to do. The right
/// state returns, and a further run brings everybody over once.
/// </summary>
public sealed class BadInputTests
{
    [Fact]
    public Task A_wrong_key() => EndsAsync(run => run.Key = "no-such-key", run => run.Key = "sync-key", ConnectorErrorKind.Authentication, "API key");

    [Fact]
    public Task A_key_without_rights() => EndsAsync(run => run.Key = "weak-key", run => run.Key = "sync-key", ConnectorErrorKind.Permission, "view all contacts");

    [Fact]
    public Task A_key_that_may_only_read() => EndsAsync(
        run => run.Scene.Simulator.Permit("sync-key", "access CiviCRM", "view all contacts", "authenticate with api key"), run => run.Scene.Simulator.Permit("sync-key", [.. CiviAccount.AllPermissions]),
        ConnectorErrorKind.Permission, "edit all contacts");

    [Fact]
    public Task A_guard_that_refuses() => EndsAsync(run => run.Key = "nokey-key", run => run.Key = "sync-key", ConnectorErrorKind.Authentication, "siteKey");

    [Fact]
    public Task The_extension_authx_is_off() => EndsAsync(run => run.Scene.Simulator.AuthxEnabled = false, run => run.Scene.Simulator.AuthxEnabled = true, ConnectorErrorKind.Authentication, "AuthX");

    [Fact]
    public Task A_wrong_address_that_answers_200_with_a_page() => EndsAsync(
        run => run.Scene.Simulator.Platform = CiviPlatform.Joomla, run => run.Scene.Simulator.Platform = CiviPlatform.WordPress, ConnectorErrorKind.Fatal, "crm.url", platform: "wordpress");

    [Fact]
    public Task Maintenance() => EndsAsync(
        run =>
        {
            for (int n = 0; n < 6; n++)
                run.Scene.Server.Add(new Fault(FaultKind.Maintenance, _ => true));
        },
        static _ => { }, ConnectorErrorKind.Maintenance, "maintenance");

    [Theory]
    [InlineData("authx/id")]
    [InlineData("Contact/save")]
    [InlineData("EntityTag")]
    public Task A_PHP_warning_before_the_JSON(string request) => RecoversAsync(run => run.Scene.Server.Add(Fault.On(request, FaultKind.WarningBefore)));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public Task PHP_runs_out_of_time_in_the_middle_of_a_batch(int stored) => RecoversAsync(run => run.Scene.Server.Add(Fault.On("Contact/save", FaultKind.DieAfterRecords, stored)));

    [Fact]
    public async Task A_DB_error_without_a_cause_costs_one_item()
    {
        await using CiviRun run = await StartAsync();
        run.Key = "min-key";
        run.Scene.Contact("Somebody", "Else", null, more: ("external_identifier", "site:2"));
        List<SyncResult> results = await run.ResultsAsync();
        SyncResult failed = Assert.Single(results, r => r.Outcome == ChangeOutcome.Failed);
        Assert.Equal(("2", true), (failed.UserId, failed.Error!.Remedy!.Contains("Link the user to that contact", StringComparison.Ordinal)));
        Assert.Equal(2, results.Count(r => r.Outcome == ChangeOutcome.Done));
        Assert.Equal(3, run.Scene.Live().Count);
    }

    [Fact]
    public async Task An_unknown_custom_field()
    {
        await using CiviRun run = await StartAsync();
        run.Fields = [.. run.Fields, new FieldMapping("role", "CMS_account.Nowhere")];
        List<SyncResult> results = await run.ResultsAsync();
        Assert.Single(results, r => r.Outcome == ChangeOutcome.Failed && r.Error!.Remedy!.Contains("Get-CrmField", StringComparison.Ordinal));
        Assert.Equal(2, run.Scene.Live().Count);
    }

    [Fact]
    public async Task An_option_that_is_removed_while_the_run_goes_on()
    {
        await using CiviRun run = await StartAsync();
        run.Fields = [.. run.Fields, new FieldMapping("role", "CMS_account.CMS_role")];
        run.Seam = name =>
        {
            if (name != "request")
                return;
            foreach (Row option in run.Database["OptionValue"].Rows.Where(o => o.Text("value") == "editor").ToList())
                run.Database["OptionValue"].Delete(option);
        };
        List<SyncResult> results = await run.ResultsAsync();
        Assert.Equal(3, results.Count(r => r.Outcome == ChangeOutcome.Done));
        run.Seam = static _ => { };

        // The value was dropped without a word; the next run sees that and does not claim to have stored it.
        Assert.Null(run.Scene.Live().Single(c => c.Text("external_identifier") == "site:1").Text("CMS_account.CMS_role"));
        Assert.Equal(0, (await run.RunAsync()).Created);
        Assert.Equal(3, run.Scene.Live().Count);
    }

    [Theory]
    [InlineData("100")]
    [InlineData("1")]
    public async Task Two_users_with_one_external_identifier(string batchSize)
    {
        await using CiviRun run = await StartAsync();
        run.Options = [("batchSize", batchSize)];
        run.Fields = [.. run.Fields, new FieldMapping("role", "external_identifier")];
        run.User(4, "dora@example.org", "Dora", role: "editor");
        List<SyncResult> results = await run.ResultsAsync();
        SyncResult refused = Assert.Single(results, r => r.Outcome is ChangeOutcome.Failed or ChangeOutcome.Conflict);
        Assert.NotNull(refused.Error!.Remedy);
        Assert.Equal(3, run.Scene.Live().Count);
        Assert.Equal(3, (await run.LinksAsync()).Select(l => l.ContactId).Distinct().Count());
        Assert.Equal(3, run.Scene.Live().Select(c => Assert.Single(run.Scene.Emails(c.Id))).Distinct().Count());
    }

    [Fact]
    public async Task Two_users_with_one_external_identifier_in_a_run_that_dies()
    {
        await using CiviRun run = await StartAsync();
        run.Fields = [.. run.Fields, new FieldMapping("role", "external_identifier")];
        run.User(4, "dora@example.org", "Dora", role: "editor");
        run.Seam = name =>
        {
            if (name == "answer")
                throw new OperationCanceledException("killed");
        };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run.RunAsync());
        run.Seam = static _ => { };
        await run.TryAsync();
        await run.TryAsync();
        Assert.All(run.Scene.Live(), c => Assert.Single(run.Scene.Emails(c.Id)));
        Assert.Equal(3, run.Scene.Live().Count);
    }

    private static async Task<CiviRun> StartAsync()
    {
        CiviRun run = await CiviRun.StartAsync();
        run.User(1, "anna@example.org", role: "editor");
        run.User(2, "berta@example.org", "Berta");
        run.User(3, "cara@example.org", "Cara");
        return run;
    }

    private static async Task EndsAsync(Action<CiviRun> damage, Action<CiviRun> mend, ConnectorErrorKind kind, string word, string? platform = null)
    {
        await using CiviRun run = await StartAsync();
        if (platform is not null)
            run.Options = [("platform", platform)];
        damage(run);
        SyncError error = await run.FailAsync();
        Assert.Equal(kind, error.Kind);
        Assert.Contains(word, $"{error.Message} {error.Remedy}", StringComparison.Ordinal);
        Assert.NotNull(error.Remedy);
        Assert.Empty(run.Scene.Live());
        mend(run);
        await run.ClearAsync();
        await AssertAllAsync(run);
    }

    private static async Task RecoversAsync(Action<CiviRun> damage)
    {
        await using CiviRun run = await StartAsync();
        damage(run);
        await run.TryAsync();
        await run.TryAsync();
        await AssertAllAsync(run);
    }

    private static async Task AssertAllAsync(CiviRun run)
    {
        SyncSummary last = await run.RunAsync();
        Assert.Equal((0, 0, 3), (last.Failed, last.Conflicts, last.Created + last.AlreadyLinked));
        Assert.Equal(["anna@example.org", "berta@example.org", "cara@example.org"], run.Scene.Live().Select(c => Assert.Single(run.Scene.Emails(c.Id))).Order());
        Assert.Equal(3, (await run.LinksAsync()).Select(l => l.ContactId).Distinct().Count());
    }
}
