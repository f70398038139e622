using System.Text.Json.Nodes;
using UserSync.Core.Execution;
using UserSync.Core.Links;
using UserSync.Core.Model;
using UserSync.Core.Planning;
using UserSync.Core.Profiles;
using UserSync.Simulators;
using UserSync.Simulators.CiviCrm;
using Row = UserSync.Simulators.CiviCrm.Row;

namespace UserSync.Connectors.Tests.CiviCrm;

/// <summary>Users of a file to contacts of CiviCRM, from the first run to the second, killed wherever a request begins or ends.</summary>
public sealed class WholeRunTests
{
    [Fact]
    public async Task The_second_run_writes_nothing()
    {
        await using CiviRun run = await CiviRun.StartAsync();
        run.Policy = new ContactPolicy { Tags = ["site"], ProfileLinkField = "website.Main" };
        run.Fields = [new("first_name", "first_name"), new("last_name", "last_name"), new("email", "EMAIL[Work]"), new("role", "CMS_account.CMS_role")];
        run.Scene.Contact("Anna", "Alt", "ANNA@Example.org");
        run.User(1, "Anna@example.org");
        run.User(2, "Berta@Example.ORG", "Berta", "Neu", "editor");
        run.User(3, "", "Ohne", "Adresse");
        SyncSummary first = await run.RunAsync();
        Assert.Equal((3, 1, 2, 0, 0), (first.Checked, first.Linked, first.Created, first.Conflicts, first.Failed));
        run.Scene.Server.ClearLog();
        SyncSummary second = await run.RunAsync();
        Assert.Equal((3, 3, 0, 0, 0), (second.Checked, second.AlreadyLinked, second.Linked, second.Created, second.Updated));
        Assert.DoesNotContain(run.Scene.Server.Log, r => r.Writes);
        Assert.Equal(0, second.Requests.Writes);
    }

    [Fact]
    public async Task A_new_contact_holds_address_kind_tag_link_and_custom_field()
    {
        await using CiviRun run = await CiviRun.StartAsync();
        run.Policy = new ContactPolicy { Tags = ["site"], ProfileLinkField = "website.Main" };
        run.Fields = [new("first_name", "first_name"), new("last_name", "last_name"), new("email", "EMAIL[Work]"), new("role", "CMS_account.CMS_role")];
        run.User(2, "Berta@Example.ORG", "Berta", "Neu", "editor");
        await run.RunAsync();
        Row contact = Assert.Single(run.Scene.Live(), c => c.Text("external_identifier") == "site:2");
        Assert.Equal(("Berta", "Neu", "editor"), (contact.Text("first_name"), contact.Text("last_name"), contact.Text("CMS_account.CMS_role")));
        Row email = Assert.Single(run.Database["Email"].Of(contact.Id));
        Assert.Equal(("berta@example.org", 2L, true), (email.Text("email"), email.Number("location_type_id"), email.Flag("is_primary")));
        Assert.Equal("https://cms.example.org/user/2", Assert.Single(run.Database["Website"].Of(contact.Id)).Text("url"));
        Assert.Single(run.Database["EntityTag"].Of(contact.Id));
    }

    [Fact]
    public async Task A_preview_writes_nothing_and_plans_what_the_run_does()
    {
        await using CiviRun run = await CiviRun.StartAsync();
        run.User(1, "anna@example.org");
        SyncSummary planned = await run.RunAsync(whatIf: true);
        Assert.DoesNotContain(run.Scene.Server.Log, r => r.Writes);
        SyncSummary done = await run.RunAsync();
        Assert.Equal(planned.Created, done.Created);
    }

    [Fact]
    public async Task A_changed_address_replaces_the_old_one_and_leaves_the_others()
    {
        await using CiviRun run = await CiviRun.StartAsync();
        long id = run.Scene.Contact("Anna", "Berg", "private@example.net");
        run.Scene.Seed.Create("Email", new Row { ["contact_id"] = id, ["email"] = "anna@example.org" });
        run.User(1, "anna@example.org");
        await run.RunAsync();
        run.Replace("anna@example.org", "anna.new@example.org");
        SyncSummary changed = await run.RunAsync();
        Assert.Equal(1, changed.Updated);
        Assert.Equal(["private@example.net", "anna.new@example.org"], run.Scene.Emails(id));
    }

