using System.CommandLine;
using System.Globalization;
using UserSync.Cli.Output;
using UserSync.Core.Connectors;
using UserSync.Core.Execution;
using UserSync.Core.Links;
using UserSync.Core.Profiles;

namespace UserSync.Cli.Commands;

/// <summary><c>usersync links test</c>: what became of the records of links.</summary>
internal static class LinksTestCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(CommandFrame frame)
    {
        var users = new Option<string[]>("--user") { Description = "Only the links of these users.", HelpName = "id...", AllowMultipleArgumentsPerToken = true };
        var contacts = new Option<string[]>("--contact") { Description = "Only the links of these contacts.", HelpName = "id...", AllowMultipleArgumentsPerToken = true };
        var details = new Option<bool>("--details") { Description = "Shows every link, not only those that need attention." };
        var command = new Command("test", "Asks both systems whether the users and contacts of links are still there; writes nothing.") { users, contacts, details };
        frame.Act(command, session => TestAsync(session, session.Value(users) ?? [], session.Value(contacts) ?? [], session.Value(details)));
        return command;
    }

    private static async Task<RunEnd> TestAsync(Session session, string[] users, string[] contacts, bool details)
    {
        if (users.Length > 0 && contacts.Length > 0)
            throw LinksCommand.BothIdLists("which of them are meant cannot be told.");
        SyncProfile profile = session.LoadProfile();
        await using LinkStore store = await session.OpenStoreAsync(profile);
        await using ICmsConnector cms = session.Opener.OpenCms(profile);
        await using ICrmConnector crm = session.Opener.OpenCrm(profile);
        var query = new LinkQuery { Site = profile.Cms.Key, Account = profile.Crm.Key, UserIds = users.Length > 0 ? users : null, ContactIds = contacts.Length > 0 ? contacts : null };
        var counts = new SortedDictionary<LinkState, long>();
        bool broken = false;
        using (var rows = new Listing(session.Out, "user", "contact", "state", "detail"))
        {
            if (session.IsJson)
                session.Json.BeginList("findings");
            await foreach (LinkFinding finding in new LinkAudit(cms, crm).TestAsync(store.Links.ReadAsync(query, session.Stop), session.Stop))
            {
                counts[finding.State] = counts.GetValueOrDefault(finding.State) + 1;
                broken |= finding.IsBroken;
                if (!details && finding.State == LinkState.Ok)
                    continue;
                if (session.IsJson)
                    session.Json.Item(new { finding.State, finding.UserId, finding.ContactId, finding.Email, finding.ContactEmails, finding.MergedInto, finding.Detail });
                else
                    rows.Add(ChangeText.User(finding.UserId, finding.Email ?? finding.Link.Email, null), finding.ContactId, ChangeText.Lower(finding.State.ToString()), finding.Detail);
            }
        }

        if (session.IsJson)
            session.Json.Property("counts", Enum.GetValues<LinkState>().ToDictionary(s => MachineWords.Of(s.ToString()), counts.GetValueOrDefault));
        else
            session.Tell(counts.Count == 0 ? "No links." : string.Join(", ", counts.Select(c => string.Create(CultureInfo.InvariantCulture, $"{c.Value} {ChangeText.Lower(c.Key.ToString())}"))) + ".");
        return broken ? RunEnd.Partly : RunEnd.Done;
    }
}
