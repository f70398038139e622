using UserSync.Connectors.CiviCrm;
using UserSync.Core.Connectors;
using UserSync.Core.Errors;
using UserSync.Core.Model;
using UserSync.Core.Profiles;
using UserSync.Simulators;
using UserSync.Simulators.CiviCrm;

namespace UserSync.Connectors.Tests.CiviCrm;

/// <summary>What can be wrong when a CiviCRM is set up, and what is said then.</summary>
public sealed class SettingUpTests
{
    private static CancellationToken Token => CiviScene.Token;

    [Theory]
    [InlineData(CiviPlatform.WordPress, null, null)]
    [InlineData(CiviPlatform.WordPressPlain, null, null)]
    [InlineData(CiviPlatform.WordPressPlain, "wordpress", "false")]
    [InlineData(CiviPlatform.Drupal, "drupal", null)]
    [InlineData(CiviPlatform.DrupalPlain, "backdrop", null)]
    [InlineData(CiviPlatform.Joomla, null, null)]
    [InlineData(CiviPlatform.Joomla, "joomla", null)]
    public async Task CiviCRM_is_found_in_every_CMS(CiviPlatform platform, string? named, string? clean)
    {
        await using CiviScene scene = await CiviScene.StartAsync(platform);
        List<(string, string)> options = [];
        if (named is not null)
            options.Add(("platform", named));
        if (clean is not null)
            options.Add(("cleanUrls", clean));
        await using CiviCrmConnector connector = scene.Connector(options: [.. options]);
        EndIdentity identity = await connector.IdentifyAsync(Token);
        Assert.Equal(("CiviCRM 5.77.beta1", "Sync Bot"), (identity.Product, identity.ActingAs));
    }

    [Fact]
    public async Task Two_requests_are_enough_to_know_all_about_the_system()
    {
        await using CiviScene scene = await CiviScene.StartAsync();
        await using CiviCrmConnector connector = scene.Connector();
        await connector.IdentifyAsync(Token);
        await connector.CountAsync(Token);
        await connector.ListFieldsAsync(Token).ToListAsync(Token);
        Assert.Equal(2, scene.Server.Log.Count);
    }

    [Fact]
    public async Task The_guard_is_satisfied_by_the_site_key_and_named_without_it()
    {
        await using CiviScene scene = await CiviScene.StartAsync();
        await using CiviCrmConnector without = scene.Connector("nokey-key");
        ConnectorException error = await Assert.ThrowsAsync<ConnectorException>(() => without.IdentifyAsync(Token));
        Assert.Equal(ConnectorErrorKind.Authentication, error.Kind);
        Assert.Contains("siteKey", error.Error.Remedy, StringComparison.Ordinal);
        await using CiviCrmConnector with = scene.Connector("nokey-key", siteKey: "the-site-key");
        Assert.NotNull((await with.IdentifyAsync(Token)).ActingAs);
    }

    [Fact]
    public async Task Authx_that_is_off_is_named()
    {
        await using CiviScene scene = await CiviScene.StartAsync();
        scene.Simulator.AuthxEnabled = false;
        await using CiviCrmConnector connector = scene.Connector();
        ConnectorException error = await Assert.ThrowsAsync<ConnectorException>(() => connector.IdentifyAsync(Token));
        Assert.Equal(ConnectorErrorKind.Authentication, error.Kind);
        Assert.Contains("AuthX", error.Error.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_address_that_answers_200_with_a_page_is_an_error()
    {
        await using CiviScene scene = await CiviScene.StartAsync();
        await using CiviCrmConnector connector = new(scene.End() with { Url = new Uri(scene.Server.Address, "shop") }, "sync-key", null, new ContactPolicy(), false, Fakes.Given.Context());
        ConnectorException error = await Assert.ThrowsAsync<ConnectorException>(() => connector.IdentifyAsync(Token));
        Assert.Contains("crm.url", error.Error.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_anonymous_answer_is_never_taken_for_an_empty_CiviCRM()
    {
        await using CiviScene scene = await CiviScene.StartAsync();
        await using CiviCrmConnector connector = scene.Connector("weak-key");
        ConnectorException error = await Assert.ThrowsAsync<ConnectorException>(() => connector.ReadAsync(RecordQuery.All, Token).ToListAsync(Token).AsTask());
        Assert.Equal(ConnectorErrorKind.Permission, error.Kind);
    }

    [Fact]
    public async Task The_checklist_names_every_missing_right_with_its_remedy()
    {
        await using CiviScene scene = await CiviScene.StartAsync();
        await using CiviCrmConnector connector = scene.Connector("weak-key", mirror: true);
        List<CheckResult> checks = await connector.CheckAsync(Token).ToListAsync(Token);
        foreach (string right in new[] { "right view all contacts", "right add contacts", "right edit all contacts", "CiviCRM's own links" })
        {
            CheckResult check = Assert.Single(checks, c => c.Check == right);
            Assert.False(check.Passed, right);
            Assert.Contains("permission", check.Remedy, StringComparison.Ordinal);
        }

        Assert.Null(Assert.Single(checks, c => c.Check == "right access deleted contacts").Passed);
        Assert.Null(Assert.Single(checks, c => c.Check == "custom fields").Passed);
    }

    [Fact]
    public async Task The_least_rights_of_the_documentation_are_enough_for_a_run()
    {
        await using CiviRun run = await CiviRun.StartAsync();
        run.Key = "min-key";
        run.Scene.Contact("Anna", "Alt", "anna@example.org");
        run.User(1, "anna@example.org");
        run.User(2, "berta@example.org", "Berta");
        UserSync.Core.Execution.SyncSummary summary = await run.RunAsync();
        Assert.Equal((1, 1, 0), (summary.Linked, summary.Created, summary.Failed));
    }

    [Fact]
    public async Task The_key_is_in_no_trace()
    {
        await using CiviScene scene = await CiviScene.StartAsync();
        List<string> traces = [];
        await using CiviCrmConnector connector = scene.Connector(siteKey: "the-site-key", trace: t => traces.Add(t.Text));
        await connector.IdentifyAsync(Token);
        Assert.NotEmpty(traces);
        Assert.DoesNotContain(traces, t => t.Contains("sync-key", StringComparison.Ordinal) || t.Contains("the-site-key", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Maintenance_is_told_as_such()
    {
        await using CiviScene scene = await CiviScene.StartAsync();
        for (int n = 0; n < 5; n++)
            scene.Server.Add(new Fault(FaultKind.Maintenance, _ => true));
        await using CiviCrmConnector connector = scene.Connector();
        ConnectorException error = await Assert.ThrowsAsync<ConnectorException>(() => connector.IdentifyAsync(Token));
        Assert.Equal(ConnectorErrorKind.Maintenance, error.Kind);
    }
}
