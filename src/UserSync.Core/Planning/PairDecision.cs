using UserSync.Core.Connectors;
using UserSync.Core.Errors;
using UserSync.Core.Links;
using UserSync.Core.Matching;
using UserSync.Core.Model;
using UserSync.Core.Profiles;

namespace UserSync.Core.Planning;

/// <summary>
/// Decides one pair from users to contacts. Pure: no clock, no store, no network. Every row of the truth table in
/// docs/sync-semantics.md is a test of that name.
/// </summary>
public static class PairDecision
{
    /// <summary>Decides a user without a link.</summary>
    /// <param name="rules">The rules of the run.</param>
    /// <param name="user">The user.</param>
    /// <param name="match">What the match rules found.</param>
    /// <param name="former">A contact that was once made for this very user and matches no more; null when there is none.</param>
    public static IEnumerable<PlannedChange> Unlinked(PlanRules rules, RecordView user, MatchResult match, string? former = null)
    {
        SyncProfile profile = rules.Profile;
        if (!user.InScope)
            return [Skip(user, null, ChangeAction.OutOfScope, "The user is outside the profile's filter.")];
        if (match.SharedWith.Count > 0)
        {
            return [Conflict(rules, ConflictKind.SharedKey, user, null, match.SharedWith,
                $"Users {Join([user.Id, .. match.SharedWith])} hold the same value for {match.Rule}; which of them the contact is cannot be told.")];
        }

        List<Candidate> live = [.. match.Candidates.Where(c => c.Contact.State == ContactState.Live && c.Contact.InScope)];
        Candidate? trashed = match.Candidates.FirstOrDefault(c => c.Contact.State == ContactState.Trashed);
        if (live.Count > 1)
            return Ambiguous(rules, user, match, live);
        if (live is [var only])
            return Join(rules, user, only, match.Rule);
        if (trashed is not null)
        {
            return [Conflict(rules, ConflictKind.ContactTrashed, user, null, [trashed.Contact.Id],
                $"Contact {trashed.Contact.Id} matches by {match.Rule}, but lies in the CRM's trash. Restore it{(rules.ContactSide.Restore ? " with Resolve-SyncConflict -Restore" : "")} to have it linked, or delete it for good to have a new one made.")];
        }

        if (match.Candidates.FirstOrDefault(c => c.Contact.State == ContactState.Merged)?.Contact is { } merged)
        {
            return [Conflict(rules, ConflictKind.ContactMerged, user, null, merged.MergedInto is { } into ? [into] : [],
                $"Contact {merged.Id} matches by {match.Rule}, but was merged into {merged.MergedInto ?? "another"}. Link the user to the survivor.")];
        }

        if (match.Candidates is [var outside, ..] && outside.Contact.State == ContactState.Live)
            return [Skip(user, outside.Contact.Id, ChangeAction.OutOfScope, $"Contact {outside.Contact.Id} matches by {match.Rule}, but is outside the profile's filter or not a person.")];
        if (rules.Unclear.TryGetValue(user.Id, out string? unclear) || Decided(rules, ConflictKind.UnclearCreate, user.Id, null))
            return [Conflict(rules, ConflictKind.UnclearCreate, user, null, [], unclear ?? "")];
        if (former is not null)
        {
            return [Conflict(rules, ConflictKind.UnclearCreate, user, null, [former],
                $"Contact {former} was once made for user {user.Id}, whose link to it was removed. Link them again, or delete the contact to have a new one made.")];
        }

        return profile.Contacts.Create ? [Create(rules, user)] : [Skip(user, null, ChangeAction.Skip, "No contact matches, and contacts.create is off.")];
    }

    /// <summary>Decides a user without a link of ours whom the CRM itself links.</summary>
    /// <param name="rules">The rules of the run.</param>
    /// <param name="user">The user.</param>
    /// <param name="contactIds">The contacts that the CRM names.</param>
    /// <param name="found">Those of them that were read.</param>
    public static IEnumerable<PlannedChange> Mirrored(PlanRules rules, RecordView user, IReadOnlyList<string> contactIds, IReadOnlyList<Candidate> found)
    {
        if (user.InScope && (contactIds.Count > 1 || found.Count == 0))
        {
            return [Conflict(rules, ConflictKind.LinkDiffers, user, null, contactIds, contactIds.Count > 1
                ? $"The CRM itself links user {user.Id} to contacts {Join(contactIds)}; which of them it is cannot be told."
                : $"The CRM itself links user {user.Id} to contact {contactIds[0]}, which is not shown. Remove that link in the CRM, or restore the contact.")];
        }

        return Unlinked(rules, user, new MatchResult(found, "the CRM's own link", [])).Select(c => c.Action == ChangeAction.Link ? c with { Origin = LinkOrigin.Imported } : c);
    }

