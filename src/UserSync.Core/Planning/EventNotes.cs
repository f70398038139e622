using UserSync.Core.Links;
using UserSync.Core.Model;

namespace UserSync.Core.Planning;

/// <summary>
/// The notes that events leave on contacts, where the profile and the CRM want them. Their texts hold nothing that changes from run to
/// run: a note that stands there already is recognised by its text.
/// </summary>
internal sealed class EventNotes
{
    private const string Created = "created";
    private const string Linked = "linked";
    private const string Conflict = "conflict";
    private readonly PlanRules _rules;

    public EventNotes(PlanRules rules) => _rules = rules;

    /// <summary>The note that belongs to a change; null for none.</summary>
    public PlannedChange? Of(PlannedChange change)
    {
        if (!_rules.ContactSide.Notes || change.Error is not null)
            return null;
        string site = _rules.Profile.Cms.Key;
        return change.Action switch
        {
            ChangeAction.Create when change.Target == Side.Crm && Wants(Created) => Note(change, $"UserSync made this contact for user {change.UserId} of {site}."),
            ChangeAction.Create when Wants(Created) => Note(change, $"UserSync made a user of {site} for this contact."),
            ChangeAction.Link when Wants(Linked) => Note(change, $"UserSync linked this contact to user {change.UserId} of {site}: {change.Reason}."),
            ChangeAction.Conflict when IsAboutLiveContact(change) && IsNew(change) && Wants(Conflict)
                => Note(change, $"UserSync leaves this to a decision: {change.Reason}") with { Conflict = change.Conflict, Candidates = change.Candidates, Reason = change.Reason },
            _ => null,
        };
    }

    private static PlannedChange Note(PlannedChange change, string text) => change with
    {
        Action = ChangeAction.Note,
        Target = Side.Crm,
        Note = text,
        Writes = [],
        WriteKeys = [],
        Baseline = [],
        KeepKeys = [],
        AddTags = [],
        Temporary = null,
        Reason = change.Action == ChangeAction.Link ? "linked" : "created",
    };

    private bool Wants(string happening) => _rules.Profile.Contacts.Notes.Contains(happening, StringComparer.Ordinal);

    // One that was open before has its note.
    private bool IsNew(PlannedChange change) => !_rules.Open.Contains((change.Conflict!.Value, change.UserId ?? "", change.ContactId ?? ""));

    private static bool IsAboutLiveContact(PlannedChange change) => change.ContactId is not null && change.Conflict
        is ConflictKind.FieldChanged or ConflictKind.DuplicateValue or ConflictKind.LinkDiffers or ConflictKind.UserTaken or ConflictKind.AmbiguousMatch or ConflictKind.SharedKey or ConflictKind.UnclearCreate;
}
