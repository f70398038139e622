using UserSync.Core.Errors;
using UserSync.Core.Execution;
using UserSync.Core.Links;
using UserSync.Core.Model;
using UserSync.Core.Profiles;
using UserSync.Simulators;
using UserSync.Simulators.Joomla;

namespace UserSync.Connectors.Tests.Joomla;

/// <summary>Joomla through the whole flow: to contacts of a file and of CiviCRM and from them, a second run of no writes, kills and faults.</summary>
public sealed class WholeRunTests
{
    private static readonly IReadOnlyList<FieldMapping> Mapped =
    [
        new("name", "name") { Direction = SyncDirection.Both }, new("email", "EMAIL") { Direction = SyncDirection.Both },
        new("fields.company", "company") { Direction = SyncDirection.Both }, new("fields.birthday", "birthday") { Direction = SyncDirection.Both },
    ];

    [Fact]
    public async Task Users_become_contacts_of_a_file_and_the_second_run_writes_nothing()
    {
        await using JoomlaRun run = await JoomlaRun.StartAsync();
        run.Fields = Mapped;
        JoomlaUser anna = run.Site.Add("Anna Berg", "Anna@example.org");
        anna.Values["birthday"] = ["1990-12-31 15:46:29"];
        anna.Values["company"] = ["Firm & Co"];
        run.Site.Add("Berta Neu", "berta@example.org");
        SyncSummary first = await run.RunAsync();
        Assert.Equal((3, 3, 0), (first.Checked, first.Created, first.Failed));
        Assert.Contains("Anna Berg,Anna@example.org,Firm & Co,1990-12-31", run.Contacts, StringComparison.Ordinal);
        string contacts = run.Contacts;
        run.Joomla.Server.ClearLog();
        SyncSummary second = await run.RunAsync();
        Assert.Equal((3, 3, 0, 0, 0), (second.Checked, second.AlreadyLinked, second.Created, second.Updated, second.Requests.Writes));
        Assert.Equal(contacts, run.Contacts);
        Assert.Empty(run.Joomla.Writes);
    }

    [Fact]
    public async Task Users_become_contacts_of_CiviCRM_and_the_second_run_writes_nothing()
    {
        await using JoomlaRun run = await JoomlaRun.StartAsync(civi: true);
        run.Fields = [new("email", "EMAIL"), new("fields.first", "first_name"), new("fields.last", "last_name"), new("fields.company", "CMS_account.Note")];
        run.Civi!.Contact("Anna", "Alt", "ANNA@Example.org");
        foreach ((string first, string mail) in new[] { ("Anna", "Anna@example.org"), ("Berta", "Berta@Example.ORG") })
        {
            JoomlaUser user = run.Site.Add(first, mail);
            user.Values["first"] = [first];
            user.Values["last"] = ["Neu"];
            user.Values["company"] = ["Firm"];
        }

        SyncSummary done = await run.RunAsync();
        // The Super User has a contact from the installation of CiviCRM.
        Assert.Equal((3, 2, 1, 0, 0), (done.Checked, done.Linked, done.Created, done.Conflicts, done.Failed));
        run.Civi.Server.ClearLog();
        SyncSummary second = await run.RunAsync();
        Assert.Equal((3, 3, 0, 0), (second.Checked, second.AlreadyLinked, second.Created, second.Updated));
        Assert.DoesNotContain(run.Civi.Server.Log, r => r.Writes);
        Assert.Empty(run.Joomla.Writes);
    }