    /// <summary>Reports that the CRM's own link of a pair names somebody else.</summary>
    public static IEnumerable<PlannedChange> LinkDiffers(PlanRules rules, LinkedPair pair, RecordView user, string other) =>
        Reported(rules, Skip(user, pair.Link.ContactId, ChangeAction.Skip, ""), ConflictKind.LinkDiffers,
            $"User {pair.Link.UserId} is linked to contact {pair.Link.ContactId} here, but the CRM itself links {other}. Move one of the two links.");

    /// <summary>Decides a linked pair of which both records were read.</summary>
    public static IEnumerable<PlannedChange> Linked(PlanRules rules, LinkedPair pair, RecordView user, RecordView contact)
    {
        if (contact.State != ContactState.Live)
            return ContactAway(rules, pair, user, contact);
        if (!user.InScope || !contact.InScope)
            return [Skip(user, contact.Id, ChangeAction.OutOfScope, user.InScope ? "The contact is outside the profile's filter." : "The user is outside the profile's filter.") with { ContactUrl = contact.Url }];
        return Fields(rules, user, contact, rules.Rebase ? [] : pair.Baseline, linkedBefore: true);
    }

    /// <summary>Decides a linked pair whose user is proven to be gone.</summary>
    /// <param name="rules">The rules of the run.</param>
    /// <param name="pair">The link.</param>
    /// <param name="contact">The contact, when it was read.</param>
    public static IEnumerable<PlannedChange> UserGone(PlanRules rules, LinkedPair pair, RecordView? contact)
    {
        SyncLink link = pair.Link;
        var change = new PlannedChange { Action = ChangeAction.Unlink, UserId = link.UserId, UserKey = link.UserKey, ContactId = link.ContactId, Email = link.Email ?? contact?.Email, ContactUrl = contact?.Url };
        if (rules.FirstRun || rules.Rebase)
            return [change with { Action = ChangeAction.Skip, Reason = "The user is gone; a first run and a rebase remove nothing." }];
        GonePolicy policy = rules.Profile.Contacts.OnUserDeleted;
        string reason = $"User {link.UserId} is gone from site {link.Site}.";
        switch (policy)
        {
            case GonePolicy.Report:
                return Reported(rules, change, ConflictKind.UserGone, reason + " Decide what becomes of the contact, then remove the link.");
            case GonePolicy.Note when contact is { State: ContactState.Live } && rules.ContactSide.Notes:
                return
                [
                    change with { Action = ChangeAction.Note, Reason = reason, Note = $"The user account {link.UserId} of {link.Site} was deleted; the link is removed." },
                    change with { Reason = reason },
                ];
            case GonePolicy.Delete when contact is { State: ContactState.Live }:
                return [change with { Reason = reason }, change with { Action = ChangeAction.Delete, Reason = reason }];
            default:
                return [change with { Reason = reason }];
        }
    }

    /// <summary>Decides a linked pair whose contact was not found, or not as a live one.</summary>
    /// <param name="rules">The rules of the run.</param>
    /// <param name="pair">The link.</param>
    /// <param name="user">The user, when it was read.</param>
    /// <param name="contact">What the CRM tells of the contact; null when it tells nothing, which proves nothing.</param>
    public static IEnumerable<PlannedChange> ContactAway(PlanRules rules, LinkedPair pair, RecordView? user, RecordView? contact)
    {
        SyncLink link = pair.Link;
        var change = new PlannedChange { Action = ChangeAction.Unlink, UserId = link.UserId, UserKey = link.UserKey, ContactId = link.ContactId, Email = user?.Email ?? link.Email, Name = user?.Name, UserUrl = user?.Url };
        switch (contact?.State)
        {
            case ContactState.Trashed:
                return Reported(rules, change, ConflictKind.ContactTrashed, $"Contact {link.ContactId} lies in the CRM's trash. Restore it, or remove the link.");
            case ContactState.Merged:
                return Reported(rules, change with { Candidates = contact.MergedInto is { } into ? [into] : [] }, ConflictKind.ContactMerged,
                    $"Contact {link.ContactId} was merged into {contact.MergedInto ?? "another"}. Link the user to the survivor.");
            case ContactState.Gone:
                if (rules.Profile.Users.OnContactDeleted == GonePolicy.Unlink && !rules.FirstRun && !rules.Rebase)
                    return [change with { Reason = $"Contact {link.ContactId} is gone from account {link.Account}." }];
                return Reported(rules, change, ConflictKind.ContactGone, $"Contact {link.ContactId} is gone. Remove the link to have the user matched or created anew.");
            default:
                return Reported(rules, change, ConflictKind.ContactMissing, $"Contact {link.ContactId} is not shown any more: deleted, merged, or a right was taken away.");
        }
    }

