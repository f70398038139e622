using System.CommandLine;
using UserSync.Cli.Links;
using UserSync.Core.Errors;
using UserSync.Core.Execution;
using UserSync.Core.Links;
using UserSync.Core.Model;
using UserSync.Core.Profiles;

namespace UserSync.Cli.Commands;

/// <summary><c>usersync links add</c>: says that a user and a contact are the same person.</summary>
internal static class LinksAddCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(CommandFrame frame)
    {
        var user = new Option<string>("--user") { Description = "Id of the user.", HelpName = "id", Required = true };
        var contact = new Option<string>("--contact") { Description = "Id of the contact.", HelpName = "id", Required = true };
        var temporary = new Option<bool>("--temporary") { Description = "The user has only a placeholder address." };
        var move = new Option<bool>("--move") { Description = "Moves the link that the user already has." };
        var fill = new Option<RelinkSide?>("--fill") { Description = "With --move: contact writes the user's values to the contact, user the other way round; else what the profile says.", HelpName = "none|contact|user" };
        var clear = new Option<RelinkSide?>("--clear") { Description = "With --move: contact clears on the former contact what came from the user, user on the user what came from that contact.", HelpName = "none|contact|user" };
        var command = new Command("add", "Links a user and a contact; a user or a contact that belongs to another is refused.") { user, contact, temporary, move, fill, clear };
        command.Validators.Add(result =>
        {
            if (!result.GetValue(move) && (result.GetValue(fill) is not null || result.GetValue(clear) is not null))
                result.AddError("--fill and --clear go with --move.");
        });
        frame.Act(command, async session =>
        {
            SyncProfile profile = session.LoadProfile();
            var link = new SyncLink
            {
                Site = profile.Cms.Key,
                Account = profile.Crm.Key,
                UserId = session.Value(user)!,
                ContactId = session.Value(contact)!,
                IsTemporary = session.Value(temporary),
            };
            if (string.IsNullOrWhiteSpace(link.UserId) || string.IsNullOrWhiteSpace(link.ContactId))
                throw new UserSyncException(new SyncError(ErrorIds.NothingGiven, "An id is empty, so nothing was linked.") { Remedy = "Give both ids." });
            var policy = new RelinkPolicy(session.Value(fill) ?? profile.Relink.Fill, session.Value(clear) ?? profile.Relink.Clear);
            if (session.Value(move) && !policy.IsNothing && await FormerAsync(session, profile, link) is { } former)
                return await RelinkRun.RunAsync(session, profile, [new Relink(former, link.ContactId, policy) { Temporary = link.IsTemporary ? true : null }], new LinkReport(session, "moved", "as it was already"), "links add");
            await using LinkStore store = await session.EditStoreAsync(profile, "links add");
            return await AddAsync(session, store, link, session.Value(move));
        });
        return command;
    }

    // The link that moves; null when the user has none, or when nothing moves.
    private static async Task<SyncLink?> FormerAsync(Session session, SyncProfile profile, SyncLink wanted)
    {
        await using LinkStore store = await session.OpenStoreAsync(profile);
        SyncLink? former = await store.Links.ReadAsync(new LinkQuery { Site = wanted.Site, Account = wanted.Account, UserIds = [wanted.UserId] }, session.Stop).FirstOrDefaultAsync(session.Stop);
        return former?.ContactId == wanted.ContactId ? null : former;
    }

    /// <summary>Adds or moves one link and shows what became of it.</summary>
    public static async Task<RunEnd> AddAsync(Session session, LinkStore store, SyncLink link, bool move)
    {
        IReadOnlyList<LinkChange> changes = move ? await store.Links.ChangeAsync([link], session.Stop) : await store.Links.AddAsync([link], session.Stop);
        bool moved = move && changes[0].Changed;
        if (changes[0].Error is { Id: ErrorIds.LinkNotFound })
            changes = await store.Links.AddAsync([link], session.Stop);
        if (changes[0].Error is { } refused)
            throw new UserSyncException(refused);
        var report = new LinkReport(session, moved ? "moved" : "added", "as it was already");
        report.Add(changes[0]);
        return report.End();
    }
}
