using System.CommandLine;
using System.Globalization;
using UserSync.Cli.Links;
using UserSync.Connectors.Files.Links;
using UserSync.Core.Errors;
using UserSync.Core.Execution;
using UserSync.Core.Links;
using UserSync.Core.Model;
using UserSync.Core.Profiles;

namespace UserSync.Cli.Commands;

/// <summary><c>usersync links export</c>: all links of the profile as CSV.</summary>
internal static class LinksExportCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(CommandFrame frame)
    {
        var file = new Argument<string?>("file") { Description = "The CSV file to write.", Arity = ArgumentArity.ZeroOrOne };
        var force = new Option<bool>("--force") { Description = "Replaces a file that exists." };
        var format = new Option<LinkLayout>("--format") { Description = "Whose columns; WtAmoCrm into a file that ends in .sql writes INSERT lines.", HelpName = "UserSync|WtAmoCrm|UFMatch" };
        var command = new Command("export", "Writes all links of the profile into a CSV file, or into those that the CRM keeps itself.") { file, force, format };
        var mirror = new MirrorOptions(toCrm: true);
        mirror.AddTo(command, file);
        frame.Act(command, session => mirror.IsGiven(session) ? mirror.RunAsync(session) : ExportAsync(session, session.FullPath(session.Value(file)!), session.Value(force), session.Value(format)));
        return command;
    }

    private static async Task<RunEnd> ExportAsync(Session session, string path, bool force, LinkLayout format)
    {
        if (File.Exists(path) && !force)
            throw new UserSyncException(new SyncError(ErrorIds.FileNotWritable, $"{path} exists already; nothing was written.") { Item = path, Remedy = "Choose another name, or give --force to replace it." });
        SyncProfile profile = session.LoadProfile();
        await using LinkStore store = await session.OpenStoreAsync(profile);
        long count = 0;
        using (var file = new LinkFileWriter(path, format))
        {
            await foreach (SyncLink link in store.Links.ReadAsync(new LinkQuery { Site = profile.Cms.Key, Account = profile.Crm.Key }, session.Stop))
            {
                file.Add(link);
                count++;
            }

            file.Complete();
        }

        if (session.IsJson)
        {
            session.Json.Property("file", path);
            session.Json.Property("links", count);
        }
        else
        {
            session.Tell(string.Create(CultureInfo.InvariantCulture, $"{count} links written to {path}."));
        }

        return RunEnd.Done;
    }
}
