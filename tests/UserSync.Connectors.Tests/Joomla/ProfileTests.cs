using UserSync.Connectors.Composition;
using UserSync.Core.Connectors;
using UserSync.Core.Errors;
using UserSync.Core.Execution;
using UserSync.Core.Profiles;
using UserSync.Simulators.Joomla;

namespace UserSync.Connectors.Tests.Joomla;

/// <summary>From a profile on disk to a checklist and runs against Joomla, as the fronts do it.</summary>
public sealed class ProfileTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("usersync-joomla-").FullName;
    private JoomlaScene _scene = null!;

    private string ProfilePath => Path.Combine(_folder, "shop.json");

    public async ValueTask InitializeAsync()
    {
        _scene = await JoomlaScene.StartAsync(TimeProvider.System);
        await File.WriteAllTextAsync(Path.Combine(_folder, "contacts.csv"), "id,name,EMAIL,born\nc1,Anna,anna@example.org,1990-12-31\n", JoomlaScene.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _scene.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_profile_on_disk_runs_both_ways_with_the_token_from_the_environment()
    {
        await PutAsync("\"mailOff\": \"confirmed\", \"timeZone\": \"Europe/Berlin\"", "both");
        _scene.Site.Zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");
        _scene.Site.Add("Berta", "berta@example.org");
        await using Workspace workspace = await Opener().OpenAsync(ProfileLoader.Load(ProfilePath), preview: false, JoomlaScene.Token);
        SyncSummary summary = (await new SyncEngine(workspace).RunAsync(new SyncRequest { All = true }, JoomlaScene.Token).OfType<SummaryEvent>().SingleAsync(JoomlaScene.Token)).Summary;
        Assert.Equal((3, 0), (summary.Created, summary.Failed));
        Assert.Equal("1990-12-31", (await JoomlaScene.GetAsync(workspace.Cms, _scene.Site.Users.Values.Single(u => u.Email == "anna@example.org").Id)).Get("fields.birthday").Text);
        Assert.Contains("berta@example.org", await File.ReadAllTextAsync(Path.Combine(_folder, "contacts.csv"), JoomlaScene.Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_checklist_passes_and_says_what_cannot_be_known()
    {
        await PutAsync("\"mailOff\": \"confirmed\", \"timeZone\": \"UTC\"", "both");
        List<CheckResult> lines = await CheckAsync();
        Assert.All(lines, line => Assert.True(line.Passed ?? true, $"{line.Check}: {line.Detail}"));
        Assert.Contains(lines, l => l is { Check: "mail to new users", Passed: null, Remedy: not null });
        Assert.Contains(lines, l => l is { Check: "group Registered", Passed: true });
        Assert.Contains(lines, l => l is { Check: "field fields.birthday", Passed: true });
    }

    [Fact]
    public async Task The_checklist_names_what_is_missing()
    {
        await PutAsync("\"mailOff\": \"confirmed\"", "both", """, { "user": "fields.nothing", "contact": "name", "direction": "toCms" }""");
        _scene.Site.AddField("must", "text", required: true);
        _scene.Site.Groups.RemoveAll(g => g.Title == "Registered");
        List<CheckResult> lines = await CheckAsync();
        Assert.Contains(lines, l => l is { Check: "required field must", Remedy: not null });
        Assert.Contains(lines, l => l is { Check: "time zone", Passed: null, Remedy: not null });
        Assert.Contains(lines, l => l is { Check: "field fields.nothing", Passed: false });
        Assert.Contains(lines, l => l is { Check: "group Registered", Passed: false });
    }

    [Fact]
    public async Task A_run_that_would_mail_passwords_is_refused_before_anything_is_read()
    {
        await PutAsync("\"timeZone\": \"UTC\"", "toCrm");
        await using Workspace workspace = await Opener().OpenAsync(ProfileLoader.Load(ProfilePath), preview: false, JoomlaScene.Token);
        UserSyncException error = await Assert.ThrowsAnyAsync<UserSyncException>(async () =>
            await new SyncEngine(workspace).RunAsync(new SyncRequest { All = true, Direction = SyncDirection.ToCms }, JoomlaScene.Token).ToListAsync(JoomlaScene.Token));
        Assert.Equal((ErrorIds.ProfileInvalid, "users.notify"), (error.Error.Id, error.Error.Item));
        Assert.Empty(_scene.Writes);
    }

    private async Task<List<CheckResult>> CheckAsync()
    {
        SyncProfile profile = ProfileLoader.Load(ProfilePath);
        WorkspaceOpener opener = Opener();
        await using ICmsConnector cms = opener.OpenCms(profile);
        await using ICrmConnector crm = opener.OpenCrm(profile);
        await using var store = await opener.OpenStoreAsync(profile, preview: true, JoomlaScene.Token);
        return await new ProfileCheck(profile, () => cms, () => crm, _ => Task.FromResult(store), TimeProvider.System).RunAsync(JoomlaScene.Token).ToListAsync(JoomlaScene.Token);
    }

    private static WorkspaceOpener Opener()
    {
        Dictionary<string, string> environment = new(StringComparer.Ordinal) { ["SHOP_TOKEN"] = JoomlaDatabase.Token(42) };
        return new WorkspaceOpener(new WorkspaceOptions { Host = ProcessHost.Create(TimeSpan.FromSeconds(1)), Secrets = new SecretResolver(environment.GetValueOrDefault) });
    }

    private Task PutAsync(string options, string direction, string more = "") => File.WriteAllTextAsync(
        ProfilePath,
        $$"""
        {
          "cms": { "kind": "joomla", "site": "shop", "url": "{{_scene.Server.Address}}", "credential": "env:SHOP_TOKEN", {{options}} },
          "crm": { "kind": "csv", "account": "contacts", "path": "contacts.csv" },
          "direction": "{{direction}}",
          "fields": [
            { "user": "name", "contact": "name", "direction": "both" },
            { "user": "email", "contact": "EMAIL", "direction": "both" },
            { "user": "fields.birthday", "contact": "born", "direction": "both" }{{more}}
          ],
          "users": { "groups": [ "Registered" ], "enabled": true }
        }
        """,
        JoomlaScene.Token);
}
