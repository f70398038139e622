using UserSync.Core.Connectors;
using UserSync.Core.Errors;
using UserSync.Core.Links;
using UserSync.Core.Mapping;
using UserSync.Core.Matching;
using UserSync.Core.Model;
using UserSync.Core.Profiles;

namespace UserSync.Core.Planning;

/// <summary>
/// Decides a contact without a link: towards the site accounts are made, so nothing is ever guessed here. Pure; every row of the
/// truth table in docs/sync-semantics.md is a test of that name.
/// </summary>
public static class ContactDecision
{
    /// <summary>Decides.</summary>
    /// <param name="rules">The rules of the run.</param>
    /// <param name="contact">The contact.</param>
    /// <param name="match">The users that the match rules found.</param>
    /// <param name="former">A user that was once made for this very contact and matches no more; null when there is none.</param>
    public static IEnumerable<PlannedChange> Unlinked(PlanRules rules, RecordView contact, MatchResult match, string? former = null)
    {
        if (contact.State != ContactState.Live)
            return [Report.Skip(null, contact, "The contact lies in the CRM's trash, was merged or is gone.")];
        if (!contact.InScope)
            return [Report.Skip(null, contact, "The contact is outside the profile's filter, or not a person.", ChangeAction.OutOfScope)];
        bool isUnclear = rules.UnclearUsers.TryGetValue(contact.Id, out string? unclear) || Report.IsDecided(rules, ConflictKind.UnclearCreate, null, contact.Id);
        if (rules.CreateFor.Contains(("", contact.Id)))
            return [isUnclear ? Report.Conflict(rules, ConflictKind.UnclearCreate, null, contact, [], unclear ?? "") : Create(rules, contact)];
        if (match.SharedWith.Count > 0)
        {
            return [Report.Conflict(rules, ConflictKind.SharedKey, null, contact, match.SharedWith,
                $"Contacts {Report.Join([contact.Id, .. match.SharedWith])} hold the same value for {match.Rule}; which of them the user is cannot be told.")];
        }

        if (match.Candidates.Count > 0 && match.Candidates.All(c => c.IsRejected))
            return [Report.Skip(null, contact, $"User {Report.Join(match.Candidates.Select(c => c.Record.Id))} matches by {match.Rule}, but that link was taken back. Link the two by hand if they are the same person after all.")];
        match = match with { Candidates = [.. match.Candidates.Where(c => !c.IsRejected)] };
        string[] ids = [.. match.Candidates.Select(c => c.Record.Id)];
        switch (match.Candidates)
        {
            case [{ Record.InScope: false } outside]:
                return [Report.Skip(outside.Record, contact, $"User {outside.Record.Id} matches by {match.Rule}, but is outside the profile's filter.", ChangeAction.OutOfScope)];
            case [{ LinkedElsewhere: true } taken]:
                return [Report.Conflict(rules, ConflictKind.UserTaken, null, contact, ids,
                    $"User {taken.Record.Id} matches by {match.Rule}, but belongs to another contact. Merge the two contacts in the CRM, or give one of them another address.")];
            case [{ IsClaimed: true } claimed]:
                return [Report.Conflict(rules, ConflictKind.UserTaken, null, contact, ids,
                    $"User {claimed.Record.Id} matches by {match.Rule}, but may belong to another contact by a stronger rule. Decide that conflict first.")];
            case [var only]:
                return Pairing.Of(rules, only.Record, contact, $"matched by {match.Rule}");
            case { Count: > 1 } when rules.Profile.OnAmbiguous == AmbiguityPolicy.Skip:
                return [Report.Skip(null, contact, $"Users {Report.Join(ids)} match by {match.Rule}.")];
            case { Count: > 1 }:
                return [Report.Conflict(rules, ConflictKind.AmbiguousMatch, null, contact, ids,
                    $"Users {Report.Join(ids)} match contact {contact.Id} by {match.Rule}. Choose one with Resolve-SyncConflict -LinkTo.")];
        }

        if (Report.IsDecided(rules, ConflictKind.PartnerDeleted, null, contact.Id))
            return [Report.Skip(null, contact, "The contact's user was deleted on the site; none is made again without a decision.")];
        if (isUnclear)
            return [Report.Conflict(rules, ConflictKind.UnclearCreate, null, contact, [], unclear ?? "")];
        if (former is not null)
        {
            return [Report.Conflict(rules, ConflictKind.UnclearCreate, null, contact, [former],
                $"User {former} was once made for contact {contact.Id}, whose link to it was removed. Link them again, or delete the user to have a new one made.")];
        }

        return [rules.Profile.Users.Create ? Create(rules, contact) : Report.Skip(null, contact, "No user matches, and users.create is off.")];
    }

