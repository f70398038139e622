using UserSync.Core.Connectors;
using UserSync.Core.Errors;
using UserSync.Core.Links;
using UserSync.Core.Matching;
using UserSync.Core.Model;
using UserSync.Core.Profiles;

namespace UserSync.Core.Planning;

/// <summary>
/// Decides a user without a link. Pure: no clock, no store, no network. Every row of the truth table in docs/sync-semantics.md is a
/// test of that name.
/// </summary>
public static class UserDecision
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
            return [Report.Skip(user, null, "The user is outside the profile's filter.", ChangeAction.OutOfScope)];
        bool isUnclear = rules.Unclear.TryGetValue(user.Id, out string? unclear) || Report.IsDecided(rules, ConflictKind.UnclearCreate, user.Id, null);
        if (rules.CreateFor.Contains((user.Id, "")))
            return [isUnclear ? Report.Conflict(rules, ConflictKind.UnclearCreate, user, null, [], unclear ?? "") : Create(rules, user)];
        if (match.SharedWith.Count > 0)
        {
            return [Report.Conflict(rules, ConflictKind.SharedKey, user, null, match.SharedWith,
                $"Users {Report.Join([user.Id, .. match.SharedWith])} hold the same value for {match.Rule}; which of them the contact is cannot be told.")];
        }

        if (match.Candidates.Count > 0 && match.Candidates.All(c => c.IsRejected))
            return [Report.Skip(user, null, $"Contact {Report.Join(match.Candidates.Select(c => c.Record.Id))} matches by {match.Rule}, but that link was taken back. Link the two by hand if they are the same person after all.")];
        match = match with { Candidates = [.. match.Candidates.Where(c => !c.IsRejected)] };
        List<Candidate> live = [.. match.Candidates.Where(c => c.Record.State == ContactState.Live && c.Record.InScope)];
        Candidate? trashed = match.Candidates.FirstOrDefault(c => c.Record.State == ContactState.Trashed);
        if (live.Count > 1)
            return Ambiguous(rules, user, match, live);
        if (live is [var only])
            return Join(rules, user, only, match.Rule);
        if (trashed is not null)
        {
            return [Report.Conflict(rules, ConflictKind.ContactTrashed, user, null, [trashed.Record.Id],
                $"Contact {trashed.Record.Id} matches by {match.Rule}, but lies in the CRM's trash. Restore it{(rules.ContactSide.Restore ? " with Resolve-SyncConflict -Restore" : "")} to have it linked, or delete it for good to have a new one made.")];
        }

        if (match.Candidates.FirstOrDefault(c => c.Record.State == ContactState.Merged)?.Record is { } merged)
        {
            return [Report.Conflict(rules, ConflictKind.ContactMerged, user, null, merged.MergedInto is { } into ? [into] : [],
                $"Contact {merged.Id} matches by {match.Rule}, but was merged into {merged.MergedInto ?? "another"}. Link the user to the survivor.")];
        }

        if (match.Candidates is [var outside, ..] && outside.Record.State == ContactState.Live)
            return [Report.Skip(user, outside.Record, $"Contact {outside.Record.Id} matches by {match.Rule}, but is outside the profile's filter or not a person.", ChangeAction.OutOfScope)];
        if (user.HasPlaceholder)
            return [Report.Skip(user, null, "A temporary user that was made for a contact; its link was removed, and no second contact is made for it.")];
        if (Report.IsDecided(rules, ConflictKind.PartnerDeleted, user.Id, null))
            return [Report.Skip(user, null, "The user's contact was deleted in the CRM; none is made again without a decision.")];
        if (isUnclear)
            return [Report.Conflict(rules, ConflictKind.UnclearCreate, user, null, [], unclear ?? "")];
        if (former is not null)
        {
            return [Report.Conflict(rules, ConflictKind.UnclearCreate, user, null, [former],
                $"Contact {former} was once made for user {user.Id}, whose link to it was removed. Link them again, or delete the contact to have a new one made.")];
        }

        return profile.Contacts.Create ? [Create(rules, user)] : [Report.Skip(user, null, "No contact matches, and contacts.create is off.")];
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
            return [Report.Conflict(rules, ConflictKind.LinkDiffers, user, null, contactIds, contactIds.Count > 1
                ? $"The CRM itself links user {user.Id} to contacts {Report.Join(contactIds)}; which of them it is cannot be told."
                : $"The CRM itself links user {user.Id} to contact {contactIds[0]}, which is not shown. Remove that link in the CRM, or restore the contact.")];
        }

        return Unlinked(rules, user, new MatchResult(found, "the CRM's own link", [])).Select(c => c.Action == ChangeAction.Link ? c with { Origin = LinkOrigin.Imported } : c);
    }

    private static IEnumerable<PlannedChange> Join(PlanRules rules, RecordView user, Candidate candidate, string rule)
    {
        RecordView contact = candidate.Record;
        if (candidate.LinkedElsewhere)
        {
            return [Report.Conflict(rules, ConflictKind.ContactTaken, user, null, [contact.Id],
                $"Contact {contact.Id} matches by {rule}, but belongs to another user. Move that link, or give one of the two another address.")];
        }

        if (candidate.IsClaimed)
        {
            return [Report.Conflict(rules, ConflictKind.ContactTaken, user, null, [contact.Id],
                $"Contact {contact.Id} matches by {rule}, but may belong to another user by a stronger rule. Decide that conflict first.")];
        }

        return Pairing.Of(rules, user, contact, $"matched by {rule}");
    }

    private static IEnumerable<PlannedChange> Ambiguous(PlanRules rules, RecordView user, MatchResult match, List<Candidate> live)
    {
        string[] ids = [.. live.Select(c => c.Record.Id)];
        string reason = $"Contacts {Report.Join(ids)} match by {match.Rule}.";
        switch (rules.Profile.OnAmbiguous)
        {
            case AmbiguityPolicy.Skip:
                return [Report.Skip(user, null, reason)];
            case AmbiguityPolicy.Oldest when live.TrueForAll(c => c.Record.CreatedAt is not null):
                Candidate oldest = live.OrderBy(c => c.Record.CreatedAt).ThenBy(c => c.Record.Id.Length).ThenBy(c => c.Record.Id, StringComparer.Ordinal).First();
                return Join(rules, user, oldest, $"{match.Rule}, the oldest of {Report.Join(ids)} by policy");
            case AmbiguityPolicy.Oldest:
                return [Report.Conflict(rules, ConflictKind.AmbiguousMatch, user, null, ids, reason + " Which is the oldest cannot be told: the CRM does not say when they were made.")];
            default:
                return [Report.Conflict(rules, ConflictKind.AmbiguousMatch, user, null, ids, reason + " Choose one with Resolve-SyncConflict -LinkTo, or merge them in the CRM.")];
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
        var fields = new FieldCollector(rules);
        foreach (FieldLane lane in rules.Lanes)
            fields.AddNewContact(lane, user);
        SideWrites? writes = fields.To(Side.Crm);
        if (writes is null or { Writes.Count: 0, Error: null })
            return Refused(rules, change, "no value in any mapped field: the contact would be empty.", "Fill one of the mapped fields, map one that is filled, or leave the user out by a filter.");
        return change with { Writes = writes.Writes, WriteKeys = writes.Keys, Baseline = fields.Baseline, Error = writes.Error };
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
}
