using UserSync.Core.Execution;
using UserSync.Core.Links;
using UserSync.Core.Model;
using UserSync.Core.Planning;
using UserSync.Core.Profiles;
using UserSync.Simulators;
using UserSync.Simulators.Drupal;

namespace UserSync.Connectors.Tests.Drupal;

/// <summary>Users of Drupal to contacts and back, from the first run to the second, killed wherever a request begins or ends.</summary>
public sealed class WholeRunTests
{
    private static readonly SyncRequest Incremental = new() { All = true, Incremental = true, Direction = SyncDirection.ToCrm };

    [Fact]
    public async Task Users_become_contacts_of_a_file_and_the_second_run_writes_nothing()
    {
        await using DrupalRun run = await DrupalRun.StartAsync(120);
        run.Contacts("c1,,,,PERSON0001@example.org,,");
        SyncSummary first = await run.RunAsync();
        Assert.Equal((124, 1, 123, 0, 0), (first.Checked, first.Linked, first.Created, first.Conflicts, first.Failed));
        Assert.Contains(await run.LinksAsync(), l => l is { UserId: "5", ContactId: "c1" } && l.UserKey == run.Scene.Database.Users[5].Uuid);
        string file = await File.ReadAllTextAsync(run.ContactsFile, DrupalScene.Token);
        SyncSummary second = await run.RunAsync();
        Assert.Equal((124, 0, 0, 0), (second.AlreadyLinked, second.Linked, second.Created, second.Updated));
        Assert.Equal(file, await File.ReadAllTextAsync(run.ContactsFile, DrupalScene.Token));
        Assert.DoesNotContain(run.Scene.Server.Log, r => r.Writes);
    }

    [Fact]
    public async Task Users_become_contacts_of_CiviCRM_and_the_second_run_writes_nothing()
    {
        await using DrupalRun run = await DrupalRun.StartAsync(60, civi: true);
        run.Civi!.Contact("Person", null, "Person0001@Example.org");
        SyncSummary first = await run.RunAsync();
        // CiviCRM comes with a contact of its own for admin@example.org.
        Assert.Equal((64, 2, 62, 0, 0), (first.Checked, first.Linked, first.Created, first.Conflicts, first.Failed));
        run.Civi.Server.ClearLog();
        SyncSummary second = await run.RunAsync();
        Assert.Equal((64, 0, 0, 0), (second.AlreadyLinked, second.Linked, second.Created, second.Updated));
        Assert.DoesNotContain(run.Civi.Server.Log, r => r.Writes);
        Assert.DoesNotContain(run.Scene.Server.Log, r => r.Writes);
    }

    [Fact]
    public async Task Contacts_become_users_who_are_linked_by_number_and_UUID_and_the_second_run_writes_nothing()
    {
        await using DrupalRun run = await DrupalRun.StartAsync(3);
        run.Users = new UserPolicy { Groups = ["member"], Enabled = true };
        run.Contacts("c1,Anna Berg,Anna,Berg,Anna+News@example.org,+49 30 1,", "c2,Анна Ёлкина,Анна,Ёлкина,elka@example.org,,", "c3,,Person,,person0002@example.org,,");
        SyncSummary first = await run.RunAsync(SyncDirection.ToCms);
        Assert.Equal((3, 1, 2, 0, 0), (first.Checked, first.Linked, first.Created, first.Conflicts, first.Failed));
        DrupalUser anna = run.Scene.Database.Users.Values.Single(u => u.Mail == "Anna+News@example.org");
        Assert.Equal(("anna-news", true, "Anna", "Berg", "member"), (anna.Name, anna.Status, anna.Fields["field_first_name"]!.ToString(), anna.Fields["field_last_name"]!.ToString(), Assert.Single(anna.Roles)));
        Assert.Contains(await run.LinksAsync(), l => l.ContactId == "c1" && l.UserId == anna.Uid.ToString() && l.UserKey == anna.Uuid);
        run.Scene.Server.ClearLog();
        SyncSummary second = await run.RunAsync(SyncDirection.ToCms);
        Assert.True(second.NothingToDo, second.ToString());
        Assert.DoesNotContain(run.Scene.Server.Log, r => r.Writes);
        Assert.True((await run.RunAsync(SyncDirection.Both)).Updated <= 1);
    }

    [Fact]
    public async Task A_user_name_that_is_mapped_towards_the_site_is_that_of_the_new_user()
    {
        await using DrupalRun run = await DrupalRun.StartAsync();
        run.Fields = [new("username", "first_name") { Direction = SyncDirection.ToCms }, new("email", "EMAIL") { Direction = SyncDirection.Both }];
        run.Contacts("c1,Anna Berg,Änne,Berg,anna@example.org,,");
        await run.RunAsync(SyncDirection.ToCms);
        Assert.Equal("Änne", run.Scene.Database.Users[5].Name);
        Assert.True((await run.RunAsync(SyncDirection.ToCms)).NothingToDo);
    }

