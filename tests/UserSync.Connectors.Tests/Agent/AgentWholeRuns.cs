using UserSync.Connectors.Tests.AmoCrm;
using UserSync.Connectors.Tests.CiviCrm;
using UserSync.Core.Connectors;
using UserSync.Core.Errors;
using UserSync.Core.Execution;
using UserSync.Core.Model;
using UserSync.Core.Profiles;
using UserSync.Simulators.AmoCrm;
using UserSync.Simulators.CiviCrm;

namespace UserSync.Connectors.Tests.Agent;

/// <summary>The whole flow through an agent: to contacts of a file, of CiviCRM and of amoCRM and from them, a second run of no writes, kills.</summary>
public abstract class AgentWholeRuns
{
    [Fact]
    public async Task Users_become_contacts_of_a_file_and_the_second_run_writes_nothing()
    {
        await using AgentRun run = await FileAsync();
        run.Contacts("c1,,BERTA.{0}@example.org,,");
        string anna = await run.AddAsync("anna", "@anna");
        string berta = await run.AddAsync("berta", "@berta & co");
        SyncSummary first = await run.RunAsync(SyncDirection.ToCrm);
        Assert.Equal((first.Checked - 1, 1, 0, 0), (first.Created, first.Linked, first.Conflicts, first.Failed));
        Assert.Contains($",anna {run.Mark},{run.Email("anna")},@anna,", run.ContactText, StringComparison.Ordinal);
        Assert.Contains("c1,berta ", run.ContactText, StringComparison.Ordinal);
        Assert.Contains(await run.LinksAsync(), l => l.UserId == berta && l.ContactId == "c1");
        Assert.Contains(await run.LinksAsync(), l => l.UserId == anna);
        await AssertNothingLeftAsync(run, SyncDirection.ToCrm, first.Checked);
    }

    [Fact]
    public async Task Users_become_contacts_of_CiviCRM_and_the_second_run_writes_nothing()
    {
        CiviScene civi = await CiviScene.StartAsync();
        await using AgentRun run = await CiviAsync(civi);
        long known = civi.Contact("Anna", "Alt", run.Email("ANNA"));
        string anna = await run.AddAsync("anna", "@anna");
        await run.AddAsync("berta", "@berta");
        SyncSummary first = await run.RunAsync(SyncDirection.ToCrm);
        Assert.Equal((0, 0), (first.Conflicts, first.Failed));
        Assert.Contains(await run.LinksAsync(), l => l.UserId == anna && l.ContactId == known.ToString(System.Globalization.CultureInfo.InvariantCulture));
        Row berta = Assert.Single(civi.Live(), c => civi.Emails(c.Id).Contains(run.Email("berta")));
        Assert.Equal("@berta", berta.Text("job_title"));
        civi.Server.ClearLog();
        await AssertNothingLeftAsync(run, SyncDirection.ToCrm, first.Checked);
        Assert.DoesNotContain(civi.Server.Log, r => r.Writes);
    }

    [Fact]
    public async Task Users_become_contacts_of_amoCRM_and_the_second_run_writes_nothing()
    {
        AmoScene amo = await AmoScene.StartAsync();
        await using AgentRun run = await AmoAsync(amo);
        AmoContact known = amo.Contact("Anna Alt", run.Email("ANNA"));
        string anna = await run.AddAsync("anna", "@anna");
        await run.AddAsync("berta", "@berta");
        SyncSummary first = await run.RunAsync(SyncDirection.ToCrm);
        Assert.Equal((0, 0), (first.Conflicts, first.Failed));
        Assert.Contains(await run.LinksAsync(), l => l.UserId == anna && l.ContactId == known.Id.ToString(System.Globalization.CultureInfo.InvariantCulture));
        AmoContact berta = Assert.Single(amo.Live(), c => AmoScene.Values(c, AmoSampleFields.Email).Contains(run.Email("berta")));
        Assert.Equal(["@berta"], AmoScene.Values(berta, AmoSampleFields.Position));
        amo.Server.ClearLog();
        await AssertNothingLeftAsync(run, SyncDirection.ToCrm, first.Checked);
        Assert.Empty(amo.Writes);
    }

    [Fact]
    public async Task Contacts_of_a_file_become_users_then_both_ways_and_further_runs_write_nothing()
    {
        await using AgentRun run = await FileAsync();
        run.Contacts("c1,Anna Berg {0},anna.{0}@example.org,@anna,", "c2,,berta.{0}@example.org,,", "c3,Cara {0},CARA.{0}@example.org,@cara,");
        string cara = await run.AddAsync("cara", "old");
        SyncSummary first = await run.RunAsync(SyncDirection.ToCms);
        Assert.Equal((3, 2, 1, 0, 0), (first.Checked, first.Created, first.Linked, first.Conflicts, first.Failed));
        SortedDictionary<string, CmsUser> people = await run.PeopleAsync();
        Assert.Equal(["anna", "berta", "cara"], people.Keys);
        Assert.Equal(($"Anna Berg {run.Mark}", true, "@anna"), (people["anna"].Name, people["anna"].Enabled ?? true, people["anna"].Get(run.Site.Field).Text));
        CmsGroup group = Assert.Single(people["anna"].Groups);
        Assert.Contains(run.Site.Group, new[] { group.Id, group.Name });
        Assert.Equal(cara, people["cara"].UserId);
        await AssertNothingLeftAsync(run, SyncDirection.ToCms, 3);
        SyncSummary both = await run.RunAsync(SyncDirection.Both);
        Assert.Equal((0, 0), (both.Conflicts, both.Failed));
        await AssertNothingLeftAsync(run, SyncDirection.Both, null);
    }