    [Theory]
    [InlineData(FaultKind.CutBefore, false)]
    [InlineData(FaultKind.CutAfter, false)]
    [InlineData(FaultKind.Maintenance, false)]
    [InlineData(FaultKind.WebPage, false)]
    [InlineData(FaultKind.WarningBefore, false)]
    [InlineData(FaultKind.CutBefore, true)]
    [InlineData(FaultKind.CutAfter, true)]
    public async Task A_fault_at_any_request_neither_doubles_nor_loses_anybody(FaultKind kind, bool mirror)
    {
        int requests = 0;
        for (int number = 1; number == 1 || number <= requests; number++)
        {
            await using CiviRun run = await CiviRun.StartAsync();
            Seed(run, mirror);
            run.Scene.Server.Add(Fault.At(number, kind));
            await run.TryAsync();
            requests = Math.Max(requests, run.Scene.Server.Log.Count);
            await AssertWholeAsync(run, $"{kind} at request {number}");
        }

        Assert.InRange(requests, 5, 40);
    }

    [Theory]
    [InlineData(FaultKind.CutBefore)]
    [InlineData(FaultKind.CutAfter)]
    public async Task Killed_at_any_request_nobody_is_doubled_or_lost(FaultKind kind)
    {
        int requests = 0;
        for (int number = 1; number == 1 || number <= requests; number++)
        {
            await using CiviRun run = await CiviRun.StartAsync();
            Seed(run, mirror: true);
            bool dead = false;
            run.Scene.Server.Add(new Fault(kind, r => dead |= r.Number == number));
            // Whatever the client would still do about that request, it is not there any more to do it.
            run.Seam = _ =>
            {
                if (dead)
                    throw new OperationCanceledException("killed");
            };
            try
            {
                await run.TryAsync();
            }
            catch (OperationCanceledException)
            {
                Assert.True(dead);
            }

            run.Seam = static _ => { };
            requests = Math.Max(requests, run.Scene.Server.Log.Count);
            await AssertWholeAsync(run, $"killed at request {number}, {kind}");
        }
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
            await using CiviRun run = await CiviRun.StartAsync();
            Seed(run);
            run.Options = [("batchSize", "1")];
            int seen = 0;
            run.Seam = name =>
            {
                if (name == seam && ++seen == time)
                    throw new OperationCanceledException("killed");
            };
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run.RunAsync());
            run.Seam = static _ => { };
            await AssertWholeAsync(run, $"killed at {seam} {time}");
        }
    }

    [Theory]
    [InlineData("intent", ChangeOutcome.NotAttempted)]
    [InlineData("answer", ChangeOutcome.Done)]
    public async Task A_note_of_a_run_that_died_is_looked_for_and_stands_once(string seam, ChangeOutcome outcome)
    {
        await using CiviRun run = await CiviRun.StartAsync();
        run.Policy = new ContactPolicy { OnUserDeleted = GonePolicy.Note };
        run.User(1, "anna@example.org");
        run.User(2, "berta@example.org", "Berta");
        await run.RunAsync();
        run.Replace("1,anna@example.org,Anna Berg,Anna,Berg,,https://cms.example.org/user/1,\n", "");
        run.Seam = name =>
        {
            if (name == seam)
                throw new OperationCanceledException("killed");
        };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run.RunAsync());
        run.Seam = static _ => { };
        await run.RunAsync();
        Assert.Single(run.Database["Note"].Rows);
        Assert.Equal(outcome, (await run.HistoryAsync()).First(c => c.Action == "Noted").Outcome);
        Assert.Equal("2", Assert.Single(await run.LinksAsync()).UserId);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task PHP_that_dies_in_the_middle_of_a_save_loses_nobody(int records)
    {
        await using CiviRun run = await CiviRun.StartAsync();
        Seed(run);
        run.Scene.Server.Add(Fault.On("Contact/save", FaultKind.DieAfterRecords, records));
        SyncSummary summary = await run.RunAsync();
        Assert.Equal(3, summary.Created + summary.Failed);
        await AssertWholeAsync(run, $"died after {records}");
    }

    [Fact]
    public async Task Two_thousand_users_of_whom_600_match_cost_fewer_than_120_requests()
    {
        await using CiviRun run = await CiviRun.StartAsync();
        for (int i = 1; i <= 2000; i++)
        {
            run.User(i, $"user{i}@example.org", $"First{i}", $"Last{i}");
            if (i <= 600)
                run.Scene.Contact($"First{i}", null, $"user{i}@example.org");
        }

        SyncSummary summary = await run.RunAsync();
        Assert.Equal((2000, 600, 1400, 0), (summary.Checked, summary.Linked, summary.Created, summary.Failed));
        IReadOnlyList<LoggedRequest> log = run.Scene.Server.Log;
        Assert.InRange(log.Count, 10, 119);
        string[] single = [.. log.Where(r => !IsBatch(r)).Select(r => r.What)];
        Assert.True(single.Length <= 8, string.Join('\n', single));
        run.Scene.Server.ClearLog();
        SyncSummary second = await run.RunAsync();
        Assert.Equal((2000, 0, 0), (second.AlreadyLinked, second.Created, second.Updated));
        Assert.DoesNotContain(run.Scene.Server.Log, r => r.Writes);
        Assert.InRange(run.Scene.Server.Log.Count, 1, 15);
    }

    // A batch carries fifty records, ids or calls at least, or asks for a page of a thousand.
    private static bool IsBatch(LoggedRequest request)
    {
        if (request.Method != "POST")
            return false;
        string body = Uri.UnescapeDataString(request.Body.Replace('+', ' '));
        bool page = request.What == "Contact.get" && body.Contains("\"limit\":1000", StringComparison.Ordinal);
        return page || Longest(JsonNode.Parse(body[(body.IndexOf('=', StringComparison.Ordinal) + 1)..])) >= 50;
    }

    private static int Longest(JsonNode? node) => node switch
    {
        JsonArray list => Math.Max(list.Count, list.Select(Longest).DefaultIfEmpty(0).Max()),
        JsonObject map => map.Select(m => Longest(m.Value)).DefaultIfEmpty(0).Max(),
        _ => 0,
    };

    private static void Seed(CiviRun run, bool mirror = false)
    {
        run.Mirror = mirror;
        run.Policy = new ContactPolicy { Tags = ["site"], ProfileLinkField = "website.Main" };
        run.Scene.Contact("Anna", "Alt", "anna@example.org");
        run.User(101, "anna@example.org");
        run.User(102, "berta@example.org", "Berta", "Neu");
        run.User(103, "cara@example.org", "Cara", "Neu");
        run.User(104, "dora@example.org", "Dora", "Neu");
    }

    // After at most two more runs everybody is there once, linked, complete; and then nothing is written any more.
    private static async Task AssertWholeAsync(CiviRun run, string why)
    {
        await run.TryAsync();
        await run.TryAsync();
        run.Scene.Server.ClearLog();
        SyncSummary last = await run.RunAsync();
        Assert.True(last is { Created: 0, Linked: 0, Updated: 0, Failed: 0, AlreadyLinked: 4 }, $"{why}: {last}");
        Assert.DoesNotContain(run.Scene.Server.Log, r => r.Writes);
        List<SyncLink> links = await run.LinksAsync();
        Assert.Equal(4, links.Select(l => l.ContactId).Distinct().Count());
        if (run.Mirror)
            Assert.Equal(links.Select(l => $"{l.UserId} {l.ContactId}").Order(), run.Database["UFMatch"].Rows.Where(u => u.Number("contact_id") > 7).Select(u => $"{u.Number("uf_id")} {u.Number("contact_id")}").Order());
        List<Row> made = [.. run.Scene.Live()];
        Assert.True(made.Count == 4, $"{why}: {made.Count} contacts");
        foreach (Row contact in made.Where(c => c.Text("external_identifier") is not null))
        {
            Assert.True(run.Scene.Emails(contact.Id).Count == 1, $"{why}: {run.Scene.Emails(contact.Id).Count} addresses");
            Assert.True(run.Database["EntityTag"].Of(contact.Id).Count == 1, $"{why}: tag");
            Assert.True(run.Database["Website"].Of(contact.Id).Count == 1, $"{why}: website");
        }
    }
}