    [Fact]
    public async Task A_changed_contact_changes_its_user()
    {
        await using DrupalRun run = await DrupalRun.StartAsync();
        run.Contacts("c1,,Anna,Berg,anna@example.org,,");
        await run.RunAsync(SyncDirection.ToCms);
        run.Contacts("c1,,Anna,Meyer,anna.new@example.org,+49 30 2,");
        Assert.Equal(1, (await run.RunAsync(SyncDirection.ToCms)).Updated);
        DrupalUser anna = run.Scene.Database.Users[5];
        Assert.Equal(("anna.new@example.org", "Meyer", "+49 30 2", "anna"), (anna.Mail, anna.Fields["field_last_name"]!.ToString(), anna.Fields["field_phone"]!.ToString(), anna.Name));
    }

    [Fact]
    public async Task Both_ways_each_side_gets_what_changed_on_the_other_and_then_nothing_more()
    {
        await using DrupalRun run = await DrupalRun.StartAsync(2);
        run.Contacts("c1,,Person,,person0001@example.org,,", "c2,,Person,,person0002@example.org,,");
        await run.RunAsync(SyncDirection.Both);
        run.Scene.Database.Users[5].Fields["field_last_name"] = "Site";
        run.Scene.Database.Users[5].Saved(run.Scene.Database.Now);
        string file = await File.ReadAllTextAsync(run.ContactsFile, DrupalScene.Token);
        await File.WriteAllTextAsync(run.ContactsFile, file.Replace("c2,,Person,,", "c2,,Person,Crm,", StringComparison.Ordinal), DrupalScene.Token);
        Assert.Equal(2, (await run.RunAsync(SyncDirection.Both)).Updated);
        Assert.Equal("Crm", run.Scene.Database.Users[6].Fields["field_last_name"]!.ToString());
        Assert.Contains("c1,,Person,Site,", await File.ReadAllTextAsync(run.ContactsFile, DrupalScene.Token), StringComparison.Ordinal);
        Assert.True((await run.RunAsync(SyncDirection.Both)).NothingToDo);
    }

    [Fact]
    public async Task Tags_of_contacts_make_users_join_and_leave_roles()
    {
        await using DrupalRun run = await DrupalRun.StartAsync(3);
        run.Groups = [new GroupMapping("member", new MembershipPath(MembershipPath.Tag, "customer"), SyncDirection.ToCms)];
        run.Contacts("c1,,Person,,person0001@example.org,,customer", "c3,,Person,,person0003@example.org,,customer");
        await run.RunAsync(SyncDirection.ToCms);
        await run.RunAsync(SyncDirection.ToCms);
        Assert.Equal(["member"], run.Scene.Database.Users[5].Roles);
        run.Contacts("c1,,Person,,person0001@example.org,,", "c3,,Person,,person0003@example.org,,customer");
        await run.RunAsync(SyncDirection.ToCms);
        Assert.Empty(run.Scene.Database.Users[5].Roles);
        Assert.Equal(["member"], run.Scene.Database.Users[7].Roles);
    }

