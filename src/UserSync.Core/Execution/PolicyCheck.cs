using UserSync.Core.Connectors;
using UserSync.Core.Errors;
using UserSync.Core.Profiles;

namespace UserSync.Core.Execution;

/// <summary>Holds a profile's policies against what its systems can do: what cannot be honoured is an error of the profile.</summary>
public static class PolicyCheck
{
    /// <summary>All policies that cannot be honoured, each with its remedy; empty when all can.</summary>
    public static IEnumerable<SyncError> Check(SyncProfile profile, ConnectorCapabilities cms, ConnectorCapabilities crm)
    {
        ContactPolicy contacts = profile.Contacts;
        if (contacts.Create && !crm.Create)
            yield return Cannot("contacts.create", profile.Crm, "create contacts", "Set contacts.create to false.");
        if (contacts.Update && !crm.Update)
            yield return Cannot("contacts.update", profile.Crm, "change contacts", "Set contacts.update to false.");
        if (profile.Groups.Any(g => g.Tag is not null) && !crm.Tags)
            yield return Cannot("groups.tag", profile.Crm, "hold tags", "Remove these lines, or give the file a tagsColumn.");
        if (profile.Groups.Any(g => g.ContactGroup is not null) && !crm.ContactGroups)
            yield return Cannot("groups.contactGroup", profile.Crm, "put contacts into groups", "Use tag instead.");
        if (profile.Groups.Count > 0 && !cms.Groups)
            yield return Cannot("groups", profile.Cms, "tell the groups of a user", "Remove the table, or give the file a groupsColumn.");
        if (contacts.Tags.Count > 0 && !crm.Tags)
            yield return Cannot("contacts.tags", profile.Crm, "hold tags", "Remove contacts.tags, or give the file a tagsColumn.");
        if ((contacts.Notes.Count > 0 || contacts.OnUserDeleted == GonePolicy.Note) && !crm.Notes)
            yield return Cannot("contacts.notes", profile.Crm, "hold notes", "Remove contacts.notes and use onUserDeleted \"unlink\".");
        if (contacts.OnUserDeleted == GonePolicy.Delete && crm.Delete == DeleteKind.None)
            yield return Cannot("contacts.onUserDeleted", profile.Crm, "delete contacts", "Use \"unlink\" or \"report\".");
        if (profile.Cms.Filter.Groups.Count > 0 && !cms.Groups)
            yield return Cannot("cms.filter.groups", profile.Cms, "tell the groups of a user", "Remove the filter, or give the file a groupsColumn.");
        if ((profile.Crm.Filter.Tags.Count > 0 || profile.Crm.Filter.NotTags.Count > 0) && !crm.Tags)
            yield return Cannot("crm.filter", profile.Crm, "tell the tags of a contact", "Remove the filter, or give the file a tagsColumn.");
        if (profile.Fields.Any(f => f.OnConflict == FieldConflictPolicy.Newest) && !(cms.ModifiedTime && crm.ModifiedTime))
            yield return new SyncError(ErrorIds.ProfileInvalid, "fields.onConflict \"newest\" needs the time of the last change on both sides, which one of them does not know.") { Item = "fields.onConflict", Remedy = "Use \"report\", \"cms\" or \"crm\"." };
    }

    private static SyncError Cannot(string key, EndSettings end, string what, string remedy)
        => new(ErrorIds.ProfileInvalid, $"{key}: a system of kind {end.Kind} ({end.Key}) cannot {what}.") { Item = key, Remedy = remedy };
}
