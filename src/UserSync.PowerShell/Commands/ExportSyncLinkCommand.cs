using System.Management.Automation;
using UserSync.Connectors.Files.Links;
using UserSync.Core.Execution;
using UserSync.Core.Links;
using UserSync.Core.Model;
using UserSync.PowerShell.Sessions;
using UserSync.PowerShell.Shell;

namespace UserSync.PowerShell.Commands;

/// <summary>Writes links to a CSV, to the table that the CRM keeps itself, or brings them as flat objects for another format. Without a pipe it takes all links of the profile.</summary>
[Cmdlet(VerbsData.Export, "SyncLink", DefaultParameterSetName = FileSet, SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(PSObject), typeof(FileInfo), typeof(SyncLink))]
public sealed class ExportSyncLinkCommand : ProfileCommand
{
    private const string FileSet = "Path";
    private const string CrmSet = "ToCrm";
    private const string ForceSet = "Force";
    private LinkFileWriter? _file;
    private string? _path;
    private bool _hadInput;
    private bool _declined;

    /// <summary>Links to export.</summary>
    [Parameter(ParameterSetName = FileSet, ValueFromPipeline = true, HelpMessage = "Links as Get-SyncLink brings them; without a pipe all links of the profile are taken.")]
    [OursOnly(typeof(SyncLink))]
    [AllowNull]
    public SyncLink? InputObject { get; set; }

    /// <summary>The file to write.</summary>
    [Parameter(ParameterSetName = FileSet, Position = 0, HelpMessage = "The CSV to write; without it flat objects are passed on, for Export-Csv, ConvertTo-Json and others.")]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <summary>Whose columns.</summary>
    [Parameter(ParameterSetName = FileSet, HelpMessage = "Whose columns: UserSync, WtAmoCrm or UFMatch. WtAmoCrm into a file that ends in .sql writes INSERT lines.")]
    [Alias("Format")]
    public LinkLayout Layout { get; set; }

    /// <summary>Keeps a file that exists.</summary>
    [Parameter(ParameterSetName = FileSet, HelpMessage = "Refuses to replace a file that exists.")]
    public SwitchParameter NoClobber { get; set; }

    /// <summary>Writes to the links that the CRM keeps itself.</summary>
    [Parameter(ParameterSetName = CrmSet, Mandatory = true, HelpMessage = "Writes our links into those that the CRM keeps itself (CiviCRM's UFMatch).")]
    [Parameter(ParameterSetName = ForceSet, Mandatory = true, HelpMessage = "Writes our links into those that the CRM keeps itself (CiviCRM's UFMatch).")]
    public SwitchParameter ToCrm { get; set; }

    /// <summary>Replaces stale links.</summary>
    [Parameter(ParameterSetName = CrmSet, HelpMessage = "Also replaces links of the CRM whose user or contact is gone, where ours names one that is there.")]
    public SwitchParameter Mend { get; set; }

    /// <summary>Makes the CRM follow for named users.</summary>
    [Parameter(ParameterSetName = ForceSet, Mandatory = true, HelpMessage = "Makes the CRM follow us for the named users even where its link may be right.")]
    public SwitchParameter Force { get; set; }

    /// <summary>Only these users.</summary>
    [Parameter(ParameterSetName = CrmSet, HelpMessage = "Only links of these users.")]
    [Parameter(ParameterSetName = ForceSet, Mandatory = true, HelpMessage = "Only links of these users.")]
    [ValidateNotNullOrEmpty]
    public string[]? UserId { get; set; }

    /// <summary>Brings the file.</summary>
    [Parameter(HelpMessage = "Brings the file that was written, or the links that were written to the CRM.")]
    public SwitchParameter PassThru { get; set; }

    internal override void Begin()
    {
        if (Path is null)
            return;
        _path = Shell.PathOf(Path);
        if (NoClobber && File.Exists(_path))
        {
            Terminate(ShellError.Of(new Core.Errors.SyncError(Core.Errors.ErrorIds.FileNotWritable, $"The file {_path} exists already.") { Item = _path, Remedy = "Name another file, or leave -NoClobber out." }));
            return;
        }

        _declined = !Shell.ShouldProcess(_path, "write the links to it");
        if (!_declined)
            _file = new LinkFileWriter(_path, Layout);
    }

    internal override void Process()
    {
        if (InputObject is not { } link)
            return;
        _hadInput = true;
        if (Admit(link, link.Profile, link.Site, link.Account) is not null)
            Export(link);
    }

    internal override void End()
    {
        if (ToCrm)
        {
            ProfileSession crm = Open();
            foreach (LinkDifference written in new MirrorCall(Shell, crm, StopToken).Run(new LinkRepair(ToCrm: true) { Mend = Mend, Force = Force, UserIds = UserId }))
            {
                if (PassThru)
                    Shell.Output(written.Ours! with { Profile = crm.Reference });
            }

            return;
        }

        if (!_hadInput && (Shell.ExpectsInput || Shell.IsBound(nameof(InputObject))))
        {
            WarnNothing("link");
            return;
        }

        if (!_hadInput && !_declined)
        {
            ProfileSession session = Open();
            foreach (SyncLink link in session.All(session.Store(preview: true).Links.ReadAsync(new LinkQuery { Site = session.Site, Account = session.Account }, StopToken)))
                Export(link);
        }

        _file?.Complete();
        if (_file is not null && PassThru)
            Shell.Output(new FileInfo(_path!));
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _file?.Dispose();
        base.Dispose(disposing);
    }

    private void Export(SyncLink link)
    {
        if (_declined)
            return;
        if (_file is not null)
        {
            _file.Add(link);
            return;
        }

        var row = new PSObject();
        foreach ((string name, string value) in LinkColumns.Row(link, Layout))
            row.Properties.Add(new PSNoteProperty(name, value));
        Shell.Output(row);
    }
}