    [Fact]
    public async Task An_incremental_run_asks_only_for_who_changed_since_the_last_one()
    {
        await using DrupalRun run = await DrupalRun.StartAsync(300);
        run.Contacts();
        await run.RunAsync(Incremental);
        run.Scene.Site.Clock.Advance(TimeSpan.FromHours(1));
        DrupalUser changed = run.Scene.Database.Users[100];
        changed.Fields["field_last_name"] = "Changed";
        changed.Saved(run.Scene.Database.Now);
        run.Scene.Site.Clock.Advance(TimeSpan.FromHours(1));
        // A log-in is no change.
        run.Scene.Database.Users[101].Access = run.Scene.Database.Now;
        await run.RunAsync(Incremental);
        run.Scene.Server.ClearLog();
        SyncSummary last = await run.RunAsync(Incremental);
        Assert.Equal((1, 0), (last.Checked, last.Updated));
        Assert.Equal(1, run.Scene.Listings);
        Assert.Contains(",Changed,", await File.ReadAllTextAsync(run.ContactsFile, DrupalScene.Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Three_users_by_number_cost_three_reads_of_the_site_and_no_listing()
    {
        await using DrupalRun run = await DrupalRun.StartAsync(300);
        run.Contacts();
        SyncSummary summary = await run.RunAsync(new SyncRequest { UserIds = ["5", "100", "250"], Direction = SyncDirection.ToCrm });
        Assert.Equal((3, 3), (summary.Checked, summary.Created));
        Assert.InRange(run.Scene.Server.Log.Count, 1, 3);
        Assert.Equal(1, run.Scene.Listings);
    }

    [Fact]
    public async Task A_piped_user_that_was_deleted_is_decided_with_its_link()
    {
        await using DrupalRun run = await DrupalRun.StartAsync(3);
        run.Contacts();
        await run.RunAsync();
        DrupalUser gone = run.Scene.Database.Users[5];
        run.Scene.Database.Users.Remove(5);
        CmsUser piped = new() { Site = "site", UserId = "5", Key = gone.Uuid };
        SyncResult result = Assert.Single(await run.ResultsAsync(new SyncRequest { Users = [piped] }));
        Assert.NotEqual("UserNotFound", result.Error?.Id);
        Assert.Equal("5", result.UserId);
    }

    [Fact]
    public async Task A_user_once_made_for_a_contact_is_never_made_twice()
    {
        await using DrupalRun run = await DrupalRun.StartAsync();
        run.Contacts("c1,,Anna,Berg,anna@example.org,,");
        await run.RunAsync(SyncDirection.ToCms);
        await run.UnlinkAllAsync();
        run.Scene.Database.Users[5].Mail = "moved@example.org";
        SyncResult result = Assert.Single(await run.ResultsAsync(new SyncRequest { All = true, Direction = SyncDirection.ToCms }));
        Assert.NotEqual(ChangeOutcome.Done, result.Outcome);
        Assert.Equal(6, run.Scene.Database.NextUid);
    }

    [Theory]
    [InlineData(CancelMethod.Block, 0, 1)]
    [InlineData(CancelMethod.Delete, 1, 0)]
    public async Task A_deleted_contact_deletes_its_user_as_the_site_does_it_and_the_summary_says_which(CancelMethod method, int deleted, int blocked)
    {
        await using DrupalRun run = await DrupalRun.StartAsync(civi: true);
        run.Users = new UserPolicy { OnContactDeleted = GonePolicy.Delete, Enabled = true };
        run.Scene.Site.CancelMethod = method;
        long contact = run.Civi!.Contact("Anna", "Berg", "anna@example.org");
        run.Civi.Contact("Berta", "Neu", "berta@example.org");
        await run.RunAsync(SyncDirection.ToCms);
        run.Civi.Trash(contact);
        SyncSummary summary = await run.RunAsync(SyncDirection.ToCms);
        Assert.Equal((deleted, blocked, 1), (summary.Deleted, summary.Blocked, summary.Unlinked));
        Assert.Equal(method == CancelMethod.Block, run.Scene.Database.Users.Values.Any(u => u.Mail == "anna@example.org" && !u.Status));
        SyncSummary next = await run.RunAsync(SyncDirection.ToCms);
        Assert.Equal((0, 0, 0), (next.Created, next.Deleted, next.Blocked));
    }

    [Theory]
    [InlineData(FaultKind.CutBefore)]
    [InlineData(FaultKind.CutAfter)]
    [InlineData(FaultKind.Maintenance)]
    [InlineData(FaultKind.WebPage)]
    [InlineData(FaultKind.WarningBefore)]
    public async Task A_fault_at_any_request_towards_the_site_neither_doubles_nor_loses_anybody(FaultKind kind)
    {
        int requests;
        await using (DrupalRun healthy = await SeededAsync())
        {
            await TryAsync(healthy);
            requests = healthy.Scene.Server.Log.Count;
        }

        for (int number = 1; number <= requests; number++)
        {
            await using DrupalRun run = await SeededAsync();
            run.Scene.Server.Add(Fault.At(number, kind));
            await TryAsync(run);
            await AssertWholeAsync(run, $"{kind} at request {number}");
        }

        Assert.InRange(requests, 5, 40);
    }

    [Theory]
    [InlineData("intent")]
    [InlineData("request")]
    [InlineData("answer")]
    [InlineData("commit")]
    public async Task A_kill_at_any_seam_towards_the_site_neither_doubles_nor_loses_anybody(string seam)
    {
        for (int time = 1; time <= 3; time++)
        {
            await using DrupalRun run = await SeededAsync();
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

    private static async Task<DrupalRun> SeededAsync()
    {
        DrupalRun run = await DrupalRun.StartAsync();
        run.Scene.Database.Add("Anna", "anna@example.org");
        run.Contacts("c1,,Anna,Alt,anna@example.org,,", "c2,,Berta,Neu,berta@example.org,,", "c3,,Cara,Neu,cara@example.org,,", "c4,,Dora,Neu,dora@example.org,+49 30 4,");
        return run;
    }

    private static async Task TryAsync(DrupalRun run)
    {
        try
        {
            await run.RunAsync(SyncDirection.ToCms);
        }
        catch (UserSync.Core.Errors.UserSyncException)
        {
            // That run ended early, as it may.
        }
    }

    // After at most two more runs everybody is there once, linked, complete; and then nothing is written any more.
    private static async Task AssertWholeAsync(DrupalRun run, string why)
    {
        await TryAsync(run);
        await TryAsync(run);
        run.Scene.Server.ClearLog();
        SyncSummary last = await run.RunAsync(SyncDirection.ToCms);
        Assert.True(last is { Created: 0, Linked: 0, Updated: 0, Failed: 0, AlreadyLinked: 4 }, $"{why}: {last}");
        Assert.DoesNotContain(run.Scene.Server.Log, r => r.Writes);
        List<SyncLink> links = await run.LinksAsync();
        DrupalUser[] people = [.. run.Scene.Database.Users.Values.Where(u => u.Uid > 4)];
        Assert.True(people.Length == 4, $"{why}: {people.Length} users");
        Assert.All(people, user => Assert.Contains(links, l => l.UserId == user.Uid.ToString() && l.UserKey == user.Uuid));
        Assert.All(people, user => Assert.True(user.Fields.ContainsKey("field_last_name"), why));
    }
}
