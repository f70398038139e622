using UserSync.Core.Connectors;
using UserSync.Core.Errors;
using UserSync.Core.Model;
using UserSync.Core.Profiles;

namespace UserSync.Connectors.Joomla;

/// <summary>
/// The groups that a user has after a write. They are sent each time and replace those that were there; an unknown id would make a
/// user of no group without a word (recording create-unknown-group).
/// </summary>
internal static class UserGroups
{
    private const string Registered = "2";

    /// <summary>The ids of groups of a new user: those of the write, else "Registered".</summary>
    public static SyncError? OfNew(RecordWrite write, GroupTable groups, out IReadOnlyList<string> ids) =>
        Resolve([.. write.Groups ?? [Registered], .. write.JoinGroups], groups, out ids);

    /// <summary>
    /// The ids of groups of a user after a change. Who is in none, because the create broke off or the group was deleted, gets those
    /// of a new user: Joomla saves nobody without.
    /// </summary>
    public static SyncError? After(RecordWrite write, CmsUser user, UserPolicy policy, GroupTable groups, out IReadOnlyList<string> ids)
    {
        List<string> wanted = [];
        ids = wanted;
        IReadOnlyList<string> given = write.Groups ?? (user.Groups.Count > 0 ? [] : policy.Groups.Count > 0 ? policy.Groups : [Registered]);
        // The user's own may be newer than our table.
        if (write.Groups is null)
            wanted.AddRange(user.Groups.Where(g => !write.LeaveGroups.Any(left => Means(left, g))).Select(static g => g.Id));
        if (Resolve([.. given, .. write.JoinGroups], groups, out IReadOnlyList<string> more) is { } wrong)
            return wrong;
        wanted.AddRange(more.Except(wanted, StringComparer.Ordinal).ToList());
        return ids.Count > 0 ? null : WriteRules.Refused(user.UserId, "Joomla saves no user without a group.", "Give the user another group in Joomla, or take the group out of the table \"groups\".");
    }

    private static bool Means(string name, CmsGroup group) => group.Id == name || string.Equals(group.Name, name, StringComparison.OrdinalIgnoreCase);

    private static SyncError? Resolve(IEnumerable<string> names, GroupTable groups, out IReadOnlyList<string> ids)
    {
        List<string> found = [];
        ids = found;
        foreach (string name in names)
        {
            IReadOnlyList<CmsGroup> meant = groups.Meant(name);
            if (meant.Count != 1)
            {
                return WriteRules.Refused(name, meant.Count == 0 ? $"The site has no group \"{name}\"." : $"The site has {meant.Count} groups called \"{name}\".",
                    "Correct the group in the profile, by its id where titles repeat; Get-CmsGroup lists the groups.");
            }

            if (!found.Contains(meant[0].Id, StringComparer.Ordinal))
                found.Add(meant[0].Id);
        }

        return null;
    }
}
