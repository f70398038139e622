using System.CommandLine;
using UserSync.Cli.Conflicts;
using UserSync.Core.Execution;
using UserSync.Core.Links;
using UserSync.Core.Profiles;

namespace UserSync.Cli.Commands;

/// <summary><c>usersync conflicts link</c>: decides a conflict by saying who belongs together.</summary>
internal static class ConflictsLinkCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(CommandFrame frame)
    {
        var id = new Argument<long>("id") { Description = "Number of the conflict." };
        var partner = new Argument<string>("contact") { Description = "Id of the contact that the user is; where the conflict is about a contact alone, id of its user." };
        var command = new Command("link", "Decides a conflict: the user is this contact. A link that the user has is moved.") { id, partner };
        frame.Act(command, session => LinkAsync(session, session.Value(id), session.Value(partner)));
        return command;
    }

    private static async Task<RunEnd> LinkAsync(Session session, long id, string partnerId)
    {
        SyncProfile profile = session.LoadProfile();
        await using LinkStore store = await session.EditStoreAsync(profile, "conflicts link");
        return await ConflictLinking.LinkAsync(session, profile, store, await ConflictsCommand.FindAsync(session, store, profile, id), partnerId);
    }
}