    private static IEnumerable<PlannedChange> Join(PlanRules rules, RecordView user, Candidate candidate, string rule)
    {
        RecordView contact = candidate.Contact;
        if (candidate.LinkedElsewhere)
        {
            return [Conflict(rules, ConflictKind.ContactTaken, user, null, [contact.Id],
                $"Contact {contact.Id} matches by {rule}, but belongs to another user. Move that link, or give one of the two another address.")];
        }

        if (candidate.IsClaimed)
        {
            return [Conflict(rules, ConflictKind.ContactTaken, user, null, [contact.Id],
                $"Contact {contact.Id} matches by {rule}, but may belong to another user by a stronger rule. Decide that conflict first.")];
        }

        // The link comes first, alone; what is to be written follows as a change of the linked contact.
        List<PlannedChange> changes = [.. Fields(rules, user, contact, [], linkedBefore: false)];
        PlannedChange? update = changes.Find(c => c.Action == ChangeAction.Update && c.Error is null);
        Baseline baseline = changes.Find(c => c.Action == ChangeAction.Confirm)?.Baseline ?? Without(update);
        var link = new PlannedChange
        {
            Action = ChangeAction.Link,
            UserId = user.Id,
            UserKey = user.Key,
            ContactId = contact.Id,
            Email = user.Email,
            Name = user.Name,
            Origin = LinkOrigin.Matched,
            UserUrl = user.Url,
            ContactUrl = contact.Url,
            Baseline = baseline,
            Reason = $"matched by {rule}",
        };
        return [link, .. changes.Where(c => c.Action != ChangeAction.Confirm)];
    }

    private static IEnumerable<PlannedChange> Ambiguous(PlanRules rules, RecordView user, MatchResult match, List<Candidate> live)
    {
        string[] ids = [.. live.Select(c => c.Contact.Id)];
        string reason = $"Contacts {Join(ids)} match by {match.Rule}.";
        switch (rules.Profile.OnAmbiguous)
        {
            case AmbiguityPolicy.Skip:
                return [Skip(user, null, ChangeAction.Skip, reason)];
            case AmbiguityPolicy.Oldest when live.TrueForAll(c => c.Contact.CreatedAt is not null):
                Candidate oldest = live.OrderBy(c => c.Contact.CreatedAt).ThenBy(c => c.Contact.Id.Length).ThenBy(c => c.Contact.Id, StringComparer.Ordinal).First();
                return Join(rules, user, oldest, $"{match.Rule}, the oldest of {Join(ids)} by policy");
            case AmbiguityPolicy.Oldest:
                return [Conflict(rules, ConflictKind.AmbiguousMatch, user, null, ids, reason + " Which is the oldest cannot be told: the CRM does not say when they were made.")];
            default:
                return [Conflict(rules, ConflictKind.AmbiguousMatch, user, null, ids, reason + " Choose one with Resolve-SyncConflict -LinkTo, or merge them in the CRM.")];
        }
    }

    private static PlannedChange Create(PlanRules rules, RecordView user)
    {
        var change = new PlannedChange
        {
            Action = ChangeAction.Create,
            UserId = user.Id,
            UserKey = user.Key,
            Email = user.Email,
            Name = user.Name,
            Origin = LinkOrigin.Created,
            UserUrl = user.Url,
            AddTags = rules.Profile.Contacts.Tags,
            Reason = "no contact matches",
        };
        if (string.IsNullOrWhiteSpace(user.Email) && string.IsNullOrWhiteSpace(user.Name))
            return Refused(rules, change, "neither e-mail nor name: nobody could recognise the contact.", "Give the account an e-mail or a name, or leave it out by a filter.");
        if (!string.IsNullOrWhiteSpace(user.Email) && EmailNormaliser.Normalise(user.Email) is null)
            return Refused(rules, change, "an e-mail that is no address: nobody could be matched by it.", "Correct the address on the site.");
        var writes = new FieldCollector(rules, user);
        for (int i = 0; i < rules.ToContact.Count; i++)
            writes.AddNew(i);
        return writes.Complete(change);
    }

