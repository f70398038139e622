using System.Management.Automation;
using System.Reflection;
using UserSync.Core.Errors;
using UserSync.Core.Profiles;
using UserSync.PowerShell.Completion;
using UserSync.PowerShell.Sessions;
using UserSync.PowerShell.Shell;

namespace UserSync.PowerShell.Commands;

/// <summary>Writes the commented text of a new profile, with its schema beside it. Secrets are only referred to, never written.</summary>
[Cmdlet(VerbsCommon.New, "SyncProfile", DefaultParameterSetName = "Name", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low)]
[OutputType(typeof(ProfileListing))]
public sealed class NewSyncProfileCommand : UserSyncCommand
{
    private const string SchemaName = "sync-profile.schema.json";

    /// <summary>Name of the profile.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = "Name", HelpMessage = "What the profile is called: a short name of letters, digits, - and _.")]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = "NameAndPath", HelpMessage = "What the profile is called: a short name of letters, digits, - and _.")]
    [ValidateNotNullOrEmpty]
    public string Name { get; set; } = "";

    /// <summary>Kind of website.</summary>
    [Parameter(Mandatory = true, HelpMessage = "Kind of website: wordpress, joomla, drupal, backdrop, csv or json; file for csv or json.")]
    [ArgumentCompleter(typeof(EndKindCompleter))]
    [ValidateNotNullOrEmpty]
    public string Cms { get; set; } = "";

    /// <summary>Kind of CRM.</summary>
    [Parameter(Mandatory = true, HelpMessage = "Kind of CRM: amocrm, civicrm, csv or json; file for csv or json.")]
    [ArgumentCompleter(typeof(EndKindCompleter))]
    [ValidateNotNullOrEmpty]
    public string Crm { get; set; } = "";

    /// <summary>The file to write.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "NameAndPath", HelpMessage = "The file to write; by default NAME.json in the folder of your profiles.")]
    [Parameter(Mandatory = true, ParameterSetName = "Path", HelpMessage = "The file to write; the profile is called as the file is.")]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <summary>Address of the website.</summary>
    [Parameter(HelpMessage = "Address of the website.")]
    public Uri? CmsUrl { get; set; }

    /// <summary>Address of the CRM.</summary>
    [Parameter(HelpMessage = "Address of the CRM.")]
    public Uri? CrmUrl { get; set; }

    /// <summary>The file of users.</summary>
    [Parameter(HelpMessage = "The file of users, for a website of kind csv or json; relative to the profile.")]
    public string? CmsPath { get; set; }

    /// <summary>The file of contacts.</summary>
    [Parameter(HelpMessage = "The file of contacts, for a CRM of kind csv or json; relative to the profile.")]
    public string? CrmPath { get; set; }

    /// <summary>The stable key of the site.</summary>
    [Parameter(HelpMessage = "A short name of the site under which its links are kept; never changed later. The profile's name by default.")]
    public string? Site { get; set; }

    /// <summary>The stable key of the account.</summary>
    [Parameter(HelpMessage = "A short name of the CRM account under which its links are kept; never changed later. The profile's name by default.")]
    public string? Account { get; set; }

    /// <summary>Where the site's secret is.</summary>
    [Parameter(HelpMessage = "Where the site's secret is: env:NAME, file:path or secret:Vault/Name. Never the secret itself.")]
    public string? CmsSecret { get; set; }

    /// <summary>Where the CRM's secret is.</summary>
    [Parameter(HelpMessage = "Where the CRM's secret is: env:NAME, file:path or secret:Vault/Name. Never the secret itself.")]
    public string? CrmSecret { get; set; }

    /// <summary>Replaces a file that exists.</summary>
    [Parameter(HelpMessage = "Replaces a profile that exists.")]
    public SwitchParameter Force { get; set; }

    internal override void End()
    {
        string path = Path is not null ? Shell.PathOf(Path) : InFolder();
        if (File.Exists(path) && !Force)
        {
            Terminate(ShellError.Of(new SyncError(ErrorIds.FileNotWritable, $"The profile {path} exists already.") { Item = path, Remedy = "Choose another name, or use -Force to replace it." }));
            return;
        }

        ProfileTemplateRequest request = new(Cms, Crm, Name.Length > 0 ? Name : System.IO.Path.GetFileNameWithoutExtension(path))
        {
            Schema = "./" + SchemaName,
            Site = Site,
            Account = Account,
            CmsUrl = CmsUrl?.OriginalString,
            CrmUrl = CrmUrl?.OriginalString,
            CmsPath = CmsPath,
            CrmPath = CrmPath,
            CmsCredential = CmsSecret,
            CrmCredential = CrmSecret,
        };
        if (Shell.CanAsk && !Shell.WhatIf)
            request = new ProfileQuestions(Shell).Complete(request);
        string text = ProfileTemplate.Create(request);
        if (!Shell.ShouldProcess(path, "write the profile"))
            return;
        Write(path, text);
        ProfileReading reading = ProfileLoader.Read(path);
        Shell.Output(new ProfileListing(reading.Name, path, reading.Profile is not null, null));
    }

    private static string Schema()
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(SchemaName) ?? throw new InvalidOperationException("The schema is not part of this build.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    private string InFolder()
    {
        string folder = ProfileChoice.Locator(Shell).Folders is [var first, ..] ? first
            : throw new UserSyncException(new SyncError(ErrorIds.FileNotWritable, "This account has no home folder, so there is no folder of profiles.") { Item = Name, Remedy = "Name the file with -Path." });
        return System.IO.Path.Combine(folder, Name + ".json");
    }

    private static void Write(string path, string text)
    {
        string folder = System.IO.Path.GetDirectoryName(path)!;
        try
        {
            Directory.CreateDirectory(folder);
            string unfinished = path + ".new";
            File.WriteAllText(unfinished, text);
            File.Move(unfinished, path, overwrite: true);

            // The newest schema knows the keys of older profiles, too.
            File.WriteAllText(System.IO.Path.Combine(folder, SchemaName), Schema());
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new UserSyncException(new SyncError(ErrorIds.FileNotWritable, $"The profile {path} cannot be written: {failure.Message}") { Item = path, Remedy = "Check the folder and its rights, or name another file with -Path." }, failure);
        }
    }
}