    [Fact]
    public async Task Contacts_become_users_who_can_log_in_and_the_second_run_writes_nothing()
    {
        await using JoomlaRun run = await JoomlaRun.StartAsync();
        run.Fields = Mapped;
        run.Contacts = "id,name,EMAIL,company,birthday\nc1,Anna <b>Berg</b>,Anna+news@example.org,Firm,1990-12-31\nc2,,berta@example.org,,\nc3,Site Admin,admin@example.org,,\n";
        SyncSummary first = await run.RunAsync(SyncDirection.ToCms);
        Assert.Equal((3, 2, 1, 0), (first.Checked, first.Created, first.Linked, first.Failed));
        JoomlaUser anna = Assert.Single(run.Site.Users.Values, u => u.Email == "Anna+news@example.org");
        Assert.Equal(("Anna Berg", "anna-news", 0, "Firm"), (anna.Name, anna.UserName, anna.Block, anna.Values["company"].Single()));
        Assert.Equal([2], anna.Groups);
        Assert.Equal("berta@example.org", run.Site.Users.Values.Single(u => u.Email == "berta@example.org").Name);
        run.Joomla.Server.ClearLog();
        Assert.True((await run.RunAsync(SyncDirection.ToCms)).NothingToDo);
        Assert.Empty(run.Joomla.Writes);
        run.Joomla.Server.ClearLog();
        SyncSummary both = await run.RunAsync(SyncDirection.Both);
        Assert.Empty(run.Joomla.Writes);
        Assert.Equal(0, both.Failed);
    }

    [Fact]
    public async Task Contacts_of_CiviCRM_become_users_and_the_second_run_writes_nothing()
    {
        await using JoomlaRun run = await JoomlaRun.StartAsync(civi: true);
        run.Fields = [new("email", "EMAIL") { Direction = SyncDirection.Both }, new("fields.first", "first_name") { Direction = SyncDirection.Both }, new("fields.last", "last_name") { Direction = SyncDirection.Both }];
        run.Civi!.Contact("Anna", "Neu", "anna@example.net");
        run.Civi.Contact("Berta", "Neu", "berta@example.net");
        SyncSummary first = await run.RunAsync(SyncDirection.ToCms);
        Assert.Equal(0, first.Failed);
        JoomlaUser anna = Assert.Single(run.Site.Users.Values, u => u.Email == "anna@example.net");
        Assert.Equal(("Anna", "Neu"), (anna.Values["first"].Single(), anna.Values["last"].Single()));
        run.Joomla.Server.ClearLog();
        run.Civi.Server.ClearLog();
        Assert.True((await run.RunAsync(SyncDirection.ToCms)).NothingToDo);
        Assert.Empty(run.Joomla.Writes);
        Assert.DoesNotContain(run.Civi.Server.Log, r => r.Writes);
    }

    [Theory]
    [InlineData(GonePolicy.Block)]
    [InlineData(GonePolicy.Delete)]
    [InlineData(GonePolicy.Unlink)]
    public async Task A_deleted_contact_blocks_deletes_or_leaves_its_user_as_the_profile_says(GonePolicy policy)
    {
        await using JoomlaRun run = await JoomlaRun.StartAsync();
        run.Users = run.Users with { OnContactDeleted = policy };
        string[] lines = [.. Enumerable.Range(1, 10).Select(n => $"c{n},Name {n},n{n}@example.org,,\n")];
        run.Contacts = "id,name,EMAIL,company,birthday\n" + string.Concat(lines);
        await run.RunAsync(SyncDirection.ToCms);
        run.Contacts = "id,name,EMAIL,company,birthday\n" + string.Concat(lines.Skip(1));
        await run.RunAsync(SyncDirection.ToCms);
        JoomlaUser? user = run.Site.Users.Values.SingleOrDefault(u => u.Email == "n1@example.org");
        Assert.Equal(policy switch { GonePolicy.Block => 1, GonePolicy.Unlink => 0, _ => (int?)null }, user?.Block);
        Assert.True((await run.RunAsync(SyncDirection.ToCms)).Failed == 0);
    }

