using System.CommandLine;
using UserSync.Cli.Links;
using UserSync.Connectors.Files.Links;
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
        var file = new Argument<string?>("file") { Description = "A CSV file with user_id and contact_id; also joomla_user_id, amocrm_contact_id, is_temporary_user, or uf_id.", Arity = ArgumentArity.ZeroOrOne };
        var command = new Command("import", "Adds the links of a CSV file or of the CRM itself; those that are there already stay as they are.") { file };
        var mirror = new MirrorOptions(toCrm: false);
        mirror.AddTo(command, file);
        frame.Act(command, session => mirror.IsGiven(session) ? mirror.RunAsync(session) : ImportAsync(session, session.FullPath(session.Value(file)!)));
        return command;
    }

    private static async Task<RunEnd> ImportAsync(Session session, string path)
    {
        SyncProfile profile = session.LoadProfile();
        await using LinkStore store = await session.EditStoreAsync(profile, "links import");
        var report = new LinkReport(session, "added", "there already");
        foreach (LinkChange[] part in LinkFile.Read(path).Select(r => r.ToLink(profile.Cms.Key, profile.Crm.Key, path)).Chunk(Batch))
        {
            session.Stop.ThrowIfCancellationRequested();
            foreach (LinkChange refused in part.Where(c => c.Error is not null))
                report.Add(refused);
            List<SyncLink> links = [.. part.Where(c => c.Error is null).Select(c => c.Link)];
            foreach (LinkChange change in await store.Links.AddAsync(links, session.Stop))
                report.Add(change);
        }

        return report.End();
    }
}
