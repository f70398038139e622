using UserSync.Connectors.Composition;
using UserSync.Core.Execution;
using UserSync.Core.Profiles;

namespace UserSync.Connectors.Tests.Drupal;

/// <summary>From a profile on disk to a run against Drupal, as the fronts do it.</summary>
public sealed class ProfileTests : DrupalTest
{
    [Fact]
    public async Task A_profile_on_disk_runs_against_Drupal_with_the_password_from_the_environment()
    {
        Scene.Seed(3);
        string folder = Directory.CreateTempSubdirectory("usersync-drupal-").FullName;
        try
        {
            string path = Path.Combine(folder, "shop.json");
            await File.WriteAllTextAsync(
                path,
                $$"""
                {
                  "cms": { "kind": "drupal", "site": "shop", "url": "{{Scene.Server.Address}}jsonapi", "credential": "env:SHOP", "filter": { "groups": [ "member" ] } },
                  "crm": { "kind": "csv", "account": "crm", "path": "contacts.csv" },
                  "fields": [ { "user": "name", "contact": "name" }, { "user": "email", "contact": "EMAIL" }, { "user": "fields.field_first_name", "contact": "first_name" } ]
                }
                """,
                Token);
            Dictionary<string, string> environment = new(StringComparer.Ordinal) { ["SHOP"] = DrupalScene.Secret };
            WorkspaceOpener opener = new(new WorkspaceOptions { Host = ProcessHost.Create(TimeSpan.FromSeconds(1)), Secrets = new SecretResolver(environment.GetValueOrDefault) });
            await using Workspace workspace = await opener.OpenAsync(ProfileLoader.Load(path), preview: false, Token);
            SyncSummary summary = (await new SyncEngine(workspace).RunAsync(new SyncRequest { All = true }, Token).OfType<SummaryEvent>().SingleAsync(Token)).Summary;
            Assert.Equal((1, 1, 0), (summary.Checked, summary.Created, summary.Failed));
            Assert.Contains("Person 0003,person0003@example.org,Person", await File.ReadAllTextAsync(Path.Combine(folder, "contacts.csv"), Token), StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void A_new_profile_for_Drupal_loads_and_names_its_secret()
    {
        string text = ProfileTemplate.Create(new ProfileTemplateRequest("drupal", "csv", "shop"));
        SyncProfile profile = ProfileLoader.Parse(text, "/profiles/shop.json");
        Assert.Equal(("drupal", "env:SHOP_CMS"), (profile.Cms.Kind, profile.Cms.Credential));
        Assert.Contains("administer users", text, StringComparison.Ordinal);
    }
}
