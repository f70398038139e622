using System.Management.Automation;
using UserSync.Connectors.Files.Links;
using UserSync.Core.Execution;
using UserSync.Core.Links;
using UserSync.Core.Model;
using UserSync.PowerShell.Sessions;
using UserSync.PowerShell.Shell;

namespace UserSync.PowerShell.Commands;

/// <summary>
/// Takes links over from a CSV, ours, of the WT AmoCRM library (also as an SQL dump), or of CiviCRM's UFMatch, or from the links that the CRM keeps itself.
/// Bad rows are told with their lines; the rest is imported.
/// </summary>
[Cmdlet(VerbsData.Import, "SyncLink", DefaultParameterSetName = FileSet, SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(SyncLink))]
public sealed class ImportSyncLinkCommand : LinkWriteCommand
{
    private const string FileSet = "Path";
    private const string CrmSet = "FromCrm";
    private const string ForceSet = "Force";
    private long _made;
    private long _known;
    private LinkEnds? _ends;

    /// <summary>The files.</summary>
    [Parameter(ParameterSetName = FileSet, Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true, HelpMessage = "CSV files with columns UserId, ContactId and IsTemporary, or joomla_user_id, amocrm_contact_id and is_temporary_user, or uf_id and contact_id; or SQL dumps of the table lib_wt_amocrm_users_sync.")]
    [Alias("FullName", "PSPath")]
    [ValidateNotNullOrEmpty]
    public string[] Path { get; set; } = [];

    /// <summary>Whose table it is.</summary>
    [Parameter(ParameterSetName = FileSet, HelpMessage = "Whose table the files must hold: UserSync, WtAmoCrm or UFMatch. Of another's table both ends of each link are looked up.")]
    [Alias("Layout")]
    public LinkLayout? Format { get; set; }

    /// <summary>Does not look the ends up.</summary>
    [Parameter(ParameterSetName = FileSet, HelpMessage = "Does not ask the website and the CRM whether user and contact are there.")]
    public SwitchParameter SkipCheck { get; set; }

    /// <summary>Reads the links that the CRM keeps itself.</summary>
    [Parameter(ParameterSetName = CrmSet, Mandatory = true, HelpMessage = "Takes over the links that the CRM keeps itself (CiviCRM's UFMatch).")]
    [Parameter(ParameterSetName = ForceSet, Mandatory = true, HelpMessage = "Takes over the links that the CRM keeps itself (CiviCRM's UFMatch).")]
    public SwitchParameter FromCrm { get; set; }

    /// <summary>Moves stale links.</summary>
    [Parameter(ParameterSetName = CrmSet, HelpMessage = "Also moves links of ours whose user or contact is gone, where the CRM names one that is there.")]
    public SwitchParameter Mend { get; set; }

    /// <summary>Follows the CRM for named users.</summary>
    [Parameter(ParameterSetName = ForceSet, Mandatory = true, HelpMessage = "Follows the CRM for the named users even where our link may be right.")]
    public SwitchParameter Force { get; set; }

    /// <summary>Only these users.</summary>
    [Parameter(ParameterSetName = CrmSet, HelpMessage = "Only links of these users.")]
    [Parameter(ParameterSetName = ForceSet, Mandatory = true, HelpMessage = "Only links of these users.")]
    [ValidateNotNullOrEmpty]
    public string[]? UserId { get; set; }

    /// <summary>Brings the imported links.</summary>
    [Parameter(HelpMessage = "Brings the links that were made or were there already.")]
    public SwitchParameter PassThru { get; set; }

    internal override void Process()
    {
        if (FromCrm)
        {
            HadInput();
            ProfileSession session = Open();
            foreach (LinkDifference taken in new MirrorCall(Shell, session, StopToken).Run(new LinkRepair(ToCrm: false) { Mend = Mend, Force = Force, UserIds = UserId }))
            {
                _made++;
                if (PassThru)
                    Shell.Output(taken.Offered! with { Profile = session.Reference });
            }

            return;
        }

        foreach (string path in Path)
        {
            HadInput();
            Import(Open(), Shell.PathOf(path));
        }
    }

    internal override void End()
    {
        base.End();
        Shell.Verbose(FormattableString.Invariant($"{_made} links were made, {_known} were there already."));
    }

    internal override async Task<IReadOnlyList<LinkChange>> WriteAsync(LinkTable links, IReadOnlyList<SyncLink> batch)
    {
        if (_ends is null)
            return await links.AddAsync(batch, StopToken);
        IReadOnlyList<LinkChange> looked = await _ends.CheckAsync(batch, StopToken);
        return [.. looked.Where(c => c.Error is not null), .. await links.AddAsync([.. looked.Where(c => c.Error is null).Select(c => c.Link)], StopToken)];
    }

    internal override void Tell(LinkChange change)
    {
        if (change.Changed)
            _made++;
        else
            _known++;
        if (PassThru)
            Shell.Output(change.Link);
    }

    private void Import(ProfileSession session, string path)
    {
        if (Format is LinkLayout.WtAmoCrm or LinkLayout.UFMatch && !SkipCheck)
            _ends ??= new LinkEnds(session.Cms(), session.Crm());
        foreach (LinkRow row in LinkFile.Read(path, Format))
        {
            StopToken.ThrowIfCancellationRequested();
            LinkChange read = row.ToLink(session.Site, session.Account, path);
            if (read.Error is { } error)
                Shell.Error(ShellError.Of(error, row));
            else
                Add(read.Link, "import the link");
        }
    }
}