    [Fact]
    public async Task Contacts_of_CiviCRM_become_users_and_the_second_run_writes_nothing()
    {
        CiviScene civi = await CiviScene.StartAsync();
        await using AgentRun run = await CiviAsync(civi);
        civi.Contact("Anna", "Neu", run.Email("anna"), more: [("job_title", "@anna")]);
        civi.Contact("Berta", "Neu", run.Email("berta"));
        Assert.Equal(0, (await run.RunAsync(SyncDirection.ToCms)).Failed);
        SortedDictionary<string, CmsUser> people = await run.PeopleAsync();
        Assert.Equal(["anna", "berta"], people.Keys);
        Assert.Equal("@anna", people["anna"].Get(run.Site.Field).Text);
        civi.Server.ClearLog();
        await AssertNothingLeftAsync(run, SyncDirection.ToCms, null);
        Assert.DoesNotContain(civi.Server.Log, r => r.Writes);
    }

    [Fact]
    public async Task Contacts_of_amoCRM_become_users_and_the_second_run_writes_nothing()
    {
        AmoScene amo = await AmoScene.StartAsync();
        await using AgentRun run = await AmoAsync(amo);
        amo.Contact("Anna Neu", run.Email("anna")).Set(AmoSampleFields.Position, [new AmoValue("@anna")]);
        amo.Contact("Berta Neu", run.Email("berta"));
        Assert.Equal(0, (await run.RunAsync(SyncDirection.ToCms)).Failed);
        SortedDictionary<string, CmsUser> people = await run.PeopleAsync();
        Assert.Equal(["anna", "berta"], people.Keys);
        Assert.Equal("@anna", people["anna"].Get(run.Site.Field).Text);
        amo.Server.ClearLog();
        await AssertNothingLeftAsync(run, SyncDirection.ToCms, null);
        Assert.Empty(amo.Writes);
    }

    [Fact]
    public async Task Both_ways_each_side_gets_what_changed_on_the_other_and_then_nothing_more()
    {
        await using AgentRun run = await FileAsync();
        string anna = await run.AddAsync("anna", "@anna");
        await run.AddAsync("berta", "@berta");
        run.Contacts();
        await run.RunAsync(SyncDirection.Both);
        await run.ChangeAsync(anna, run.Site.Field, "@changed");
        run.ContactText = run.ContactText.Replace(",@berta,", ",@from-crm,", StringComparison.Ordinal);
        SyncSummary changed = await run.RunAsync(SyncDirection.Both);
        Assert.Equal((2, 0, 0), (changed.Updated, changed.Conflicts, changed.Failed));
        Assert.Contains(",@changed,", run.ContactText, StringComparison.Ordinal);
        Assert.Equal("@from-crm", (await run.PeopleAsync())["berta"].Get(run.Site.Field).Text);
        await AssertNothingLeftAsync(run, SyncDirection.Both, null);
    }

    [Theory]
    [InlineData(GonePolicy.Unlink)]
    [InlineData(GonePolicy.Block)]
    [InlineData(GonePolicy.Delete)]
    public async Task A_deleted_contact_leaves_blocks_or_deletes_its_user_as_the_profile_says(GonePolicy policy)
    {
        await using AgentRun run = await FileAsync();
        run.Users = run.Users with { OnContactDeleted = policy };
        await using (ICmsConnector cms = run.Site.Open(run.Users, TimeProvider.System))
            Assert.SkipWhen(policy == GonePolicy.Block && !cms.Capabilities.Block, "The site cannot block users.");
        run.Contacts("c1,Anna {0},anna.{0}@example.org,,", "c2,Berta {0},berta.{0}@example.org,,", "c3,Cara {0},cara.{0}@example.org,,");
        await run.RunAsync(SyncDirection.ToCms);
        run.Contacts("c1,Anna {0},anna.{0}@example.org,,", "c2,Berta {0},berta.{0}@example.org,,");
        Assert.Equal(0, (await run.RunAsync(SyncDirection.ToCms)).Failed);
        SortedDictionary<string, CmsUser> people = await run.PeopleAsync();
        // Where nobody can be blocked, nothing is said of it.
        Assert.Equal(policy switch { GonePolicy.Unlink => "stays", GonePolicy.Block => "blocked", _ => "gone" },
            people.GetValueOrDefault("cara") is not { } cara ? "gone" : cara.Enabled == false ? "blocked" : "stays");
        Assert.All([people["anna"], people["berta"]], u => Assert.NotEqual(false, u.Enabled));
        await AssertNothingLeftAsync(run, SyncDirection.ToCms, null);
    }

