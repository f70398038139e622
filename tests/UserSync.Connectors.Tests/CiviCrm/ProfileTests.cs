using UserSync.Connectors.Composition;
using UserSync.Core.Execution;
using UserSync.Core.Profiles;
using UserSync.Simulators.CiviCrm;

namespace UserSync.Connectors.Tests.CiviCrm;

/// <summary>From a profile on disk to a run against CiviCRM, as the fronts do it.</summary>
public sealed class ProfileTests
{
    [Fact]
    public async Task A_profile_on_disk_runs_against_CiviCRM_with_key_and_site_key_from_the_environment()
    {
        await using CiviScene scene = await CiviScene.StartAsync(CiviPlatform.WordPressPlain);
        string folder = Directory.CreateTempSubdirectory("usersync-civi-").FullName;
        try
        {
            await File.WriteAllTextAsync(Path.Combine(folder, "users.csv"), "id,email,first_name,last_name\n1,anna@example.org,Anna,Berg\n", CiviScene.Token);
            string path = Path.Combine(folder, "shop.json");
            await File.WriteAllTextAsync(
                path,
                $$"""
                {
                  "cms": { "kind": "csv", "site": "shop", "path": "users.csv" },
                  "crm": {
                    "kind": "civicrm", "account": "civi", "url": "{{scene.Server.Address}}", "platform": "wordpress", "cleanUrls": false,
                    "credential": "env:CIVI_KEY", "siteKey": "env:CIVI_SITE_KEY", "locationType": "Work"
                  },
                  "fields": [
                    { "user": "first_name", "contact": "first_name" },
                    { "user": "last_name", "contact": "last_name" },
                    { "user": "email", "contact": "EMAIL" }
                  ]
                }
                """,
                CiviScene.Token);
            Dictionary<string, string> environment = new(StringComparer.Ordinal) { ["CIVI_KEY"] = "nokey-key", ["CIVI_SITE_KEY"] = "the-site-key" };
            WorkspaceOpener opener = new(new WorkspaceOptions { Host = ProcessHost.Create(TimeSpan.FromSeconds(1)), Secrets = new SecretResolver(environment.GetValueOrDefault) });
            await using Workspace workspace = await opener.OpenAsync(ProfileLoader.Load(path), preview: false, CiviScene.Token);
            SyncSummary summary = (await new SyncEngine(workspace).RunAsync(new SyncRequest { All = true }, CiviScene.Token).OfType<SummaryEvent>().SingleAsync(CiviScene.Token)).Summary;
            Assert.Equal((1, 0), (summary.Created, summary.Failed));
            Row contact = Assert.Single(scene.Live());
            Assert.Equal(2, Assert.Single(scene.Database["Email"].Of(contact.Id)).Number("location_type_id"));
            Assert.All(await workspace.Crm.CheckAsync(CiviScene.Token).ToListAsync(CiviScene.Token), check => Assert.True(check.Passed ?? true, $"{check.Check}: {check.Detail}"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
