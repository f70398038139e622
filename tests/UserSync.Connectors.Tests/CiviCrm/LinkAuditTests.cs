using UserSync.Core.Connectors;
using UserSync.Core.Execution;
using UserSync.Core.Model;
using UserSync.Connectors.Files;
using UserSync.Core.Profiles;

namespace UserSync.Connectors.Tests.CiviCrm;

/// <summary>2,000 links held against CiviCRM.</summary>
public sealed class LinkAuditTests
{
    private const int MostRequests = 20;

    [Fact]
    public async Task Two_thousand_links_take_at_most_20_requests_and_each_contacts_fate_is_told()
    {
        await using CiviScene scene = await CiviScene.StartAsync();
        string folder = Directory.CreateTempSubdirectory("usersync-audit-").FullName;
        try
        {
            string file = Path.Combine(folder, "users.csv");
            var links = new List<SyncLink>();
            await using (StreamWriter users = File.CreateText(file))
            {
                await users.WriteLineAsync("id,email");
                for (int n = 1; n <= 2000; n++)
                {
                    await users.WriteLineAsync(FormattableString.Invariant($"{n},user{n}@example.org"));
                    long contact = scene.Contact("First", "Last", n % 100 == 1 ? "other@example.org" : $"user{n}@example.org");
                    if (n % 100 == 2)
                        scene.Trash(contact);
                    if (n % 100 == 3)
                        scene.Merge(contact, contact - 3);
                    links.Add(new SyncLink { Site = "site", Account = "civi", UserId = FormattableString.Invariant($"{n}"), ContactId = n % 100 == 4 ? "999999" : FormattableString.Invariant($"{contact}"), IsTemporary = n % 100 == 5 });
                }
            }

            await using var cms = new FileCmsConnector(new EndSettings { Kind = "csv", Key = "site", File = new FileSettings { Path = file } }, "p", [], TimeProvider.System);
            await using ICrmConnector crm = scene.Connector();
            scene.Server.ClearLog();

            List<LinkFinding> findings = await new LinkAudit(cms, crm).TestAsync(links.ToAsyncEnumerable(), CiviScene.Token).ToListAsync(CiviScene.Token);

            Assert.InRange(scene.Server.Log.Count, 1, MostRequests);
            Assert.DoesNotContain(scene.Server.Log, r => r.Writes);
            Assert.Equal(
                [(LinkState.Ok, 1900), (LinkState.ContactMissing, 20), (LinkState.ContactTrashed, 20), (LinkState.ContactMerged, 20), (LinkState.EmailDiffers, 20), (LinkState.Temporary, 20)],
                findings.GroupBy(f => f.State).OrderBy(g => g.Key).Select(g => (g.Key, g.Count())));
            Assert.All(findings.Where(f => f.State == LinkState.ContactMerged), f => Assert.NotNull(f.MergedInto));
            TestContext.Current.SendDiagnosticMessage($"{findings.Count} links, {scene.Server.Log.Count} requests");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