    [Theory]
    [InlineData("intent")]
    [InlineData("request")]
    [InlineData("answer")]
    [InlineData("commit")]
    public async Task A_kill_at_any_seam_neither_doubles_nor_loses_anybody(string seam)
    {
        for (int time = 1; time <= 2; time++)
        {
            await using AgentRun run = await FileAsync();
            await SeedAsync(run);
            int seen = 0;
            run.Seam = name =>
            {
                if (name == seam && Interlocked.Increment(ref seen) == time)
                    throw new OperationCanceledException("killed");
            };
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run.RunAsync(SyncDirection.ToCms));
            run.Seam = static _ => { };
            await AssertWholeAsync(run, $"killed at {seam} {time}");
        }
    }

    internal static async Task SeedAsync(AgentRun run)
    {
        run.Contacts("c1,Anna {0},anna.{0}@example.org,One,", "c2,Berta {0},berta.{0}@example.org,Two,", "c3,Cara {0},cara.{0}@example.org,Three,", "c4,Dora {0},dora.{0}@example.org,,");
        await run.AddAsync("anna", "");
    }

    /// <summary>After at most two more runs everybody is there once, linked, complete; and then nothing is written any more.</summary>
    internal static async Task AssertWholeAsync(AgentRun run, string why)
    {
        await TryAsync(run);
        await TryAsync(run);
        SyncSummary last = await run.RunAsync(SyncDirection.ToCms);
        Assert.True(last is { Created: 0, Linked: 0, Updated: 0, Failed: 0, AlreadyLinked: 4, Requests.Writes: 0 }, $"{why}: {last}");
        SortedDictionary<string, CmsUser> people = await run.PeopleAsync();
        Assert.Equal(["anna", "berta", "cara", "dora"], people.Keys);
        Assert.Equal(["One", "Two", "Three", ""], people.Values.Select(u => u.Get(run.Site.Field).ToString()));
        Assert.Equal(people.Values.Select(u => u.UserId).Order(StringComparer.Ordinal), (await run.LinksAsync()).Select(l => l.UserId).Order(StringComparer.Ordinal));
    }

    /// <summary>A run that may end early, as runs may.</summary>
    internal static async Task TryAsync(AgentRun run)
    {
        try
        {
            await run.RunAsync(SyncDirection.ToCms);
        }
        catch (UserSyncException)
        {
            // The next one goes on.
        }
    }

    internal abstract Task<IAgentScene> OpenAsync(TimeProvider time);

    internal async Task<AgentRun> FileAsync()
    {
        AgentRun run = new(await OpenAsync(TimeProvider.System)) { Fields = [] };
        run.Fields = Mapped(run, "EMAIL", "about");
        run.Contacts();
        return run;
    }

    private static FieldMapping[] Mapped(AgentRun run, string email, string about) =>
    [
        new("name", "name") { Direction = SyncDirection.Both },
        new("email", email) { Direction = SyncDirection.Both },
        new(run.Site.Field, about) { Direction = SyncDirection.Both },
    ];

    private static async Task AssertNothingLeftAsync(AgentRun run, SyncDirection direction, long? linked)
    {
        SortedDictionary<string, CmsUser> before = await run.PeopleAsync();
        SyncSummary again = await run.RunAsync(direction);
        Assert.True(again is { Created: 0, Linked: 0, Updated: 0, Deleted: 0, Unlinked: 0, Failed: 0, Requests.Writes: 0 }, again.ToString());
        Assert.Equal(linked ?? again.AlreadyLinked, again.AlreadyLinked);
        SortedDictionary<string, CmsUser> after = await run.PeopleAsync();
        Assert.Equal(before.Values.Select(u => (u.UserId, u.ModifiedAt)), after.Values.Select(u => (u.UserId, u.ModifiedAt)));
    }

    private async Task<AgentRun> CiviAsync(CiviScene civi)
    {
        AgentRun run = new(await OpenAsync(TimeProvider.System), civi: civi) { Fields = [] };
        run.Fields = [new("email", "EMAIL") { Direction = SyncDirection.Both }, new(run.Site.Field, "job_title") { Direction = SyncDirection.Both },
            // Of a user without an address nothing else could be said, and no empty contact is made.
            new("id", "source")];
        return run;
    }

    private async Task<AgentRun> AmoAsync(AmoScene amo)
    {
        AgentRun run = new(await OpenAsync(amo.Time), amo: amo) { Fields = [] };
        run.Fields = [new("email", "EMAIL[WORK]") { Direction = SyncDirection.Both }, new(run.Site.Field, "#601001") { Direction = SyncDirection.Both }];
        return run;
    }
}
