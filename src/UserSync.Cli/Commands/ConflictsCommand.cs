using System.CommandLine;
using System.Globalization;
using UserSync.Cli.Conflicts;
using UserSync.Cli.Output;
using UserSync.Core.Errors;
using UserSync.Core.Execution;
using UserSync.Core.Links;
using UserSync.Core.Profiles;

namespace UserSync.Cli.Commands;

/// <summary><c>usersync conflicts</c>: what waits for a decision.</summary>
internal static class ConflictsCommand
{
    private const string All = "all";

    /// <summary>Makes the command with its own commands.</summary>
    public static Command Create(CommandFrame frame)
    {
        var state = new Option<string>("--state") { Description = "open (default), ignored, create, resolved or all.", DefaultValueFactory = _ => "open" };
        state.AcceptOnlyFromAmong("open", "ignored", "create", "resolved", All);
        var list = new Option<bool>("--list") { Description = "Only lists, on a terminal, too." };
        var command = new Command("conflicts", "Lists what a human must decide; on a terminal it shows one after the other and asks.") { state, list, Decide(frame, "ignore", ConflictState.Ignored, "Leaves a conflict as it is; it is not reported again.", "is ignored from now on"), Decide(frame, "create", ConflictState.Create, "Has the next run make a new contact for the user of a conflict, or a new user for its contact, whoever matches.", "is decided: the next run makes a new one"), ConflictsLinkCommand.Create(frame), ConflictsRestoreCommand.Create(frame) };
        frame.Act(command, session => ShowAsync(session, session.Value(state)!, session.Value(list)));
        return command;
    }

    /// <summary>A conflict of the session's profile.</summary>
    /// <exception cref="UserSyncException">ConflictNotFound.</exception>
    public static async Task<SyncConflict> FindAsync(Session session, LinkStore store, SyncProfile profile, long id)
    {
        SyncConflict conflict = await store.Conflicts.GetAsync(id, session.Stop);
        return conflict.Site == profile.Cms.Key && conflict.Account == profile.Crm.Key ? conflict : throw new UserSyncException(
            new SyncError(ErrorIds.ForeignItem, $"Conflict {id.ToString(CultureInfo.InvariantCulture)} belongs to site {conflict.Site} and account {conflict.Account}.") { Remedy = "Name the profile of that site." });
    }

    private static Command Decide(CommandFrame frame, string name, ConflictState state, string description, string told)
    {
        var id = new Argument<long>("id") { Description = "Number of the conflict." };
        var command = new Command(name, description) { id };
        frame.Act(command, async session =>
        {
            SyncProfile profile = session.LoadProfile();
            await using LinkStore store = await session.EditStoreAsync(profile, $"conflicts {name}");
            SyncConflict conflict = await FindAsync(session, store, profile, session.Value(id));
            await store.Conflicts.DecideAsync(conflict.ConflictId, state, session.Stop);
            if (session.IsJson)
                session.Json.Property("conflict", conflict with { State = state });
            else
                session.Tell(string.Create(CultureInfo.InvariantCulture, $"Conflict {conflict.ConflictId} {told}."));
            return RunEnd.Done;
        });
        return command;
    }

    // Who sits before a terminal and asks for nothing else is led through them.
    private static async Task<RunEnd> ShowAsync(Session session, string state, bool list)
    {
        if (list || state != "open" || !session.AsksQuestions)
            return await ListAsync(session, state);
        SyncProfile profile = session.LoadProfile();
        List<SyncConflict> open;
        await using (LinkStore store = await session.OpenStoreAsync(profile))
            open = await store.Conflicts.ReadAsync(profile.Cms.Key, profile.Crm.Key, ConflictState.Open, session.Stop).ToListAsync(session.Stop);
        if (open.Count > 0)
            return await new ConflictWalk(session, profile, open).RunAsync();
        session.Tell("No conflicts.");
        return RunEnd.Done;
    }

    private static async Task<RunEnd> ListAsync(Session session, string state)
    {
        SyncProfile profile = session.LoadProfile();
        await using LinkStore store = await session.OpenStoreAsync(profile);
        ConflictState? wanted = state == All ? null : Enum.Parse<ConflictState>(state, ignoreCase: true);
        using var rows = new Listing(session.Out, "id", "user", "choose from", "why", "state");
        if (session.IsJson)
            session.Json.BeginList("conflicts");
        await foreach (SyncConflict conflict in store.Conflicts.ReadAsync(profile.Cms.Key, profile.Crm.Key, wanted, session.Stop))
        {
            if (session.IsJson)
                session.Json.Item(conflict with { Profile = profile.Name, Reason = ConsoleWords.Of(conflict.Reason) });
            else
                rows.Add(conflict.ConflictId.ToString(CultureInfo.InvariantCulture), ChangeText.User(conflict.UserId, conflict.Email, null), string.Join(", ", conflict.Candidates), ConsoleWords.Of(conflict.Reason), ChangeText.Lower(conflict.State.ToString()));
        }

        if (!session.IsJson && rows.Count == 0)
            session.Tell("No conflicts.");
        return RunEnd.Done;
    }
}
