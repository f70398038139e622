using System.CommandLine;
using UserSync.Cli.Links;
using UserSync.Connectors.Files.Links;
using UserSync.Core.Connectors;
using UserSync.Core.Execution;
using UserSync.Core.Links;
using UserSync.Core.Model;
using UserSync.Core.Profiles;

namespace UserSync.Cli.Commands;

/// <summary><c>usersync links import</c>: takes over links from an export, or from another system's table as CSV.</summary>
internal static class LinksImportCommand
{
    private const int Batch = 1000;

    /// <summary>Makes the command.</summary>
    public static Command Create(CommandFrame frame)
    {
        var file = new Argument<string?>("file") { Description = "A CSV file with user_id and contact_id; also joomla_user_id, amocrm_contact_id, is_temporary_user, or uf_id; or an SQL dump of the table lib_wt_amocrm_users_sync.", Arity = ArgumentArity.ZeroOrOne };
        var format = new Option<LinkLayout?>("--format") { Description = "Whose table the file must hold; of another's table both ends of each link are looked up.", HelpName = "UserSync|WtAmoCrm|UFMatch" };
        var skip = new Option<bool>("--skip-check") { Description = "Does not ask the website and the CRM whether user and contact are there." };
        var command = new Command("import", "Adds the links of a CSV file, of an SQL dump or of the CRM itself; those that are there already stay as they are.") { file, format, skip };
        var mirror = new MirrorOptions(toCrm: false);
        mirror.AddTo(command, file);
        frame.Act(command, session => mirror.IsGiven(session) ? mirror.RunAsync(session) : ImportAsync(session, session.FullPath(session.Value(file)!), session.Value(format), session.Value(skip)));
        return command;
    }

    private static async Task<RunEnd> ImportAsync(Session session, string path, LinkLayout? format, bool skip)
    {
        SyncProfile profile = session.LoadProfile();
        bool looks = format is LinkLayout.WtAmoCrm or LinkLayout.UFMatch && !skip;
        await using ICmsConnector? cms = looks ? session.Opener.OpenCms(profile) : null;
        await using ICrmConnector? crm = looks ? session.Opener.OpenCrm(profile) : null;
        LinkEnds? ends = looks ? new LinkEnds(cms!, crm!) : null;
        await using LinkStore store = await session.EditStoreAsync(profile, "links import");
        var report = new LinkReport(session, "added", "there already");
        foreach (LinkChange[] part in LinkFile.Read(path, format).Select(r => r.ToLink(profile.Cms.Key, profile.Crm.Key, path)).Chunk(Batch))
        {
            session.Stop.ThrowIfCancellationRequested();
            foreach (LinkChange refused in part.Where(c => c.Error is not null))
                report.Add(refused);
            List<SyncLink> links = [.. part.Where(c => c.Error is null).Select(c => c.Link)];
            if (ends is not null)
            {
                IReadOnlyList<LinkChange> looked = await ends.CheckAsync(links, session.Stop);
                foreach (LinkChange refused in looked.Where(c => c.Error is not null))
                    report.Add(refused);
                links = [.. looked.Where(c => c.Error is null).Select(c => c.Link)];
            }

            foreach (LinkChange change in await store.Links.AddAsync(links, session.Stop))
                report.Add(change);
        }

        return report.End();
    }
}
