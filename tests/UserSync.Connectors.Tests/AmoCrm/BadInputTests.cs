using System.Globalization;
using UserSync.Connectors.AmoCrm;
using UserSync.Core.Connectors;
using UserSync.Core.Errors;
using UserSync.Core.Execution;
using UserSync.Core.Links;
using UserSync.Core.Model;
using UserSync.Core.Planning;
using UserSync.Simulators;
using UserSync.Simulators.AmoCrm;

namespace UserSync.Connectors.Tests.AmoCrm;

/// <summary>Odd records and odd servers, in whole runs.</summary>
public sealed class BadInputTests
{
    private static CancellationToken Token => AmoScene.Token;

    public static TheoryData<bool> Positions => [false, true];

    [Theory]
    [MemberData(nameof(Positions))]
    public async Task Ids_above_two_to_the_31_are_made_linked_changed_and_noted(bool other)
    {
        await using AmoRun run = await StartAsync(other, new AmoCrmSeed { FirstContactId = 9_000_000_000_001 });
        run.Policy = run.Policy with { Notes = ["created"] };
        AmoContact old = run.Scene.Contact("Anna", "anna@example.org");
        run.User(1, "anna@example.org", "Anna", "Berg");
        run.User(2, "berta@example.org", "Berta", "Neu");
        SyncSummary first = await run.RunAsync();
        Assert.Equal((1, 1, 0), (first.Linked, first.Created, first.Failed));
        Assert.True(old.Id > int.MaxValue);
        run.Replace("berta@example.org,Berta Neu,Berta", "berta@example.org,Bertha Neu,Bertha");
        Assert.Equal(1, (await run.RunAsync()).Updated);
        Assert.Equal(0, (await run.RunAsync()).Requests.Writes);
        Assert.All(await run.LinksAsync(), l => Assert.True(long.Parse(l.ContactId, CultureInfo.InvariantCulture) > uint.MaxValue));
        Assert.Single(run.Scene.Store.Notes);
    }

    [Theory]
    [MemberData(nameof(Positions))]
    public async Task A_contact_without_a_name_is_linked_and_its_name_filled(bool other)
    {
        await using AmoRun run = await StartAsync(other);
        AmoContact nameless = run.Scene.Contact("", "anna@example.org");
        run.User(1, "anna@example.org", "Anna", "Berg");
        SyncSummary first = await run.RunAsync();
        Assert.Equal((1, 0, 1, 0), (first.Linked, first.Created, first.Updated, first.Failed));
        Assert.Equal(("Anna", "Berg"), (nameless.FirstName, nameless.LastName));
        Assert.Equal(0, (await run.RunAsync()).Requests.Writes);
    }

    [Theory]
    [MemberData(nameof(Positions))]
    public async Task Two_addresses_that_differ_by_case_are_one_person_and_neither_is_touched(bool other)
    {
        await using AmoRun run = await StartAsync(other);
        AmoContact twice = run.Scene.Contact("Anna Berg", "Anna@Example.org", "anna@example.org");
        run.User(1, "ANNA@example.org", "", "");
        SyncSummary first = await run.RunAsync();
        Assert.Equal((1, 0, 0), (first.Linked, first.Created, first.Conflicts));
        Assert.Equal(["Anna@Example.org", "anna@example.org"], AmoScene.Values(twice, AmoSampleFields.Email));
        Assert.Equal(0, (await run.RunAsync()).Requests.Writes);
    }

    [Theory]
    [MemberData(nameof(Positions))]
    public async Task A_tag_that_was_removed_between_two_runs_is_made_again(bool other)
    {
        await using AmoRun run = await StartAsync(other);
        run.User(1, "anna@example.org");
        await run.RunAsync();
        run.Scene.Simulator.Interface.RemoveTag(5003);
        run.User(2, "berta@example.org");
        Assert.Equal((1, 0), (await run.RunAsync() is var second ? (second.Created, second.Failed) : default));
        long tag = Assert.Single(run.Scene.Live().Single(c => AmoScene.Values(c, AmoSampleFields.CmsUserId) is ["2"]).Tags);
        Assert.Equal("site", run.Scene.Store.Tags.Find(t => t.Id == tag)!.Name);
    }

    [Theory]
    [MemberData(nameof(Positions))]
    public async Task A_tag_that_is_removed_in_the_middle_of_a_run_costs_nobody(bool other)
    {
        await using AmoRun run = await StartAsync(other);
        run.Options = [("batchSize", "2")];
        for (int n = 1; n <= 6; n++)
            run.User(n, $"user{n}@example.org");
        int posts = 0;
        run.Scene.Server.Add(new Fault(FaultKind.CutBefore, r =>
        {
            if (r.Method == "POST" && ++posts == 2)
                run.Scene.Simulator.Interface.RemoveTag(5003);
            return false;
        }));
        SyncSummary first = await run.RunAsync();
        Assert.Equal((6, 0), (first.Created, first.Failed));
        Assert.Equal(6, run.Scene.Live().Count);
        Assert.All(run.Scene.Live().Skip(2), c => Assert.Equal("site", run.Scene.Store.Tags.Find(t => t.Id == Assert.Single(c.Tags))?.Name));
    }