    /// <summary>Decides a contact without a link of ours that the CRM itself links.</summary>
    /// <param name="rules">The rules of the run.</param>
    /// <param name="contact">The contact.</param>
    /// <param name="userIds">The users that the CRM names.</param>
    /// <param name="found">Those of them that were read.</param>
    public static IEnumerable<PlannedChange> Mirrored(PlanRules rules, RecordView contact, IReadOnlyList<string> userIds, IReadOnlyList<Candidate> found)
    {
        if (contact.InScope && found.Count == 0)
        {
            return [Report.Conflict(rules, ConflictKind.LinkDiffers, null, contact, userIds,
                $"The CRM itself links contact {contact.Id} to user {userIds[0]}, which is not shown. Remove that link in the CRM.")];
        }

        return Unlinked(rules, contact, new MatchResult(found, "the CRM's own link", [])).Select(c => c.Action == ChangeAction.Link ? c with { Origin = LinkOrigin.Imported } : c);
    }

    private static PlannedChange Create(PlanRules rules, RecordView contact)
    {
        TemporaryUserPolicy temporary = rules.Profile.Users.Temporary;
        bool addressed = !string.IsNullOrWhiteSpace(contact.Email);
        if (!addressed && !temporary.Allow)
            return Report.Skip(null, contact, "The contact has no e-mail address, and users.temporary.allow is off.");
        PlannedChange change = Report.Skip(null, contact, "no user matches") with { Action = ChangeAction.Create, Target = Side.Cms, Origin = LinkOrigin.Created, Temporary = addressed ? null : true };
        if (addressed && EmailNormaliser.Normalise(contact.Email!) is null)
            return Refused(rules, change, "an e-mail that is no address: no account can be made with it.", "Correct the address in the CRM.");
        if (!addressed && string.IsNullOrWhiteSpace(contact.Name))
            return Refused(rules, change, "neither e-mail nor name: nobody could recognise the account.", "Give the contact an e-mail or a name, or leave it out by a filter.");
        string email = addressed ? contact.Email! : Placeholder(rules, contact.Id);
        var fields = new FieldCollector(rules);
        foreach (FieldLane lane in rules.Lanes)
        {
            if (ForNewUser(lane, addressed) is { } chain)
                fields.AddNewUser(lane, chain, contact);
        }

        SideWrites? mapped = fields.To(Side.Cms);
        bool Has(string path) => mapped?.Writes.Any(w => w.Path == path) == true;
        if (!Has("email"))
            fields.AddWrite(Side.Cms, new FieldWrite("email", FieldValue.Of(email), FieldValue.Empty));
        if (!Has("name") && !Has("first_name") && !Has("last_name"))
            fields.AddMadeUp(new FieldWrite("name", FieldValue.Of(string.IsNullOrWhiteSpace(contact.Name) ? email : contact.Name), FieldValue.Empty), contact);
        SideWrites writes = fields.To(Side.Cms)!;
        string given = writes.Writes.First(w => w.Path == "email").Value.Text ?? email;
        if (writes.Error is null && rules.AskForAddress(given, AddressHolder.NewUserOf(contact.Id)) is { } holder)
            return Report.Conflict(rules, ConflictKind.DuplicateValue, null, contact, [holder.Id], $"The account of contact {contact.Id} would get the address {given}, but {holder.Name} has it, or gets it in this run.");
        return change with { Email = addressed ? contact.Email : null, Writes = writes.Writes, WriteKeys = writes.Keys, Baseline = fields.Baseline, Error = writes.Error };
    }

    /// <summary>The address of a temporary user: it names the contact and goes nowhere.</summary>
    public static string Placeholder(PlanRules rules, string contactId)
        => $"contact-{string.Concat(contactId.ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-'))}@{rules.Profile.Users.Temporary.Domain}";

    // What makes up an account travels to a new one even where the field otherwise only goes to the CRM.
    private static TransformChain? ForNewUser(FieldLane lane, bool addressed)
    {
        FieldMapping mapping = lane.Mapping;
        if (mapping.User is "id" or "profile_url" || (mapping.User == "email" && !addressed))
            return null;
        if (lane.Way is SyncDirection.ToCms or SyncDirection.Both)
            return mapping.ToUser;
        return mapping.Direction == SyncDirection.ToCrm && mapping.User is "email" or "name" or "first_name" or "last_name" ? mapping.Transform.Invert() : null;
    }

    private static PlannedChange Refused(PlanRules rules, PlannedChange change, string what, string remedy) => change with
    {
        Error = new SyncError(ErrorIds.ItemRefused, $"Contact {change.ContactId} of account {rules.Profile.Crm.Key} has {what}")
        {
            Item = change.ContactId,
            Side = Side.Crm,
            Kind = ConnectorErrorKind.InvalidItem,
            Remedy = remedy,
        },
    };
}
