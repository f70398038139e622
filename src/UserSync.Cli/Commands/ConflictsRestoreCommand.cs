using System.CommandLine;
using System.Globalization;
using UserSync.Core.Connectors;
using UserSync.Core.Execution;
using UserSync.Core.Links;
using UserSync.Core.Model;
using UserSync.Core.Profiles;

namespace UserSync.Cli.Commands;

/// <summary><c>usersync conflicts restore</c>: takes the contact of a conflict out of the CRM's trash and links the user to it.</summary>
internal static class ConflictsRestoreCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(CommandFrame frame)
    {
        var id = new Argument<long>("id") { Description = "Number of the conflict." };
        var command = new Command("restore", "Takes the contact of a conflict out of the CRM's trash and links the user to it.") { id };
        frame.Act(command, session => RestoreAsync(session, session.Value(id)));
        return command;
    }

    private static async Task<RunEnd> RestoreAsync(Session session, long id)
    {
        SyncProfile profile = session.LoadProfile();
        await using LinkStore store = await session.EditStoreAsync(profile, "conflicts restore");
        SyncConflict conflict = await ConflictsCommand.FindAsync(session, store, profile, id);
        await using ICrmConnector crm = session.Opener.OpenCrm(profile);
        SyncLink link = await new TrashedContact(crm, store).RestoreAsync(conflict, session.Stop);
        await store.Conflicts.DecideAsync(id, ConflictState.Resolved, session.Stop);
        if (session.IsJson)
            session.Json.Property("link", link with { Profile = profile.Name });
        else
            session.Tell(string.Create(CultureInfo.InvariantCulture, $"Contact {link.ContactId} was restored; user {link.UserId} is linked to it."));
        return RunEnd.Done;
    }
}
