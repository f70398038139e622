using UserSync.Core.Links;
using UserSync.Core.Mapping;
using UserSync.Core.Model;
using UserSync.Core.Planning;
using UserSync.Core.Profiles;

namespace UserSync.Core.Tests.Planning;

/// <summary>The tables "One field, from contact to user" and "One field, both ways" of docs/sync-semantics.md, a test a row.</summary>
public sealed class FieldMergeTests
{
    private static readonly FieldMapping Field = new("first_name", "first_name") { Direction = SyncDirection.ToCms };
    private static readonly FieldMapping Merged = Field with { Direction = SyncDirection.Both };

    [Fact]
    public void A_changed_contact_is_written_to_the_user() => Written(Side.Cms, "new", Decide(Field, "old", "new", ("old", "old")));

    [Fact]
    public void Drift_on_the_user_stays() => InStep(Decide(Field, "edited", "same", ("same", "same")));

    [Fact]
    public void Enforce_overwrites_drift_on_the_user() => Written(Side.Cms, "same", Decide(Field with { Enforce = true }, "edited", "same", ("same", "same")));

    [Fact]
    public void An_empty_user_field_is_filled_from_the_contact() => Written(Side.Cms, "new", Decide(Field, "", "new", null));

    [Fact]
    public void A_filled_user_field_is_left_alone_until_the_contact_changes()
    {
        FieldDecision first = Decide(Field, "theirs", "ours", null);
        Assert.Equal((FieldVerdict.Kept, null), (first.Verdict, first.Write));
        Written(Side.Cms, "ours 2", Decide(Field, "theirs", "ours 2", ("theirs", "ours")));
    }

    [Fact]
    public void A_clear_of_the_contact_travels_only_when_the_user_holds_what_came_from_it()
    {
        Assert.True(Decide(Field, "old", "", ("old", "old")).Write!.Value.IsEmpty);
        Assert.Null(Decide(Field, "edited", "", ("old", "old")).Write);
        Assert.Null(Decide(Field, "theirs", "", ("theirs", "ours")).Write);
    }

    [Fact]
    public void An_address_of_a_user_is_never_cleared() => Assert.Null(Decide(new FieldMapping("email", "EMAIL") { Direction = SyncDirection.ToCms }, "a@x.org", "", ("a@x.org", "a@x.org")).Write);

    [Fact]
    public void Changed_on_one_side_is_carried_over()
    {
        Written(Side.Crm, "new", Decide(Merged, "new", "old", ("old", "old")));
        Written(Side.Cms, "new", Decide(Merged, "old", "new", ("old", "old")));
    }

    [Fact]
    public void Changed_on_both_to_the_same_is_nothing()
    {
        FieldDecision decision = Decide(Merged, "new", "new", ("old", "old"));
        InStep(decision);
        Assert.Equal("new", decision.Baseline!.Value.User.Text);
    }

    [Fact]
    public void Changed_on_both_differently_is_reported() => Assert.Equal((FieldVerdict.Conflict, null), (Decide(Merged, "a", "b", ("old", "old")).Verdict, Decide(Merged, "a", "b", ("old", "old")).Write));

    [Theory]
    [InlineData(FieldConflictPolicy.Cms, null, Side.Crm, "a")]
    [InlineData(FieldConflictPolicy.Crm, null, Side.Cms, "b")]
    [InlineData(FieldConflictPolicy.Newest, true, Side.Crm, "a")]
    [InlineData(FieldConflictPolicy.Newest, false, Side.Cms, "b")]
    public void Changed_on_both_differently_follows_the_policy(FieldConflictPolicy policy, bool? userIsNewer, Side target, string value)
        => Written(target, value, Decide(Merged with { OnConflict = policy }, "a", "b", ("old", "old"), userIsNewer));

    [Fact]
    public void The_newest_wins_only_when_both_times_are_known() => Assert.Equal(FieldVerdict.Conflict, Decide(Merged with { OnConflict = FieldConflictPolicy.Newest }, "a", "b", ("old", "old")).Verdict);

    [Fact]
    public void A_cleared_value_travels_both_ways_by_its_baseline()
    {
        Assert.Equal((Side.Crm, true), (Decide(Merged, "", "old", ("old", "old")).Target, Decide(Merged, "", "old", ("old", "old")).Write!.Value.IsEmpty));
        Assert.Equal((Side.Cms, true), (Decide(Merged, "old", "", ("old", "old")).Target, Decide(Merged, "old", "", ("old", "old")).Write!.Value.IsEmpty));
    }

    [Fact]
    public void Cleared_on_one_side_and_changed_on_the_other_is_a_conflict() => Assert.Equal(FieldVerdict.Conflict, Decide(Merged, "", "new", ("old", "old")).Verdict);

    [Fact]
    public void At_the_first_meeting_either_empty_side_is_filled()
    {
        Written(Side.Crm, "a", Decide(Merged, "a", "", null));
        Written(Side.Cms, "b", Decide(Merged, "", "b", null));
    }

    [Fact]
    public void At_the_first_meeting_two_filled_sides_stay_apart()
    {
        FieldDecision first = Decide(Merged, "a", "b", null);
        Assert.Equal((FieldVerdict.Kept, null), (first.Verdict, first.Write));
        InStep(Decide(Merged, "a", "b", ("a", "b")));
        Written(Side.Cms, "c", Decide(Merged, "a", "c", ("a", "b")));
    }

