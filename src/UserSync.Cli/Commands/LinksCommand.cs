using System.CommandLine;
using System.Globalization;
using UserSync.Cli.Output;
using UserSync.Core.Errors;
using UserSync.Core.Execution;
using UserSync.Core.Links;
using UserSync.Core.Model;
using UserSync.Core.Profiles;

namespace UserSync.Cli.Commands;

/// <summary><c>usersync links</c>: who is who.</summary>
internal static class LinksCommand
{
    /// <summary>Makes the command with its own commands.</summary>
    public static Command Create(CommandFrame frame)
    {
        var users = new Option<string[]>("--user") { Description = "Only the links of these users.", HelpName = "id...", AllowMultipleArgumentsPerToken = true };
        var contacts = new Option<string[]>("--contact") { Description = "Only the links of these contacts.", HelpName = "id...", AllowMultipleArgumentsPerToken = true };
        var temporary = new Option<bool>("--temporary") { Description = "Only links of users that have a placeholder address." };
        var command = new Command("links", "Lists, adds, removes, tests, exports and imports links between users and contacts.")
        {
            users,
            contacts,
            temporary,
            LinksAddCommand.Create(frame),
            LinksRemoveCommand.Create(frame),
            LinksExportCommand.Create(frame),
            LinksImportCommand.Create(frame),
            LinksTestCommand.Create(frame),
        };
        frame.Act(command, session => ListAsync(session, session.Value(users) ?? [], session.Value(contacts) ?? [], session.Value(temporary)));
        return command;
    }

    /// <summary>The error of a call that names users and contacts at once.</summary>
    public static UserSyncException BothIdLists(string consequence) => new(new SyncError(ErrorIds.BothIdLists, $"Both user ids and contact ids were given; {consequence}")
    {
        Remedy = "Give either --user or --contact.",
    });

    private static async Task<RunEnd> ListAsync(Session session, string[] users, string[] contacts, bool temporary)
    {
        if (users.Length > 0 && contacts.Length > 0)
            throw BothIdLists("which of them are meant cannot be told.");
        SyncProfile profile = session.LoadProfile();
        await using LinkStore store = await session.OpenStoreAsync(profile);
        var query = new LinkQuery
        {
            Site = profile.Cms.Key,
            Account = profile.Crm.Key,
            UserIds = users.Length > 0 ? users : null,
            ContactIds = contacts.Length > 0 ? contacts : null,
            IsTemporary = temporary ? true : null,
        };
        using var rows = new Listing(session.Out, "user", "contact", "e-mail", "origin", "since");
        if (session.IsJson)
            session.Json.BeginList("links");
        await foreach (SyncLink link in store.Links.ReadAsync(query, session.Stop))
        {
            if (session.IsJson)
                session.Json.Item(link with { Profile = profile.Name });
            else
                rows.Add(link.UserId, link.ContactId, link.Email, ChangeText.Lower(link.Origin.ToString()) + (link.IsTemporary ? ", temporary" : ""), link.CreatedAt.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        }

        if (!session.IsJson && rows.Count == 0)
            session.Tell("No links.");
        return RunEnd.Done;
    }
}
