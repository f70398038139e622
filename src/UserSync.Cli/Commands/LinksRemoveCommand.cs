using System.CommandLine;
using UserSync.Cli.Links;
using UserSync.Core.Errors;
using UserSync.Core.Execution;
using UserSync.Core.Links;
using UserSync.Core.Model;
using UserSync.Core.Profiles;

namespace UserSync.Cli.Commands;

/// <summary><c>usersync links remove</c>: by users or by contacts, never by both at once.</summary>
internal static class LinksRemoveCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(CommandFrame frame)
    {
        var users = new Option<string[]>("--user") { Description = "Removes the links of these users.", HelpName = "id...", AllowMultipleArgumentsPerToken = true };
        var contacts = new Option<string[]>("--contact") { Description = "Removes the links of these contacts.", HelpName = "id...", AllowMultipleArgumentsPerToken = true };
        var command = new Command("remove", "Removes links; users and contacts stay.") { users, contacts };
        frame.Act(command, session => RemoveAsync(session, session.Value(users) ?? [], session.Value(contacts) ?? []));
        return command;
    }

    private static async Task<RunEnd> RemoveAsync(Session session, string[] users, string[] contacts)
    {
        if (users.Length > 0 && contacts.Length > 0)
            throw LinksCommand.BothIdLists("nothing was removed.");
        if (users.Length + contacts.Length == 0)
            throw new UserSyncException(new SyncError(ErrorIds.NothingGiven, "No id was given, so nothing was removed.") { Remedy = "Give --user or --contact." });
        SyncProfile profile = session.LoadProfile();
        await using LinkStore store = await session.EditStoreAsync(profile, "links remove");
        var query = new LinkQuery { Site = profile.Cms.Key, Account = profile.Crm.Key, UserIds = users.Length > 0 ? users : null, ContactIds = contacts.Length > 0 ? contacts : null };
        var found = new List<SyncLink>();
        await foreach (SyncLink link in store.Links.ReadAsync(query, session.Stop))
            found.Add(link);
        var report = new LinkReport(session, "removed", "gone already");
        foreach (LinkChange change in await store.Links.RemoveAsync(found, session.Stop))
            report.Add(change);
        HashSet<string> known = [.. found.Select(l => users.Length > 0 ? l.UserId : l.ContactId)];
        foreach (string id in users.Concat(contacts).Where(id => !known.Contains(id)).Distinct(StringComparer.Ordinal))
            session.Warn($"{(users.Length > 0 ? "User" : "Contact")} {id} has no link.");
        return report.End();
    }
}