    [Fact]
    public void At_the_first_meeting_overwrite_follows_the_policy()
    {
        Written(Side.Crm, "a", Decide(Merged with { Initial = InitialPolicy.Overwrite, OnConflict = FieldConflictPolicy.Cms }, "a", "b", null));
        Written(Side.Cms, "b", Decide(Merged with { Initial = InitialPolicy.Overwrite, OnConflict = FieldConflictPolicy.Crm }, "a", "b", null));
        Assert.Equal(FieldVerdict.Conflict, Decide(Merged with { Initial = InitialPolicy.Overwrite }, "a", "b", null).Verdict);
    }

    [Theory]
    [InlineData("PHONE", "+49 30 1234567", "+49301234567")]
    [InlineData("name", "A\u0308nne", "\u00C4nne")]
    [InlineData("since", "2024-05-06T09:08:09+05:00", "2024-05-06T04:08:09+00:00")]
    public void Another_way_of_writing_is_no_change_either_way(string path, string user, string contact)
        => InStep(Decide(new FieldMapping("fields.x", path) { Direction = SyncDirection.Both }, user, contact, ("before", "before")));

    [Fact]
    public void A_value_that_the_user_stores_in_another_form_does_not_come_back()
        => InStep(Decide(Merged, "a long", "a long name", ("a long", "a long name")));

    [Fact]
    public void When_ours_is_gone_and_several_others_are_left_nobody_guesses()
    {
        var mapping = new FieldMapping("email", "EMAIL") { Direction = SyncDirection.Both };
        FieldValue others = FieldValue.Of(["b@x.org", "c@x.org"]);
        var known = new BaselineField(FieldValue.Of("a@x.org"), FieldValue.Of("a@x.org"));
        Assert.Null(FieldMerge.Decide(mapping, SyncDirection.Both, new FieldPair(FieldValue.Of("a@x.org"), others, others), known).Write);
        Assert.Null(FieldMerge.Decide(mapping with { Direction = SyncDirection.ToCms }, SyncDirection.ToCms, new FieldPair(FieldValue.Of("a@x.org"), others, others), known).Write);
    }

    [Fact]
    public void The_only_element_that_is_left_is_the_contacts_value()
    {
        FieldValue one = FieldValue.Of("b@x.org");
        var known = new BaselineField(FieldValue.Of("a@x.org"), FieldValue.Of("a@x.org"));
        Written(Side.Cms, "b@x.org", FieldMerge.Decide(new FieldMapping("email", "EMAIL") { Direction = SyncDirection.Both }, SyncDirection.Both, new FieldPair(FieldValue.Of("a@x.org"), one, one), known));
    }

    [Fact]
    public void A_number_kept_apart_at_the_first_meeting_is_never_overwritten()
    {
        var mapping = new FieldMapping("fields.phone", "PHONE") { Direction = SyncDirection.Both };
        FieldValue theirs = FieldValue.Of("+49302");
        FieldDecision first = FieldMerge.Decide(mapping, SyncDirection.Both, new FieldPair(FieldValue.Of("+49301"), theirs, theirs), null);
        Assert.Equal(FieldVerdict.Kept, first.Verdict);
        InStep(FieldMerge.Decide(mapping, SyncDirection.Both, new FieldPair(FieldValue.Of("+49301"), theirs, theirs), first.Baseline));
        FieldDecision later = FieldMerge.Decide(mapping, SyncDirection.Both, new FieldPair(FieldValue.Of("+49303"), theirs, theirs), first.Baseline);
        Assert.Equal((Side.Crm, true), (later.Target, later.Write!.Before.IsEmpty));
    }

    [Fact]
    public void A_field_of_both_directions_waits_in_a_run_of_one()
        => Assert.Null(FieldMerge.Decide(Merged with { OnConflict = FieldConflictPolicy.Cms }, SyncDirection.ToCms, Pair("a", "b"), new BaselineField(FieldValue.Of("old"), FieldValue.Of("old"))).Write);

    [Fact]
    public void A_transform_runs_back_on_the_way_to_the_user()
    {
        FieldMapping mapping = Merged with { Transform = new TransformChain([new ValueTableTransform(new Dictionary<string, string> { ["yes"] = "1" })]), Back = new TransformChain([new ValueTableTransform(new Dictionary<string, string> { ["1"] = "yes" })]) };
        Written(Side.Cms, "yes", Decide(mapping, "", "1", null));
        InStep(Decide(mapping, "yes", "1", null));
    }

    [Fact]
    public void A_value_that_cannot_travel_does_not_hold_up_the_other_way()
    {
        FieldMapping mapping = Merged with { Transform = new TransformChain([new ValueTableTransform(new Dictionary<string, string> { ["yes"] = "1" })]), Back = new TransformChain([new ValueTableTransform(new Dictionary<string, string> { ["1"] = "yes" })]) };
        Written(Side.Crm, "1", Decide(mapping, "yes", "unknown", ("no", "unknown")));
        Assert.Throws<TransformException>(() => Decide(mapping, "no", "unknown", ("no", "0")));
    }

    private static FieldPair Pair(string user, string contact) => new(FieldValue.Of(user), FieldValue.Of(contact), FieldValue.NotRead);

    private static FieldDecision Decide(FieldMapping field, string user, string contact, (string User, string Contact)? baseline, bool? userIsNewer = null)
        => FieldMerge.Decide(field, field.Direction, Pair(user, contact) with { UserIsNewer = userIsNewer }, baseline is { } known ? new BaselineField(FieldValue.Of(known.User), FieldValue.Of(known.Contact)) : null);

    private static void Written(Side target, string value, FieldDecision decision) => Assert.Equal((FieldVerdict.Write, target, value), (decision.Verdict, decision.Target, decision.Write?.Value.Text));

    private static void InStep(FieldDecision decision) => Assert.Equal((FieldVerdict.InStep, null), (decision.Verdict, decision.Write));
}