    private static PlannedChange Refused(PlanRules rules, PlannedChange change, string what, string remedy) => change with
    {
        Error = new SyncError(ErrorIds.ItemRefused, $"User {change.UserId} of site {rules.Profile.Cms.Key} has {what}")
        {
            Item = change.UserId,
            Side = Side.Cms,
            Kind = ConnectorErrorKind.InvalidItem,
            Remedy = remedy,
        },
    };

    private static IEnumerable<PlannedChange> Fields(PlanRules rules, RecordView user, RecordView contact, Baseline known, bool linkedBefore)
    {
        var fields = new FieldCollector(rules, user);
        for (int i = 0; i < rules.ToContact.Count; i++)
            fields.Add(i, contact, known);
        var change = new PlannedChange
        {
            Action = ChangeAction.Update,
            UserId = user.Id,
            UserKey = user.Key,
            ContactId = contact.Id,
            Email = user.Email,
            Name = user.Name,
            UserUrl = user.Url,
            ContactUrl = contact.Url,
            Reason = linkedBefore ? "the user changed" : "filled from the user",
        };
        PlannedChange done = fields.Complete(change);
        if (fields.Conflicts.Count > 0)
        {
            yield return Conflict(rules, ConflictKind.FieldChanged, user, contact.Id, fields.Conflicts,
                $"Both sides changed {Join(fields.Conflicts)} differently. Set one side to the other's value, or give the field a policy in onConflict.");
        }

        if (done.Error is not null)
            yield return done;
        else if (done.Writes.Count > 0 && rules.Profile.Contacts.Update && !rules.Rebase)
            yield return done;
        else if (done.Writes.Count > 0 && !rules.Rebase)
            yield return Skip(user, contact.Id, ChangeAction.Skip, "The user changed, and contacts.update is off.") with { ContactUrl = contact.Url };
        else if (rules.Rebase || fields.BaselineChanged)
            yield return done with { Action = ChangeAction.Confirm, Writes = [], WriteKeys = [], Baseline = rules.Rebase ? fields.Equal : done.Baseline };
    }

    private static Baseline Without(PlannedChange? update)
    {
        var baseline = new Baseline();
        if (update is null)
            return baseline;
        foreach ((string key, BaselineField field) in update.Baseline)
        {
            if (!update.WriteKeys.Contains(key, StringComparer.Ordinal))
                baseline[key] = field;
        }

        return baseline;
    }

    private static IEnumerable<PlannedChange> Reported(PlanRules rules, PlannedChange change, ConflictKind kind, string reason)
        => [Decided(rules, kind, change.UserId, change.ContactId)
            ? change with { Action = ChangeAction.Skip, Reason = "Ignored by an administrator: " + reason }
            : change with { Action = ChangeAction.Conflict, Conflict = kind, Reason = reason }];

    private static PlannedChange Conflict(PlanRules rules, ConflictKind kind, RecordView user, string? contactId, IReadOnlyList<string> candidates, string reason)
    {
        PlannedChange skip = Skip(user, contactId, ChangeAction.Skip, "Ignored by an administrator: " + reason);
        return Decided(rules, kind, user.Id, contactId) ? skip : skip with { Action = ChangeAction.Conflict, Conflict = kind, Candidates = candidates, Reason = reason };
    }

    private static bool Decided(PlanRules rules, ConflictKind kind, string? userId, string? contactId) => rules.Ignored.Contains((kind, userId ?? "", contactId ?? ""));

    private static PlannedChange Skip(RecordView user, string? contactId, ChangeAction action, string reason)
        => new() { Action = action, UserId = user.Id, UserKey = user.Key, ContactId = contactId, Email = user.Email, Name = user.Name, UserUrl = user.Url, Reason = reason };

    private static string Join(IEnumerable<string> ids) => string.Join(", ", ids);
}
