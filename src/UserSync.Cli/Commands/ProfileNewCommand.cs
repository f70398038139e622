using System.CommandLine;
using System.Text;
using UserSync.Core.Errors;
using UserSync.Core.Execution;
using UserSync.Core.Profiles;

namespace UserSync.Cli.Commands;

/// <summary><c>usersync profile new</c>: writes a commented profile, with its schema beside it.</summary>
internal static class ProfileNewCommand
{
    private const string SchemaFile = "sync-profile.schema.json";

    /// <summary>Makes the command.</summary>
    public static Command Create(CommandFrame frame)
    {
        var name = new Argument<string>("name") { Description = "Name of the profile, or the path of its file (ends with .json)." };
        var cms = new Option<string>("--cms") { Description = $"Kind of the site: {string.Join(", ", EndKinds.Cms)}; file for csv or json.", Required = true, HelpName = "kind" };
        var crm = new Option<string>("--crm") { Description = $"Kind of the CRM: {string.Join(", ", EndKinds.Crm)}; file for csv or json.", Required = true, HelpName = "kind" };
        var site = new Option<string?>("--cms-address") { Description = "Address of the site, or path of its file.", HelpName = "url or path" };
        var account = new Option<string?>("--crm-address") { Description = "Address of the CRM, or path of its file.", HelpName = "url or path" };
        var secret = new Option<string?>("--cms-credential") { Description = "Where the site's secret is: env:NAME or file:path.", HelpName = "reference" };
        var crmSecret = new Option<string?>("--crm-credential") { Description = "Where the CRM's secret is: env:NAME or file:path.", HelpName = "reference" };
        var command = new Command("new", "Writes a new profile with comments; an existing file is never touched.") { name, cms, crm, site, account, secret, crmSecret };
        frame.Act(command, async session =>
        {
            string path = PathOf(session, session.Value(name));
            bool cmsIsFile = EndKinds.IsFile(EndKinds.Spelled(session.Value(cms)!, session.Value(site)));
            bool crmIsFile = EndKinds.IsFile(EndKinds.Spelled(session.Value(crm)!, session.Value(account)));
            string text = ProfileTemplate.Create(new ProfileTemplateRequest(session.Value(cms)!, session.Value(crm)!, Path.GetFileNameWithoutExtension(path))
            {
                Schema = "./" + SchemaFile,
                CmsPath = cmsIsFile ? session.Value(site) : null,
                CmsUrl = cmsIsFile ? null : session.Value(site),
                CrmPath = crmIsFile ? session.Value(account) : null,
                CrmUrl = crmIsFile ? null : session.Value(account),
                CmsCredential = session.Value(secret),
                CrmCredential = session.Value(crmSecret),
            });
            await WriteAsync(path, text, session.Stop);
            if (session.IsJson)
                session.Json.Property("path", path);
            else
                session.Tell($"{path} written. Edit it, then: usersync profile test --profile {session.Value(name)}");
            return RunEnd.Done;
        });
        return command;
    }

    /// <summary>Writes the schema beside a profile, unless it is there.</summary>
    public static async Task WriteSchemaAsync(string folder, CancellationToken cancellationToken)
    {
        string path = Path.Combine(folder, SchemaFile);
        if (File.Exists(path))
            return;
        await using Stream schema = typeof(ProfileNewCommand).Assembly.GetManifestResourceStream(SchemaFile)!;
        await using var file = new FileStream(path, FileMode.CreateNew);
        await schema.CopyToAsync(file, cancellationToken);
    }

    private static string PathOf(Session session, string name)
    {
        if (name.EndsWith(".json", StringComparison.OrdinalIgnoreCase))
            return session.FullPath(name);
        if (session.Locator.Folders is not [var folder, ..])
        {
            throw new UserSyncException(new SyncError(ErrorIds.FileNotWritable, "This account has no home folder, so there is no folder for profiles.")
            {
                Remedy = "Give a path that ends with .json, or set USERSYNC_PROFILES.",
            });
        }

        return Path.Combine(folder, name + ".json");
    }

    private static async Task WriteAsync(string path, string text, CancellationToken cancellationToken)
    {
        string folder = Path.GetDirectoryName(path)!;
        Directory.CreateDirectory(folder);
        try
        {
            await using var file = new FileStream(path, FileMode.CreateNew);
            await file.WriteAsync(Encoding.UTF8.GetBytes(text), cancellationToken);
        }
        catch (IOException failure) when (File.Exists(path))
        {
            throw new UserSyncException(new SyncError(ErrorIds.FileNotWritable, $"{path} exists already; nothing was written.") { Item = path, Remedy = "Choose another name, or remove the file first." }, failure);
        }

        await WriteSchemaAsync(folder, cancellationToken);
    }
}
