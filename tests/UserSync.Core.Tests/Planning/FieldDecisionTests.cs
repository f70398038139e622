using UserSync.Core.Links;
using UserSync.Core.Model;
using UserSync.Core.Planning;
using UserSync.Core.Profiles;

namespace UserSync.Core.Tests.Planning;

/// <summary>The table "One field" of docs/sync-semantics.md, a test a row.</summary>
public sealed class FieldDecisionTests
{
    private static readonly FieldMapping Field = new("company", "company");

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_field_that_was_not_read_is_left_alone(bool userSide)
    {
        FieldValue known = FieldValue.Of("x");
        FieldDecision decision = FieldDecision.ToContact(
            Field with { Enforce = true }, userSide ? FieldValue.NotRead : known, _ => default, userSide ? known : FieldValue.NotRead, default, new BaselineField(FieldValue.Of("old"), FieldValue.Of("old")), null);
        Assert.Equal((FieldVerdict.Unknown, null), (decision.Verdict, decision.Write));
    }

    [Fact]
    public void An_equal_field_only_renews_the_baseline()
    {
        FieldDecision decision = Decide(Field, "new", "new", ("old", "old"));
        Assert.Equal((FieldVerdict.InStep, "new"), (decision.Verdict, decision.Baseline!.Value.Contact.Text));
    }

    [Fact]
    public void An_empty_source_without_baseline_does_not_clear() => Kept(Decide(Field with { Initial = InitialPolicy.Overwrite }, "", "x", null));

    [Fact]
    public void Fill_writes_into_an_empty_field() => Written("new", Decide(Field, "new", "", null));

    [Fact]
    public void Fill_leaves_a_filled_field_alone_until_the_user_changes()
    {
        FieldDecision first = Decide(Field, "ours", "theirs", null);
        Kept(first);
        BaselineField known = first.Baseline!.Value;
        Assert.Equal(FieldVerdict.InStep, Decide(Field, "ours", "theirs", (known.User.Text!, known.Contact.Text!)).Verdict);
        Written("ours 2", Decide(Field, "ours 2", "theirs", (known.User.Text!, known.Contact.Text!)));
    }

    [Fact]
    public void Overwrite_replaces_at_the_first_meeting() => Written("new", Decide(Field with { Initial = InitialPolicy.Overwrite }, "new", "old", null));

    [Fact]
    public void Keep_writes_nothing_at_the_first_meeting() => Kept(Decide(Field with { Initial = InitialPolicy.Keep }, "new", "", null));

    [Fact]
    public void Drift_on_the_contact_stays()
    {
        FieldDecision decision = Decide(Field, "same", "edited", ("same", "same"));
        Assert.Equal((FieldVerdict.InStep, null, "same"), (decision.Verdict, decision.Write, decision.Baseline!.Value.Contact.Text));
    }

    [Fact]
    public void Enforce_overwrites_drift() => Written("same", Decide(Field with { Enforce = true }, "same", "edited", ("same", "same")));

    [Fact]
    public void An_enforced_value_that_the_target_stores_in_another_form_is_no_drift()
        => Assert.Equal(FieldVerdict.InStep, Decide(Field with { Enforce = true }, "a long name", "a long", ("a long name", "a long")).Verdict);

    [Fact]
    public void A_changed_source_is_written() => Written("new", Decide(Field, "new", "edited", ("old", "old")));

    [Fact]
    public void A_proven_clear_travels()
    {
        FieldDecision decision = Decide(Field, "", "old", ("old", "old"));
        Assert.Equal(FieldVerdict.Write, decision.Verdict);
        Assert.True(decision.Write!.Value.IsEmpty);
    }

    [Theory]
    [InlineData("edited", "old", "old")]
    [InlineData("theirs", "ours", "theirs")]
    public void A_clear_does_not_destroy_what_somebody_else_wrote(string contact, string userBefore, string contactBefore)
        => Kept(Decide(Field, "", contact, (userBefore, contactBefore)));

    [Fact]
    public void Both_changed_is_reported()
    {
        FieldDecision decision = Decide(Field with { Direction = SyncDirection.Both }, "a", "b", ("old", "old"));
        Assert.Equal((FieldVerdict.Conflict, null, "old"), (decision.Verdict, decision.Write, decision.Baseline!.Value.User.Text));
    }

    [Theory]
    [InlineData(FieldConflictPolicy.Cms, null, "Write")]
    [InlineData(FieldConflictPolicy.Crm, null, "Kept")]
    [InlineData(FieldConflictPolicy.Newest, true, "Write")]
    [InlineData(FieldConflictPolicy.Newest, false, "Kept")]
    [InlineData(FieldConflictPolicy.Newest, null, "Conflict")]
    public void Both_changed_follows_the_policy(FieldConflictPolicy policy, bool? userIsNewer, string verdict)
        => Assert.Equal(verdict, Decide(Field with { Direction = SyncDirection.Both, OnConflict = policy }, "a", "b", ("old", "old"), userIsNewer).Verdict.ToString());

    [Theory]
    [InlineData("")]
    [InlineData("first@example.org")]
    public void An_element_that_was_kept_at_the_first_meeting_never_becomes_ours(string user)
    {
        var mapping = new FieldMapping("email", "EMAIL");
        var theirs = FieldValue.Of("theirs@example.net");
        FieldDecision first = FieldDecision.ToContact(mapping, FieldValue.Of(user), _ => default, theirs, theirs, null, null);
        Kept(first);
        FieldDecision later = FieldDecision.ToContact(mapping, FieldValue.Of("new@example.org"), _ => default, theirs, theirs, first.Baseline, null);
        Assert.Equal((true, "new@example.org"), (later.Write!.Before.IsEmpty, later.Write.Value.Text));
    }

    [Fact]
    public void Only_our_element_of_a_list_is_replaced()
    {
        FieldValue list = FieldValue.Of(["private@example.net", "old@example.org"]);
        FieldDecision decision = FieldDecision.ToContact(
            new FieldMapping("email", "EMAIL"), FieldValue.Of("new@example.org"), _ => default, list, list, new BaselineField(FieldValue.Of("old@example.org"), FieldValue.Of("old@example.org")), null);
        Assert.Equal(("old@example.org", "new@example.org"), (decision.Write!.Before.Text, decision.Write.Value.Text));
    }

    [Theory]
    [InlineData("PHONE", "+49 30 1234567", "+49301234567")]
    [InlineData("name", "A\u0308nne", "\u00C4nne")]
    [InlineData("since", "2024-05-06T09:08:09+05:00", "2024-05-06T04:08:09+00:00")]
    [InlineData("EMAIL", "Anna@Example.org", "anna@example.org")]
    public void Another_way_of_writing_is_no_change(string path, string user, string contact)
        => Assert.Equal(FieldVerdict.InStep, Decide(new FieldMapping("x", path), user, contact, (contact, contact)).Verdict);

    private static FieldDecision Decide(FieldMapping field, string user, string contact, (string User, string Contact)? baseline, bool? userIsNewer = null)
        => FieldDecision.ToContact(field, FieldValue.Of(user), _ => default, FieldValue.Of(contact), default,
            baseline is { } known ? new BaselineField(FieldValue.Of(known.User), FieldValue.Of(known.Contact)) : null, userIsNewer);

    private static void Written(string value, FieldDecision decision) => Assert.Equal((FieldVerdict.Write, value), (decision.Verdict, decision.Write?.Value.Text));

    private static void Kept(FieldDecision decision) => Assert.Equal((FieldVerdict.Kept, null), (decision.Verdict, decision.Write));
}
