using System.Management.Automation;
using UserSync.Connectors.Files.Links;
using UserSync.Core.Links;
using UserSync.Core.Model;
using UserSync.PowerShell.Sessions;
using UserSync.PowerShell.Shell;

namespace UserSync.PowerShell.Commands;

/// <summary>Takes links over from a CSV: ours, of the WT AmoCRM library, or of CiviCRM's UFMatch. Bad rows are told with their lines; the rest is imported.</summary>
[Cmdlet(VerbsData.Import, "SyncLink", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(SyncLink))]
public sealed class ImportSyncLinkCommand : LinkWriteCommand
{
    private long _made;
    private long _known;

    /// <summary>The files.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true, HelpMessage = "CSV files with columns UserId, ContactId and IsTemporary, or joomla_user_id, amocrm_contact_id and is_temporary_user, or uf_id and contact_id.")]
    [Alias("FullName", "PSPath")]
    [ValidateNotNullOrEmpty]
    public string[] Path { get; set; } = [];

    /// <summary>Brings the imported links.</summary>
    [Parameter(HelpMessage = "Brings the links that were made or were there already.")]
    public SwitchParameter PassThru { get; set; }

    internal override void Process()
    {
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

    internal override Task<IReadOnlyList<LinkChange>> WriteAsync(LinkTable links, IReadOnlyList<SyncLink> batch) => links.AddAsync(batch, StopToken);

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
        foreach (LinkRow row in LinkFile.Read(path))
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
