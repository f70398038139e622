using FsCheck;
using FsCheck.Fluent;
using UserSync.Core.Connectors;
using UserSync.Core.Links;
using UserSync.Core.Model;
using UserSync.Core.Planning;
using UserSync.Core.Profiles;

namespace UserSync.Core.Tests.Planning;

/// <summary>What holds for one field whatever both sides hold, whatever the baseline says, and whatever the policies are.</summary>
public sealed class FieldProperties
{
    private static readonly Config Often = Config.QuickThrowOnFailure.WithMaxTest(3000);

    [Fact]
    public void A_decision_that_was_carried_out_leaves_nothing_to_decide() => Holds(meeting =>
    {
        FieldDecision first = meeting.Decide();
        FieldDecision second = meeting.After(first).Decide();
        return second.Write is null && second.Verdict != FieldVerdict.Write && (first.Verdict == FieldVerdict.Conflict || second.Verdict != FieldVerdict.Conflict);
    });

    [Fact]
    public void A_value_that_somebody_changed_is_replaced_only_where_the_policy_gives_it_up() => Holds(meeting => meeting.Decide() switch
    {
        { Write: null } => true,
        { Target: Side.Crm, Write.Before.HasValue: true } write => meeting.KnownContact == write.Write!.Before.Text || meeting.OnConflict == FieldConflictPolicy.Cms || meeting is { OnConflict: FieldConflictPolicy.Newest, UserIsNewer: true },
        { Target: Side.Cms, Write.Before.HasValue: true } write => meeting.KnownUser == write.Write!.Before.Text || meeting.OnConflict == FieldConflictPolicy.Crm || meeting is { OnConflict: FieldConflictPolicy.Newest, UserIsNewer: false },
        _ => true,
    });

    [Fact]
    public void Nothing_is_cleared_that_no_baseline_proves() => Holds(meeting => meeting.Decide() is not { Write.Value.IsEmpty: true } || meeting.KnownUser is not null);

    [Fact]
    public void What_is_written_is_what_the_other_side_holds() => Holds(meeting => meeting.Decide() is not { Write: { } write } decision
        || write.Value == FieldValue.Of(decision.Target == Side.Crm ? meeting.User : meeting.Contact));

    private static void Holds(Func<Meeting, bool> property)
    {
        Gen<string> value = Gen.Elements("", "a", "b", "c");
        Gen<Meeting> meetings =
            from user in value
            from contact in value
            from known in value
            from knownContact in Gen.Elements(known, "a", "")
            from isKnown in Gen.Elements(true, true, false)
            from policy in Gen.Elements(Enum.GetValues<FieldConflictPolicy>())
            from initial in Gen.Elements(Enum.GetValues<InitialPolicy>())
            from newer in Gen.Elements<bool?>(true, false, null)
            select new Meeting(user, contact, isKnown ? known : null, isKnown ? knownContact : null, policy, initial, newer);
        Check.One(Often, Prop.ForAll(meetings.ToArbitrary(), property));
    }

    private sealed record Meeting(string User, string Contact, string? KnownUser, string? KnownContact, FieldConflictPolicy OnConflict, InitialPolicy Initial, bool? UserIsNewer)
    {
        public FieldDecision Decide() => FieldMerge.Decide(
            new FieldMapping("name", "name") { Direction = SyncDirection.Both, OnConflict = OnConflict, Initial = Initial },
            SyncDirection.Both,
            new FieldPair(FieldValue.Of(User), FieldValue.Of(Contact), FieldValue.NotRead) { UserIsNewer = UserIsNewer },
            KnownUser is null ? null : new BaselineField(FieldValue.Of(KnownUser), FieldValue.Of(KnownContact)));

        public Meeting After(FieldDecision decision)
        {
            string written = decision.Write?.Value.Text ?? "";
            return this with
            {
                User = decision is { Write: not null, Target: Side.Cms } ? written : User,
                Contact = decision is { Write: not null, Target: Side.Crm } ? written : Contact,
                KnownUser = decision.Baseline is { } user ? user.User.Text ?? "" : null,
                KnownContact = decision.Baseline is { } contact ? contact.Contact.Text ?? "" : null,
            };
        }
    }
}
