using UserSync.Core.Connectors;
using UserSync.Core.Errors;
using UserSync.Core.Links;
using UserSync.Core.Model;
using UserSync.Core.Planning;
using UserSync.Core.Profiles;

namespace UserSync.Core.Tests.Planning;

/// <summary>The tables "Users without a link" and "Linked pairs" of docs/sync-semantics.md, a test a row.</summary>
public sealed class PairDecisionTests
{
    private readonly SyncProfile _profile = new()
    {
        Name = "test",
        Path = "/nowhere/test.json",
        Cms = new EndSettings { Kind = "csv", Key = "site" },
        Crm = new EndSettings { Kind = "csv", Key = "account" },
        Links = new LinkStoreSettings(),
        Fields = [new FieldMapping("name", "name")],
    };

    [Fact]
    public void No_candidate_creates_the_contact()
        => Assert.Equal((ChangeAction.Create, "Anna"), Single(Unlinked(), c => c.Writes.Single().Value.Text));

    [Fact]
    public void No_candidate_and_create_off_is_skipped()
        => Assert.Equal(ChangeAction.Skip, Unlinked(profile: _profile with { Contacts = new ContactPolicy { Create = false } }).Single().Action);

    [Fact]
    public void No_candidate_and_neither_email_nor_name_fails()
        => Assert.NotNull(UserDecision.Unlinked(Rules(), View(new CmsUser { Site = "site", UserId = "7", Email = "", Name = "", UserName = "" }), MatchResult.None).Single().Error);

    [Fact]
    public void No_candidate_and_no_value_to_write_fails()
    {
        PlannedChange change = UserDecision.Unlinked(Rules(), View(User() with { Name = "" }), MatchResult.None).Single();
        Assert.Equal((ErrorIds.ItemRefused, 0), (change.Error?.Id, change.Writes.Count));
    }

    [Fact]
    public void No_candidate_and_no_real_address_fails()
        => Assert.NotNull(UserDecision.Unlinked(Rules(), View(User() with { Email = "nobody" }), MatchResult.None).Single().Error);

    [Fact]
    public void One_free_candidate_is_linked_and_filled()
    {
        PlannedChange[] changes = Unlinked(Found(Contact(name: "")));
        Assert.Equal([ChangeAction.Link, ChangeAction.Update], changes.Select(c => c.Action));
        Assert.Equal("Anna", changes[1].Writes.Single().Value.Text);
        Assert.Empty(changes[0].Baseline);
    }

    [Fact]
    public void One_candidate_of_another_user_is_a_conflict() => Conflict(ConflictKind.ContactTaken, Unlinked(new MatchResult([new Candidate(View(Contact()), LinkedElsewhere: true)], "e-mail", [])));

    [Fact]
    public void One_candidate_outside_the_filter_is_out_of_scope()
        => Assert.Equal(ChangeAction.OutOfScope, Unlinked(Found(Contact() with { Kind = ContactKind.Other })).Single().Action);

    [Fact]
    public void Only_a_trashed_candidate_is_a_conflict() => Conflict(ConflictKind.ContactTrashed, Unlinked(Found(Contact() with { State = ContactState.Trashed })));

    [Fact]
    public void Only_a_merged_candidate_is_a_conflict_naming_the_survivor()
        => Assert.Equal(["12"], Conflict(ConflictKind.ContactMerged, Unlinked(Found(Contact() with { State = ContactState.Merged, MergedInto = "12" }))).Candidates);

    [Fact]
    public void Several_candidates_are_a_conflict()
        => Assert.Equal(["11", "12"], Conflict(ConflictKind.AmbiguousMatch, Unlinked(Found(Contact(), Contact("12")))).Candidates);

    [Fact]
    public void Several_candidates_are_skipped_by_policy()
        => Assert.Equal(ChangeAction.Skip, Unlinked(Found(Contact(), Contact("12")), _profile with { OnAmbiguous = AmbiguityPolicy.Skip }).Single().Action);