    [Fact]
    public async Task A_field_of_a_type_nobody_knows_is_read_kept_and_cannot_be_mapped_for_writing()
    {
        await using AmoRun run = await AmoRun.StartAsync();
        run.Scene.Store.Fields.Add(new Simulators.AmoCrm.AmoField(601099, "Neu", "hologram", null, 600));
        AmoContact contact = run.Scene.Contact("Anna", "anna@example.org");
        contact.Set(601099, [new AmoValue("kept")]);
        run.User(1, "anna@example.org", "Anna", "Berg");
        await run.RunAsync();
        Assert.Equal("Berg", contact.LastName);
        Assert.Equal(["kept"], AmoScene.Values(contact, 601099));
        run.Fields = [.. run.Fields, new("name", "#601099")];
        SyncError? error = await run.TryAsync();
        Assert.True(error is not null || (await run.RunAsync()).Updated == 0);
        Assert.Equal(["kept"], AmoScene.Values(contact, 601099));
    }

    [Theory]
    [InlineData(FaultKind.CutAfter)]
    [InlineData(FaultKind.CutMiddle)]
    [InlineData(FaultKind.Silence)]
    public async Task A_lost_answer_to_a_refresh_leaves_the_file_as_it_was_and_the_way_out_is_told(FaultKind kind)
    {
        await using AmoRun run = await AmoRun.StartAsync();
        await using AmoPair pair = new(run);
        await pair.ConnectAsync();
        run.Scene.Time.Advance(TimeSpan.FromHours(25));
        string before = await File.ReadAllTextAsync(pair.TokenFile, Token);
        static bool IsRefresh(LoggedRequest request) => request.Body.Contains("grant_type=refresh_token", StringComparison.Ordinal);
        run.Scene.Server.Add(kind == FaultKind.Silence ? run.Scene.Silent(IsRefresh) : new Fault(kind, IsRefresh));
        await using (AmoCrmConnector crm = pair.Open())
        {
            ConnectorException lost = await Assert.ThrowsAsync<ConnectorException>(() => crm.IdentifyAsync(Token));
            Assert.Equal(ConnectorErrorKind.Transient, lost.Kind);
            Assert.Contains("Connect-CrmAccount", lost.Error.Remedy, StringComparison.Ordinal);
        }

        Assert.Equal(before, await File.ReadAllTextAsync(pair.TokenFile, Token));
        Assert.Single(run.Scene.Server.Log, IsRefresh);
        await pair.ConnectAsync();
        await using AmoCrmConnector again = pair.Open();
        Assert.Equal("40000001", (await again.IdentifyAsync(Token)).Id);
    }

    [Fact]
    public async Task A_lost_answer_to_a_refresh_is_made_good_where_the_old_token_has_a_grace()
    {
        await using AmoRun run = await AmoRun.StartAsync(s => s.RefreshGrace = TimeSpan.FromHours(1));
        await using AmoPair pair = new(run);
        await pair.ConnectAsync();
        run.Scene.Time.Advance(TimeSpan.FromHours(25));
        run.Scene.Server.Add(Fault.On("access_token", FaultKind.CutAfter));
        await using (AmoCrmConnector crm = pair.Open())
            await Assert.ThrowsAsync<ConnectorException>(() => crm.IdentifyAsync(Token));
        await using AmoCrmConnector again = pair.Open();
        Assert.Equal("40000001", (await again.IdentifyAsync(Token)).Id);
    }

    [Theory]
    [MemberData(nameof(Positions))]
    public async Task A_contact_that_a_right_hides_is_neither_taken_for_deleted_nor_made_again(bool other)
    {
        await using AmoRun run = await StartAsync(other);
        for (int n = 1; n <= 6; n++)
            run.User(n, $"user{n}@example.org", $"First{n}", "Last");
        await run.RunAsync();
        AmoContact hidden = run.Scene.Live().Single(c => AmoScene.Values(c, AmoSampleFields.CmsUserId) is ["3"]);
        foreach (AmoContact contact in run.Scene.Live())
            contact.ResponsibleUserId = contact == hidden ? 9000002 : 9000001;
        AmoUser user = run.Scene.Store.Users[0];
        (user.IsAdmin, user.View) = (false, 'M');
        run.Scene.Time.Advance(TimeSpan.FromMinutes(2));
        SyncSummary summary = await run.RunAsync();
        Assert.Equal((0, 0, 0), (summary.Created, summary.Unlinked, summary.Deleted));
        Assert.Equal((6, 6), ((await run.LinksAsync()).Count, run.Scene.Live().Count));
        Assert.Equal(ConflictKind.ContactMissing, Assert.Single(await run.ConflictsAsync(), c => c.UserId == "3").Kind);
    }

    [Fact]
    public async Task Several_contacts_with_the_address_are_a_conflict_and_nobody_is_made_or_chosen()
    {
        await using AmoRun run = await AmoRun.StartAsync();
        AmoContact[] both = [run.Scene.Contact("Anna", "anna@example.org"), run.Scene.Contact("Anna", "ANNA@example.org")];
        run.User(1, "anna@example.org", "Anna", "Berg");
        Assert.Equal((1, 0, 0), (await run.RunAsync() is var first ? (first.Conflicts, first.Created, first.Linked) : default));
        SyncConflict conflict = Assert.Single(await run.ConflictsAsync());
        Assert.Equal(both.Select(c => c.Id.ToString(CultureInfo.InvariantCulture)), conflict.Candidates.Order(StringComparer.Ordinal));
        Assert.Empty(run.Scene.Writes);
    }

    private static Task<AmoRun> StartAsync(bool other, AmoCrmSeed? seed = null) => AmoRun.StartAsync(other ? AmoSwitchSets.Other : null, seed: seed);
}
