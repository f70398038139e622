using UserSync.Core.Connectors;
using UserSync.Core.Links;
using UserSync.Core.Model;
using UserSync.Core.Planning;

namespace UserSync.Core.Execution;

/// <summary>Knows for notes on what was made or linked in this run whether that came about, and which contact it is.</summary>
internal sealed class NotedRecords
{
    private readonly bool _isNeeded;
    private readonly Dictionary<string, string> _contacts = new(StringComparer.Ordinal);
    private readonly HashSet<string> _lonelyUsers = new(StringComparer.Ordinal);
    private readonly HashSet<string> _lonelyContacts = new(StringComparer.Ordinal);

    /// <summary>Remembers nothing where a plan has no notes.</summary>
    public NotedRecords(Plan plan) => _isNeeded = plan.Count(ChangeAction.Note) > 0;

    /// <summary>Takes note of how a create or a link ended.</summary>
    public void Take(PlannedChange change, ChangeOutcome outcome)
    {
        if (!_isNeeded || change.Action is not (ChangeAction.Create or ChangeAction.Link))
            return;
        if (outcome == ChangeOutcome.Done && change is { Action: ChangeAction.Create, UserId: { } user, ContactId: { } contact })
            _contacts[user] = contact;
        else if (outcome != ChangeOutcome.Done && change.Target == Side.Cms)
            _lonelyContacts.Add(change.ContactId ?? "");
        else if (outcome != ChangeOutcome.Done)
            _lonelyUsers.Add(change.UserId ?? "");
    }

    /// <summary>The note with its contact; null when what it tells of did not come about.</summary>
    /// <param name="note">The note.</param>
    /// <param name="chosen">The contact's id where we choose it.</param>
    public PlannedChange? Of(PlannedChange note, Func<PlannedChange, string?> chosen)
    {
        if (note.Conflict is not null)
            return note;
        if ((note.UserId is { } user && _lonelyUsers.Contains(user)) || (note.UserId is null && _lonelyContacts.Contains(note.ContactId ?? "")))
            return null;
        if (note.ContactId is not null)
            return note;
        string? contact = _contacts.GetValueOrDefault(note.UserId ?? "") ?? chosen(note);
        return contact is null ? null : note with { ContactId = contact };
    }
}
