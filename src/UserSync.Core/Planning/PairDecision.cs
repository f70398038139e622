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
    /// <summary>Reports that the CRM's own link of a pair names somebody else.</summary>
    public static IEnumerable<PlannedChange> LinkDiffers(PlanRules rules, LinkedPair pair, RecordView user, RecordView contact, string other) =>
        [Report.Conflict(rules, ConflictKind.LinkDiffers, user, contact, [], $"User {pair.Link.UserId} is linked to contact {pair.Link.ContactId} here, but the CRM itself links {other}. Move one of the two links.")];

    /// <summary>Decides a linked pair of which both records were read.</summary>
    public static IEnumerable<PlannedChange> Linked(PlanRules rules, LinkedPair pair, RecordView user, RecordView contact)
    {
        if (contact.State != ContactState.Live)
            return ContactAway(rules, pair, user, contact);
        if (!user.InScope || !contact.InScope)
            return [Report.Skip(user, contact, user.InScope ? "The contact is outside the profile's filter." : "The user is outside the profile's filter.", ChangeAction.OutOfScope)];
        return PairFields.Decide(rules, user, contact, pair);
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
        bool noted = policy == GonePolicy.Note || rules.Profile.Contacts.Notes.Contains("userDeleted", StringComparer.Ordinal);
        switch (policy)
        {
            case GonePolicy.Report:
            case GonePolicy.Note or GonePolicy.Delete when rules.Direction == SyncDirection.ToCms:
                return [Report.Conflict(rules, ConflictKind.UserGone, change, [], reason + " Decide what becomes of the contact, then remove the link.")];
            case GonePolicy.Note or GonePolicy.Unlink when noted && contact is { State: ContactState.Live, InScope: true } && rules.ContactSide.Notes:
                return
                [
                    change with { Action = ChangeAction.Note, Reason = reason, Note = $"The user account {link.UserId} of {link.Site} was deleted; the link is removed." },
                    change with { Reason = reason, Departed = Side.Cms },
                ];
            case GonePolicy.Delete when contact is { State: ContactState.Live, InScope: true }:
                return [change with { Reason = reason }, change with { Action = ChangeAction.Delete, Reason = reason }];
            default:
                return [change with { Reason = reason, Departed = Side.Cms }];
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
                return ContactDeleted(rules, change, user, $"Contact {link.ContactId} lies in the trash of account {link.Account}.")
                    ?? [Report.Conflict(rules, ConflictKind.ContactTrashed, change, [], $"Contact {link.ContactId} lies in the CRM's trash. Restore it, or remove the link.")];
            case ContactState.Merged:
                return [Report.Conflict(rules, ConflictKind.ContactMerged, change, contact.MergedInto is { } into ? [into] : [],
                    $"Contact {link.ContactId} was merged into {contact.MergedInto ?? "another"}. Link the user to the survivor.")];
            case ContactState.Gone:
                return ContactDeleted(rules, change, user, $"Contact {link.ContactId} is gone from account {link.Account}.")
                    ?? [Report.Conflict(rules, ConflictKind.ContactGone, change, [], $"Contact {link.ContactId} is gone. Remove the link to have the user matched or created anew.")];
            default:
                return [Report.Conflict(rules, ConflictKind.ContactMissing, change, [], $"Contact {link.ContactId} is not shown any more: deleted, merged, or a right was taken away.")];
        }
    }

    // The policy for a contact that was deleted; null where it says to report, or may not act in this run.
    private static IEnumerable<PlannedChange>? ContactDeleted(PlanRules rules, PlannedChange unlink, RecordView? user, string reason)
    {
        if (rules.FirstRun || rules.Rebase)
            return null;
        bool acts = rules.Direction != SyncDirection.ToCrm && user is { InScope: true };
        switch (rules.Profile.Users.OnContactDeleted)
        {
            case GonePolicy.Unlink:
                return [unlink with { Reason = reason, Departed = Side.Crm }];
            case GonePolicy.Block when acts && user!.Enabled == false:
                return [Report.Skip(user, null, reason + " The user is blocked already.") with { ContactId = unlink.ContactId }];
            case GonePolicy.Block when acts:
                return [unlink with { Action = ChangeAction.Block, Target = Side.Cms, Reason = reason }];
            case GonePolicy.Delete when acts:
                return [unlink with { Reason = reason }, unlink with { Action = ChangeAction.Delete, Target = Side.Cms, Reason = reason }];
            default:
                return null;
        }
    }
}
