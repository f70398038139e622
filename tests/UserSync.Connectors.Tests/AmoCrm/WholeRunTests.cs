using UserSync.Core.Execution;
using UserSync.Core.Links;
using UserSync.Core.Model;
using UserSync.Core.Profiles;
using UserSync.Simulators;
using UserSync.Simulators.AmoCrm;

namespace UserSync.Connectors.Tests.AmoCrm;

/// <summary>Users of a file to contacts of an account, from the first run to the second, killed wherever a request begins or ends.</summary>
public sealed class WholeRunTests
{
    public static TheoryData<bool> Positions => [false, true];

    [Theory]
    [MemberData(nameof(Positions))]
    public async Task The_second_run_writes_nothing(bool other)
    {
        await using AmoRun run = await StartAsync(other);
        run.Fields = [.. run.Fields, new("birthday", "#601007")];
        run.Policy = run.Policy with { ProfileLinkField = "#601009" };
        run.Scene.Contact("Anna Alt", "ANNA@Example.org");
        run.User(1, "Anna@example.org", "Anna", "Alt", "1980-07-01");
        run.User(2, "Berta@Example.ORG", "Berta", "Neu", "1955-01-31");
        run.User(3, "", "Ohne", "Adresse");
        SyncSummary first = await run.RunAsync();
        Assert.Equal((3, 1, 2, 0, 0), (first.Checked, first.Linked, first.Created, first.Conflicts, first.Failed));
        run.Scene.Server.ClearLog();
        SyncSummary second = await run.RunAsync();
        Assert.Equal((3, 3, 0, 0, 0), (second.Checked, second.AlreadyLinked, second.Linked, second.Created, second.Updated));
        Assert.Empty(run.Scene.Writes);
        Assert.Equal(0, second.Requests.Writes);
    }

    [Theory]
    [MemberData(nameof(Positions))]
    public async Task A_new_contact_holds_address_kind_tag_link_marker_and_birthday(bool other)
    {
        await using AmoRun run = await StartAsync(other);
        run.Fields = [new("first_name", "first_name"), new("last_name", "last_name"), new("email", "EMAIL"), new("birthday", "#601007")];
        run.Policy = run.Policy with { ProfileLinkField = "#601009" };
        run.User(2, "Berta@Example.ORG", "Berta", "Neu", "1985-07-15");
        await run.RunAsync();
        AmoContact contact = Assert.Single(run.Scene.Live());
        Assert.Equal(("Berta", "Neu", "Berta Neu"), (contact.FirstName, contact.LastName, contact.Name));
        Assert.Equal([new AmoValue("Berta@Example.ORG", 701021, "WORK")], contact[AmoSampleFields.Email]);
        Assert.Equal(["2"], AmoScene.Values(contact, AmoSampleFields.CmsUserId));
        Assert.Equal(["https://cms.example.org/user/2"], AmoScene.Values(contact, 601009));
        Assert.Equal([5003L], contact.Tags);
        long birthday = long.Parse(AmoScene.Values(contact, 601007)[0], System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(new DateTime(1985, 7, 15), TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeSeconds(birthday), run.Scene.Store.Account.Zone).DateTime);
    }

    [Fact]
    public async Task A_preview_writes_nothing_and_plans_what_the_run_does()
    {
        await using AmoRun run = await AmoRun.StartAsync();
        run.User(1, "anna@example.org");
        SyncSummary planned = await run.RunAsync(whatIf: true);
        Assert.Empty(run.Scene.Writes);
        Assert.False(File.Exists(run.Store));
        Assert.Equal(planned.Created, (await run.RunAsync()).Created);
    }

