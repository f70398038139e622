using UserSync.Core.Connectors;
using UserSync.Core.Errors;
using UserSync.Core.Links;
using UserSync.Core.Matching;
using UserSync.Core.Model;
using UserSync.Core.Profiles;

namespace UserSync.Core.Planning;

/// <summary>Decides all fields of a pair and makes of them at most one change a side, with the pair's baseline.</summary>
internal static class PairFields
{
    /// <summary>Decides.</summary>
    /// <param name="rules">The rules of the run.</param>
    /// <param name="user">The user.</param>
    /// <param name="contact">The contact.</param>
    /// <param name="pair">The link with its baseline; null for two records that are linked only now.</param>
    public static IEnumerable<PlannedChange> Decide(PlanRules rules, RecordView user, RecordView contact, LinkedPair? pair)
    {
        if (pair?.Link.IsTemporary == true)
            user = WithoutFormerPlaceholder(rules, user, contact);
        var fields = new FieldCollector(rules);
        bool? userIsNewer = rules.Clocks.UserIsNewer(user.ModifiedAt, contact.ModifiedAt, pair?.Link.UpdatedAt);
        Baseline known = pair is null || rules.Rebase ? [] : pair.Baseline;
        foreach (FieldLane lane in rules.Lanes)
            fields.Add(lane, user, contact, known, userIsNewer);
        bool? temporary = Temporary(rules, user, contact, pair, fields);
        AddressHolder? holder = Holder(rules, user, fields, out string address);
        if (holder is not null)
        {
            fields.Withdraw(Side.Cms, "email", known);
            temporary = null;
        }

        PlannedChange both = Report.Skip(user, contact, "") with { Baseline = fields.Baseline, Temporary = temporary };
        if (fields.Conflicts.Count > 0)
        {
            yield return Report.Conflict(rules, ConflictKind.FieldChanged, user, contact, fields.Conflicts,
                $"Both sides changed {Report.Join(fields.Conflicts)} differently. Set one side to the other's value, or give the field a policy in onConflict.");
        }

        if (holder is not null)
        {
            yield return Report.Conflict(rules, ConflictKind.DuplicateValue, user, contact, [holder.Id],
                $"User {user.Id} should get the address {address}, but {holder.Name} has it, or gets it in this run. Give one of the two another address, or merge the accounts.");
        }

        bool any = false;
        foreach (Side side in (Side[])[Side.Crm, Side.Cms])
        {
            if (fields.To(side) is not { } writes || (rules.Rebase && writes.Error is null))
                continue;
            any = true;
            yield return Change(rules, both, side, writes, fields, pair is not null);
        }

        if (!any && (rules.Rebase || fields.BaselineChanged || temporary is not null))
            yield return both with { Action = ChangeAction.Confirm, Baseline = rules.Rebase ? fields.Equal : fields.Baseline };
    }

    private static PlannedChange Change(PlanRules rules, PlannedChange both, Side side, SideWrites writes, FieldCollector fields, bool linkedBefore)
    {
        bool allowed = side == Side.Crm ? rules.Profile.Contacts.Update : rules.Profile.Users.Update;
        if (!allowed && writes.Error is null)
        {
            return both with
            {
                Action = ChangeAction.Skip,
                Baseline = [],
                Temporary = null,
                Reason = side == Side.Crm ? "The user changed, and contacts.update is off." : "The contact changed, and users.update is off.",
            };
        }

        // What the other side's change confirms, or may not confirm, is not this one's to say.
        SideWrites? other = fields.To(side == Side.Crm ? Side.Cms : Side.Crm);
        string[] kept = [.. other?.Keys.Where(k => k.Length > 0) ?? []];
        return both with
        {
            Action = ChangeAction.Update,
            Target = side,
            Writes = writes.Writes,
            WriteKeys = writes.Keys,
            Baseline = Without(fields.Baseline, kept),
            KeepKeys = kept,
            Temporary = side == Side.Cms || other is null ? both.Temporary : null,
            Error = writes.Error,
            Reason = (side, linkedBefore) switch
            {
                (Side.Crm, true) => "the user changed",
                (Side.Crm, false) => "filled from the user",
                (_, true) => "the contact changed",
                _ => "filled from the contact",
            },
        };
    }

    /// <summary>The baseline without some of its fields.</summary>
    public static Baseline Without(Baseline baseline, IReadOnlyCollection<string> keys)
    {
        if (keys.Count == 0)
            return baseline;
        var left = new Baseline();
        foreach ((string key, BaselineField field) in baseline)
        {
            if (!keys.Contains(key, StringComparer.Ordinal))
                left[key] = field;
        }

        return left;
    }

    // A temporary user gets the contact's address as soon as there is one; with a real address the flag goes.
    private static bool? Temporary(PlanRules rules, RecordView user, RecordView contact, LinkedPair? pair, FieldCollector fields)
    {
        if (pair is not { Link.IsTemporary: true } || rules.Rebase)
            return null;
        if (!user.HasPlaceholder)
            return user.Email is { Length: > 0 } ? false : null;
        if (rules.Direction == SyncDirection.ToCrm || !rules.Profile.Users.Update || EmailNormaliser.Normalise(contact.Email ?? "") is not { } address || IsTakenBack(rules, pair, address))
            return null;
        fields.AddWrite(Side.Cms, new FieldWrite("email", FieldValue.Of(contact.Email), FieldValue.Of(ContactDecision.Placeholder(rules, contact.Id))));
        return false;
    }

    // An address that was given once and taken back by an undo is not given a second time; another one is.
    private static bool IsTakenBack(PlanRules rules, LinkedPair pair, string address)
        => rules.Lanes.FirstOrDefault(static l => l.Mapping.User == "email") is { } lane && pair.Baseline.TryGetValue(lane.Key, out BaselineField known)
            && known.Contact.Values.Any(v => EmailNormaliser.Normalise(v) == address);

    // The profile's domain may have changed since the account was made: what we made up then is still nobody's address.
    private static RecordView WithoutFormerPlaceholder(PlanRules rules, RecordView user, RecordView contact)
    {
        string placeholder = ContactDecision.Placeholder(rules, contact.Id);
        if (user.HasPlaceholder || user.Email?.StartsWith(placeholder[..(placeholder.IndexOf('@', StringComparison.Ordinal) + 1)], StringComparison.OrdinalIgnoreCase) != true)
            return user;
        int email = rules.Paths.UserIndex("email");
        return user with { Email = null, HasPlaceholder = true, Values = [.. user.Values.Select((value, n) => n == email ? FieldValue.Empty : value)] };
    }

    // Two people who exchange their addresses, too, are left to a human: a site takes an address only once.
    private static AddressHolder? Holder(PlanRules rules, RecordView user, FieldCollector fields, out string address)
    {
        address = fields.To(Side.Cms)?.Writes.FirstOrDefault(w => w.Path == "email")?.Value.Text ?? "";
        return address.Length == 0 ? null : rules.AskForAddress(address, AddressHolder.User(user.Id));
    }
}
