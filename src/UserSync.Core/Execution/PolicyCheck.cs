using UserSync.Core.Connectors;
using UserSync.Core.Errors;
using UserSync.Core.Profiles;

namespace UserSync.Core.Execution;

/// <summary>Holds a profile's policies against what its systems can do: what cannot be honoured is an error of the profile.</summary>
public static class PolicyCheck
{
    /// <summary>All policies that cannot be honoured, each with its remedy; empty when all can.</summary>
    /// <param name="profile">The profile.</param>
    /// <param name="cms">What the website can do.</param>
    /// <param name="crm">What the CRM can do.</param>
    /// <param name="direction">Direction of the run: what writes to the site matters only in runs that do.</param>
    public static IEnumerable<SyncError> Check(SyncProfile profile, ConnectorCapabilities cms, ConnectorCapabilities crm, SyncDirection direction)
    {
        foreach (SyncError error in direction == SyncDirection.ToCrm ? [] : TowardsSite(profile, cms))
            yield return error;
        if (profile.Cms.Filter.Groups.Count > 0 && !cms.Groups)
            yield return Cannot("cms.filter.groups", profile.Cms, "tell the groups of a user", "Remove the filter, or give the file a groupsColumn.");
        if ((profile.Crm.Filter.Tags.Count > 0 || profile.Crm.Filter.NotTags.Count > 0) && !crm.Tags)
            yield return Cannot("crm.filter", profile.Crm, "tell the tags of a contact", "Remove the filter, or give the file a tagsColumn.");
        if (profile.Fields.Any(f => f.OnConflict == FieldConflictPolicy.Newest) && !(cms.ModifiedTime && crm.ModifiedTime))
            yield return new SyncError(ErrorIds.ProfileInvalid, "fields.onConflict \"newest\" needs the time of the last change on both sides, which one of them does not know.") { Item = "fields.onConflict", Remedy = "Use \"report\", \"cms\" or \"crm\"." };
        if (profile.Fields.Any(f => f.OnConflict == FieldConflictPolicy.Newest) && (crm.ZoneUnknown || cms.ZoneUnknown))
        {
            (string key, EndSettings end) = crm.ZoneUnknown ? ("crm", profile.Crm) : ("cms", profile.Cms);
            yield return new SyncError(ErrorIds.ProfileInvalid, $"fields.onConflict \"newest\" compares times, and {end.Kind} ({end.Key}) tells its own without a zone.") { Item = "fields.onConflict", Remedy = $"Name the zone of its server as {key}.timeZone, such as \"Europe/Berlin\" (\"UTC\" if it is that), or use \"report\", \"cms\" or \"crm\"." };
        }

        if (profile.Groups.Any(g => g.Tag is not null) && !crm.Tags)
            yield return Cannot("groups.tag", profile.Crm, "hold tags", "Remove these lines, or give the file a tagsColumn.");
        if (profile.Groups.Any(g => g.ContactGroup is not null) && !crm.ContactGroups)
            yield return Cannot("groups.contactGroup", profile.Crm, "put contacts into groups", "Use tag instead.");
        if (profile.Groups.Count > 0 && !cms.Groups)
            yield return Cannot("groups", profile.Cms, "tell the groups of a user", "Remove the table, or give the file a groupsColumn.");
        if (profile.Contacts.Notes.Count > 0 && !crm.Notes)
            yield return Cannot("contacts.notes", profile.Crm, "hold notes", "Remove contacts.notes, or give the file a column of notes.");
        if (direction == SyncDirection.ToCms)
            yield break;
        ContactPolicy contacts = profile.Contacts;
        if (contacts.Create && !crm.Create)
            yield return Cannot("contacts.create", profile.Crm, "create contacts", "Set contacts.create to false.");
        if (contacts.Update && !crm.Update)
            yield return Cannot("contacts.update", profile.Crm, "change contacts", "Set contacts.update to false.");
        if (contacts.Tags.Count > 0 && !crm.Tags)
            yield return Cannot("contacts.tags", profile.Crm, "hold tags", "Remove contacts.tags, or give the file a tagsColumn.");
        if (contacts.OnUserDeleted == GonePolicy.Note && !crm.Notes)
            yield return Cannot("contacts.onUserDeleted", profile.Crm, "hold notes", "Use \"unlink\" or \"report\".");
        if (contacts.OnUserDeleted == GonePolicy.Delete && crm.Delete == DeleteKind.None)
            yield return Cannot("contacts.onUserDeleted", profile.Crm, "delete contacts", "Use \"unlink\" or \"report\".");
    }

    private static IEnumerable<SyncError> TowardsSite(SyncProfile profile, ConnectorCapabilities cms)
    {
        UserPolicy users = profile.Users;
        if (users.Create && !cms.Create)
            yield return Cannot("users.create", profile.Cms, "create users", "Set users.create to false.");
        if (users.Update && !cms.Update)
            yield return Cannot("users.update", profile.Cms, "change users", "Set users.update to false.");
        if (users.Groups.Count > 0 && !cms.Groups)
            yield return Cannot("users.groups", profile.Cms, "give a user groups", "Remove users.groups, or give the file a groupsColumn.");
        if (users.OnContactDeleted == GonePolicy.Block && !cms.Block)
            yield return Cannot("users.onContactDeleted", profile.Cms, "block users", "Use \"unlink\" or \"report\".");
        if (users.OnContactDeleted == GonePolicy.Delete && cms.Delete == DeleteKind.None)
            yield return Cannot("users.onContactDeleted", profile.Cms, "delete users", "Use \"unlink\" or \"report\".");
        if (users.OnContactDeleted == GonePolicy.Delete && cms.Delete == DeleteKind.NeedsReassign && users.ReassignTo is null)
            yield return Cannot("users.onContactDeleted", profile.Cms, "delete a user without knowing who gets its content", "Set users.reassignTo to the id of another user, or use \"unlink\".");
        if (users is { Create: true, Notify: NotifyChoice.Never } && cms.Notify == NotifyChoice.Always)
            yield return Cannot("users.notify", profile.Cms, "create users without mailing them", "Set users.notify to \"always\" if the mail is wanted, or users.create to false.");
        if (users.Temporary is { Allow: true, Domain: null })
            yield return new SyncError(ErrorIds.ProfileInvalid, "users.temporary.allow needs users.temporary.domain, which the placeholder addresses end with.") { Item = "users.temporary.domain", Remedy = "Name a domain of yours that takes no mail." };
    }

    private static SyncError Cannot(string key, EndSettings end, string what, string remedy)
        => new(ErrorIds.ProfileInvalid, $"{key}: a system of kind {end.Kind} ({end.Key}) cannot {what}.") { Item = key, Remedy = remedy };
}