    [Theory]
    [MemberData(nameof(Positions))]
    public async Task A_changed_address_replaces_the_old_one_and_leaves_the_others_and_other_fields(bool other)
    {
        await using AmoRun run = await StartAsync(other);
        AmoContact contact = run.Scene.Contact("Anna Berg", "private@example.net", "anna@example.org");
        contact.Set(AmoSampleFields.Phone, [new AmoValue("+4930123", 701005, "MOB")]);
        run.User(1, "anna@example.org", "Anna", "Berg");
        await run.RunAsync();
        run.Replace("anna@example.org", "anna.new@example.org");
        run.Scene.Server.ClearLog();
        SyncSummary changed = await run.RunAsync();
        Assert.Equal(1, changed.Updated);
        Assert.Equal(["private@example.net", "anna.new@example.org"], AmoScene.Values(contact, AmoSampleFields.Email));
        string body = Assert.Single(run.Scene.Writes).Body;
        Assert.DoesNotContain("PHONE", body, StringComparison.Ordinal);
        Assert.DoesNotContain("responsible_user_id", body, StringComparison.Ordinal);
        Assert.DoesNotContain("updated_at", body, StringComparison.Ordinal);
        Assert.DoesNotContain("_embedded", body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(FaultKind.CutBefore, 0, false)]
    [InlineData(FaultKind.CutAfter, 0, false)]
    [InlineData(FaultKind.CutMiddle, 0, true)]
    [InlineData(FaultKind.ErrorBefore, 500, false)]
    [InlineData(FaultKind.ErrorAfter, 500, true)]
    [InlineData(FaultKind.ErrorBefore, 502, true)]
    [InlineData(FaultKind.ErrorAfter, 502, false)]
    [InlineData(FaultKind.ErrorBefore, 504, false)]
    [InlineData(FaultKind.ErrorAfter, 504, true)]
    [InlineData(FaultKind.ErrorBefore, 400, false)]
    [InlineData(FaultKind.ErrorBefore, 401, false)]
    [InlineData(FaultKind.ErrorBefore, 402, false)]
    [InlineData(FaultKind.ErrorBefore, 404, false)]
    [InlineData(FaultKind.ErrorBefore, 429, true)]
    [InlineData(FaultKind.WebPage, 0, false)]
    [InlineData(FaultKind.WebPage, 0, true)]
    [InlineData(FaultKind.Silence, 0, false)]
    [InlineData(FaultKind.Silence, 0, true)]
    public async Task A_fault_at_any_request_neither_doubles_nor_loses_anybody(FaultKind kind, int status, bool other)
    {
        int requests = await CountAsync(other);
        Assert.InRange(requests, 5, 20);
        for (int number = 1; number <= requests; number++)
        {
            await using AmoRun run = await StartAsync(other);
            Seed(run);
            int at = number;
            run.Scene.Server.Add(kind == FaultKind.Silence ? run.Scene.Silent(r => r.Number == at) : new Fault(kind, r => r.Number == at) { Status = status == 0 ? 500 : status, Html = status is 404 or 429 });
            await run.TryAsync();
            await AssertWholeAsync(run, $"{kind} {status} at request {number}");
        }
    }

    [Theory]
    [InlineData("intent", false)]
    [InlineData("request", true)]
    [InlineData("answer", false)]
    [InlineData("answer", true)]
    [InlineData("commit", true)]
    public async Task A_kill_at_any_seam_neither_doubles_nor_loses_anybody(string seam, bool other)
    {
        for (int time = 1; time <= 3; time++)
        {
            await using AmoRun run = await StartAsync(other);
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

    private static async Task<int> CountAsync(bool other)
    {
        await using AmoRun run = await StartAsync(other);
        Seed(run);
        await run.RunAsync();
        return run.Scene.Server.Log.Count;
    }

    private static Task<AmoRun> StartAsync(bool other) => AmoRun.StartAsync(other ? AmoSwitchSets.Other : null, other ? AmoPlatform.Kommo : AmoPlatform.AmoCrm);

    private static void Seed(AmoRun run)
    {
        run.Policy = run.Policy with { ProfileLinkField = "#601009" };
        run.Scene.Contact("Anna Alt", "anna@example.org");
        run.User(1, "anna@example.org");
        run.User(2, "berta@example.org", "Berta", "Neu");
        run.User(3, "cara@example.org", "Cara", "Neu");
        run.User(4, "dora@example.org", "Dora", "Neu");
    }

    // After at most two more runs everybody is there once, linked, complete; and then nothing is written any more.
    private static async Task AssertWholeAsync(AmoRun run, string why)
    {
        run.Scene.Simulator.Limiter.Reset();
        if (await run.TryAsync() is { Id: UserSync.Core.Errors.ErrorIds.NeedsHuman })
            await ClearAsync(run);
        await run.TryAsync();
        run.Scene.Server.ClearLog();
        SyncSummary last = await run.RunAsync();
        Assert.True(last is { Created: 0, Linked: 0, Updated: 0, Failed: 0, AlreadyLinked: 4 }, $"{why}: {last}");
        Assert.Empty(run.Scene.Writes);
        List<SyncLink> links = await run.LinksAsync();
        Assert.Equal(4, links.Select(l => l.ContactId).Distinct().Count());
        List<AmoContact> made = run.Scene.Live();
        Assert.True(made.Count == 4, $"{why}: {made.Count} contacts");
        Assert.All(made, c => Assert.True(AmoScene.Values(c, AmoSampleFields.Email).Count == 1 && AmoScene.Values(c, AmoSampleFields.CmsUserId).Count == 1, $"{why}: {c.Name}"));
        Assert.All(made.Where(c => c.Name != "Anna Alt" && c.FirstName.Length > 0), c => Assert.True(c.Tags.Count == 1, $"{why}: tags of {c.Name}"));
    }

    private static async Task ClearAsync(AmoRun run)
    {
        await using LinkStore store = await LinkStore.OpenAsync(new UserSync.Core.Links.Sqlite.SqliteDatabase(run.Store), run.Scene.Time, AmoScene.Token);
        await store.Runs.ClearAsync("site", "40000001", AmoScene.Token);
    }
}