    [Fact]
    public void Several_candidates_take_the_oldest_by_policy()
    {
        MatchResult match = Found(Contact() with { CreatedAt = DateTimeOffset.UnixEpoch.AddDays(2) }, Contact("12") with { CreatedAt = DateTimeOffset.UnixEpoch });
        PlannedChange link = Unlinked(match, _profile with { OnAmbiguous = AmbiguityPolicy.Oldest }).First();
        Assert.Equal((ChangeAction.Link, "12"), (link.Action, link.ContactId));
        Assert.Contains("oldest of 11, 12", link.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Several_candidates_without_ages_are_a_conflict_even_for_oldest()
        => Conflict(ConflictKind.AmbiguousMatch, Unlinked(Found(Contact(), Contact("12")), _profile with { OnAmbiguous = AmbiguityPolicy.Oldest }));

    [Fact]
    public void A_shared_key_is_a_conflict() => Conflict(ConflictKind.SharedKey, Unlinked(new MatchResult([new Candidate(View(Contact()), false)], "e-mail", ["8"])));

    [Fact]
    public void A_user_outside_the_filter_is_out_of_scope()
        => Assert.Equal(ChangeAction.OutOfScope, Unlinked(profile: _profile with { Cms = _profile.Cms with { Filter = new RecordFilter { Groups = ["Customers"] } } }).Single().Action);

    [Fact]
    public void An_ignored_conflict_is_skipped()
    {
        var rules = new PlanRules(_profile, new ConnectorCapabilities()) { Ignored = new HashSet<(ConflictKind, string, string)> { (ConflictKind.AmbiguousMatch, "7", "") } };
        Assert.Equal(ChangeAction.Skip, UserDecision.Unlinked(rules, View(User()), Found(Contact(), Contact("12"))).Single().Action);
    }

    [Fact]
    public void A_linked_pair_in_step_does_nothing() => Assert.Empty(Linked(User(), Contact(name: "Anna"), Known("Anna", "Anna")));

    [Fact]
    public void A_changed_user_updates_the_contact()
        => Assert.Equal((ChangeAction.Update, "Anna"), Single(Linked(User(), Contact(name: "Old"), Known("Old", "Old")), c => c.Writes.Single().Value.Text));

    [Fact]
    public void A_changed_user_is_skipped_when_update_is_off()
        => Assert.Equal(ChangeAction.Skip, Linked(User(), Contact(name: "Old"), Known("Old", "Old"), _profile with { Contacts = new ContactPolicy { Update = false } }).Single().Action);

    [Fact]
    public void A_linked_contact_outside_the_filter_is_out_of_scope()
        => Assert.Equal(ChangeAction.OutOfScope, Linked(User(), Contact(), Known("x", "x"), _profile with { Crm = _profile.Crm with { Filter = new RecordFilter { Tags = ["vip"] } } }).Single().Action);

    [Fact]
    public void A_linked_user_outside_the_filter_is_out_of_scope()
        => Assert.Equal(ChangeAction.OutOfScope, Linked(User(), Contact(), Known("x", "x"), _profile with { Cms = _profile.Cms with { Filter = new RecordFilter { Groups = ["Customers"] } } }).Single().Action);

    [Fact]
    public void A_gone_user_is_unlinked()
        => Assert.Equal([ChangeAction.Unlink], PairDecision.UserGone(Rules(), Pair(), View(Contact())).Select(c => c.Action));

    [Fact]
    public void A_gone_user_is_reported_by_policy()
        => Conflict(ConflictKind.UserGone, [.. PairDecision.UserGone(Rules(GonePolicy.Report), Pair(), View(Contact()))]);

    [Fact]
    public void A_gone_user_leaves_a_note_by_policy()
        => Assert.Equal([ChangeAction.Note, ChangeAction.Unlink], PairDecision.UserGone(Rules(GonePolicy.Note, notes: true), Pair(), View(Contact())).Select(c => c.Action));

    [Fact]
    public void A_gone_user_deletes_the_contact_by_policy()
        => Assert.Equal([ChangeAction.Unlink, ChangeAction.Delete], PairDecision.UserGone(Rules(GonePolicy.Delete), Pair(), View(Contact())).Select(c => c.Action));

    [Fact]
    public void A_create_that_was_never_cleared_up_is_not_repeated()
    {
        var rules = new PlanRules(_profile, new ConnectorCapabilities()) { Unclear = new Dictionary<string, string> { [User().UserId] = "Several records may be it." } };
        PlannedChange change = UserDecision.Unlinked(rules, View(User()), MatchResult.None).Single();
        Assert.Equal((ChangeAction.Conflict, ConflictKind.UnclearCreate), (change.Action, change.Conflict));
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void A_gone_user_is_left_alone_by_a_first_run_and_a_rebase(bool first, bool rebase)
    {
        var rules = new PlanRules(_profile, new ConnectorCapabilities()) { FirstRun = first, Rebase = rebase };
        Assert.Equal(ChangeAction.Skip, PairDecision.UserGone(rules, Pair(), View(Contact())).Single().Action);
    }

    [Fact]
    public void A_linked_contact_in_the_trash_is_a_conflict() => Conflict(ConflictKind.ContactTrashed, Linked(User(), Contact() with { State = ContactState.Trashed }, []));

    [Fact]
    public void A_merged_contact_is_a_conflict_naming_the_survivor()
        => Assert.Equal(["99"], Conflict(ConflictKind.ContactMerged, Linked(User(), Contact() with { State = ContactState.Merged, MergedInto = "99" }, [])).Candidates);

    [Fact]
    public void A_contact_that_is_not_shown_is_a_conflict() => Conflict(ConflictKind.ContactMissing, [.. PairDecision.ContactAway(Rules(), Pair(), View(User()), null)]);

    [Fact]
    public void A_gone_contact_is_a_conflict_or_unlinked_by_policy()
    {
        CrmContact gone = Contact() with { State = ContactState.Gone };
        Conflict(ConflictKind.ContactGone, Linked(User(), gone, []));
        Assert.Equal(ChangeAction.Unlink, Linked(User(), gone, [], _profile with { Users = new UserPolicy { OnContactDeleted = GonePolicy.Unlink } }).Single().Action);
    }

    private static CmsUser User() => new() { Site = "site", UserId = "7", Email = "anna@example.org", Name = "Anna" };

    private static CrmContact Contact(string id = "11", string name = "Anna") => new() { Account = "account", ContactId = id, Name = name, Emails = [new ContactEmail("anna@example.org")] };

    private static Baseline Known(string user, string contact) => new() { [new FieldMapping("name", "name").BaselineKey] = new BaselineField(FieldValue.Of(user), FieldValue.Of(contact)) };

    private static LinkedPair Pair(Baseline? baseline = null) => new(1, new SyncLink { Site = "site", Account = "account", UserId = "7", ContactId = "11" }, baseline ?? []);

    private static (ChangeAction Action, T Value) Single<T>(PlannedChange[] changes, Func<PlannedChange, T> value)
    {
        PlannedChange change = Assert.Single(changes);
        return (change.Action, value(change));
    }

    private static PlannedChange Conflict(ConflictKind kind, PlannedChange[] changes)
    {
        PlannedChange change = Assert.Single(changes);
        Assert.Equal((ChangeAction.Conflict, kind), (change.Action, change.Conflict!.Value));
        Assert.Empty(change.Writes);
        return change;
    }

    private PlanRules Rules(GonePolicy policy = GonePolicy.Unlink, bool notes = false)
        => new(_profile with { Contacts = new ContactPolicy { OnUserDeleted = policy } }, new ConnectorCapabilities { Notes = notes });

    private RecordView View(CmsUser user, SyncProfile? profile = null) => new PlanRules(profile ?? _profile, new ConnectorCapabilities()).Paths.View(user);

    private RecordView View(CrmContact contact, SyncProfile? profile = null) => new PlanRules(profile ?? _profile, new ConnectorCapabilities()).Paths.View(contact);

    private MatchResult Found(params CrmContact[] contacts) => new([.. contacts.Select(c => new Candidate(View(c), LinkedElsewhere: false))], "e-mail", []);

    private PlannedChange[] Unlinked(MatchResult? match = null, SyncProfile? profile = null)
        => [.. UserDecision.Unlinked(new PlanRules(profile ?? _profile, new ConnectorCapabilities()), View(User(), profile), match ?? MatchResult.None)];

    private PlannedChange[] Linked(CmsUser user, CrmContact contact, Baseline baseline, SyncProfile? profile = null)
        => [.. PairDecision.Linked(new PlanRules(profile ?? _profile, new ConnectorCapabilities()), Pair(baseline), View(user, profile), View(contact, profile))];
}