    [Fact]
    public async Task An_incremental_run_reads_all_and_says_why()
    {
        await using JoomlaRun run = await JoomlaRun.StartAsync();
        JoomlaUser anna = run.Site.Add("Anna", "anna@example.org");
        await run.RunAsync(new SyncRequest { Incremental = true, Direction = SyncDirection.ToCrm });
        anna.Name = "Anna B.";
        List<SyncEvent> events = await run.EventsAsync(new SyncRequest { Incremental = true, Direction = SyncDirection.ToCrm });
        Assert.Equal(1, events.OfType<SummaryEvent>().Single().Summary.Updated);
        Assert.Contains(events, e => e.ToString()!.Contains("the site does not know when a user was changed", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_run_over_three_users_costs_three_reads_of_users()
    {
        await using JoomlaRun run = await JoomlaRun.StartAsync();
        for (int n = 0; n < 50; n++)
            run.Site.Add($"Name {n}", $"n{n}@example.org");
        await run.RunAsync(new SyncRequest { UserIds = ["43", "44", "45"], Direction = SyncDirection.ToCrm });
        Assert.Equal(3, run.Joomla.Server.Log.Count(r => r.What.StartsWith("GET users/id", StringComparison.Ordinal)));
        Assert.DoesNotContain(run.Joomla.Server.Log, r => r.What == "GET users");
    }

    [Theory]
    [InlineData("intent")]
    [InlineData("request")]
    [InlineData("answer")]
    [InlineData("commit")]
    public async Task A_kill_at_any_seam_neither_doubles_nor_loses_anybody(string seam)
    {
        for (int time = 1; time <= 3; time++)
        {
            await using JoomlaRun run = await JoomlaRun.StartAsync();
            Seed(run);
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

    [Theory]
    [InlineData(FaultKind.CutBefore)]
    [InlineData(FaultKind.CutAfter)]
    [InlineData(FaultKind.Maintenance)]
    [InlineData(FaultKind.WebPage)]
    [InlineData(FaultKind.WarningBefore)]
    public async Task A_fault_at_any_request_neither_doubles_nor_loses_anybody(FaultKind kind)
    {
        for (int number = 1; ; number++)
        {
            await using JoomlaRun run = await JoomlaRun.StartAsync();
            Seed(run);
            run.Joomla.Server.Add(Fault.At(number, kind));
            await TryAsync(run);
            if (run.Joomla.Server.Faults.Count > 0)
            {
                Assert.InRange(number, 12, 60);
                return;
            }

            await AssertWholeAsync(run, $"{kind} at request {number}");
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_create_that_crashes_half_way_is_completed_by_the_next_run(int steps)
    {
        await using JoomlaRun run = await JoomlaRun.StartAsync();
        Seed(run);
        run.Joomla.Server.Add(new Fault(FaultKind.DieAfterRecords, static r => r.Method == "POST") { Records = steps });
        await TryAsync(run);
        await AssertWholeAsync(run, $"died after {steps}");
    }

    private static void Seed(JoomlaRun run)
    {
        run.Fields = Mapped;
        run.Contacts = "id,name,EMAIL,company,birthday\nc1,Anna,anna@example.org,One,1990-12-31\nc2,Berta,berta@example.org,Two,\nc3,Cara,cara@example.org,Three,2001-02-03\nc4,Dora,dora@example.org,,\n";
        run.Site.Add("Anna", "anna@example.org").UserName = "anna";
    }

    private static async Task TryAsync(JoomlaRun run)
    {
        try
        {
            await run.RunAsync(SyncDirection.ToCms);
        }
        catch (UserSyncException)
        {
            // That run ended early, as it may.
        }
    }

    // After at most two more runs everybody is there once, linked, complete; and then nothing is written any more.
    private static async Task AssertWholeAsync(JoomlaRun run, string why)
    {
        await TryAsync(run);
        await TryAsync(run);
        run.Joomla.Server.ClearLog();
        SyncSummary last = await run.RunAsync(SyncDirection.ToCms);
        Assert.True(last is { Created: 0, Linked: 0, Updated: 0, Failed: 0, AlreadyLinked: 4 }, $"{why}: {last}");
        Assert.Empty(run.Joomla.Writes);
        Assert.Equal(4, (await run.LinksAsync()).Select(l => l.UserId).Distinct().Count());
        List<JoomlaUser> users = [.. run.Site.Users.Values.Where(u => u.Id != 42)];
        Assert.True(users.Count == 4, $"{why}: {users.Count} users");
        Assert.Equal(["One", "Three", "Two"], users.SelectMany(u => u.Values.GetValueOrDefault("company") ?? []).Order(StringComparer.Ordinal));
        Assert.All(users, u => Assert.Equal([2], u.Groups));
    }
}
