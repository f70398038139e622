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
        var clear = new Option<RelinkSide?>("--clear") { Description = "contact clears on the contact what came from the user, user on the user what came from the contact; else what the profile says.", HelpName = "none|contact|user" };
        var command = new Command("remove", "Removes links; users and contacts stay.") { users, contacts, clear };
        frame.Act(command, session => RemoveAsync(session, session.Value(users) ?? [], session.Value(contacts) ?? [], session.Value(clear)));
        return command;
    }

    private static async Task<RunEnd> RemoveAsync(Session session, string[] users, string[] contacts, RelinkSide? clear)
    {
        if (users.Length > 0 && contacts.Length > 0)
            throw LinksCommand.BothIdLists("nothing was removed.");
        if (users.Length + contacts.Length == 0)
            throw new UserSyncException(new SyncError(ErrorIds.NothingGiven, "No id was given, so nothing was removed.") { Remedy = "Give --user or --contact." });
        SyncProfile profile = session.LoadProfile();
        var query = new LinkQuery { Site = profile.Cms.Key, Account = profile.Crm.Key, UserIds = users.Length > 0 ? users : null, ContactIds = contacts.Length > 0 ? contacts : null };
        var policy = new RelinkPolicy(RelinkSide.None, clear ?? profile.Relink.Clear);
        var report = new LinkReport(session, "removed", "gone already");
        List<SyncLink> found;
        await using (LinkStore store = policy.IsNothing ? await session.EditStoreAsync(profile, "links remove") : await session.OpenStoreAsync(profile))
        {
            found = await store.Links.ReadAsync(query, session.Stop).ToListAsync(session.Stop);
            foreach (LinkChange change in policy.IsNothing ? await store.Links.RemoveAsync(found, session.Stop) : [])
                report.Add(change);
        }

        HashSet<string> known = [.. found.Select(l => users.Length > 0 ? l.UserId : l.ContactId)];
        foreach (string id in users.Concat(contacts).Where(id => !known.Contains(id)).Distinct(StringComparer.Ordinal))
            session.Warn($"{(users.Length > 0 ? "User" : "Contact")} {id} has no link.");
        return policy.IsNothing || found.Count == 0 ? report.End() : await RelinkRun.RunAsync(session, profile, [.. found.Select(l => new Relink(l, null, policy))], report, "links remove");
    }
}
