using System.Management.Automation;
using UserSync.Core.Errors;
using UserSync.Core.Execution;
using UserSync.Core.Model;
using UserSync.Core.Profiles;
using UserSync.PowerShell.Completion;
using UserSync.PowerShell.Sessions;
using UserSync.PowerShell.Shell;

namespace UserSync.PowerShell.Commands;

/// <summary>Brings contacts to the website: links them to users that are there, makes the others, and carries their values over.</summary>
[Cmdlet(VerbsData.Import, "CrmContact", DefaultParameterSetName = GivenSet, SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(SyncSummary), typeof(SyncResult))]
public sealed class ImportCrmContactCommand : SyncRunCommand
{
    private const string TagSet = "Tag";
    private readonly List<CrmContact> _contacts = [];
    private readonly HashSet<string> _contactIds = new(StringComparer.Ordinal);

    /// <summary>Contacts as Get-CrmContact brings them.</summary>
    [Parameter(ParameterSetName = GivenSet, ValueFromPipeline = true, HelpMessage = "Contacts as Get-CrmContact brings them.")]
    [AllowNull]
    [OursOnly(typeof(CrmContact))]
    public CrmContact? InputObject { get; set; }

    /// <summary>Ids of contacts.</summary>
    [Parameter(ParameterSetName = GivenSet, Position = 0, ValueFromPipelineByPropertyName = true, HelpMessage = "Ids of contacts; also taken from the property ContactId of piped objects.")]
    [ArgumentCompleter(typeof(ContactIdCompleter))]
    [AllowNull]
    [AllowEmptyCollection]
    [AllowEmptyString]
    public string[]? ContactId { get; set; }

    /// <summary>Only contacts with a tag.</summary>
    [Parameter(ParameterSetName = TagSet, Mandatory = true, HelpMessage = "Only contacts with any of these tags, by id or name, of those that the profile's filter lets through.")]
    [Parameter(ParameterSetName = AllSet, HelpMessage = "Only contacts with any of these tags, by id or name, of those that the profile's filter lets through.")]
    [Parameter(ParameterSetName = IncrementalSet, HelpMessage = "Only contacts with any of these tags, by id or name, of those that changed.")]
    [Parameter(ParameterSetName = SinceSet, HelpMessage = "Only contacts with any of these tags, by id or name, of those that changed.")]
    [ArgumentCompleter(typeof(TagCompleter))]
    [ValidateNotNullOrEmpty]
    public string[]? Tag { get; set; }

    /// <summary>Only contacts without a tag.</summary>
    [Parameter(ParameterSetName = TagSet, HelpMessage = "Only contacts without any of these tags, by id or name.")]
    [Parameter(ParameterSetName = AllSet, HelpMessage = "Only contacts without any of these tags, by id or name.")]
    [Parameter(ParameterSetName = IncrementalSet, HelpMessage = "Only contacts without any of these tags, by id or name.")]
    [Parameter(ParameterSetName = SinceSet, HelpMessage = "Only contacts without any of these tags, by id or name.")]
    [ArgumentCompleter(typeof(TagCompleter))]
    [ValidateNotNullOrEmpty]
    public string[]? ExcludeTag { get; set; }

    /// <summary>Most writes under way at once.</summary>
    [Parameter(HelpMessage = "Most writes under way at once; the connector's own measure by default, and never more than that.")]
    [ValidateRange(1, 64)]
    public int? ThrottleLimit { get; set; }

    /// <summary>Brings a result per change.</summary>
    [Parameter(HelpMessage = "Brings a SyncResult for each change instead of the summary, which then goes to the information stream.")]
    public SwitchParameter PassThru { get; set; }

    internal override string NobodyGiven => "No contact was given, so nothing was done. Pipe contacts, name ids or tags, or use -All.";

    internal override void Process()
    {
        object? refused = Shell.TakeRefused();
        if (InputObject is { } contact)
        {
            if (Admit(contact, contact.Profile, account: contact.Account) is not null)
                _contacts.Add(contact);
            return;
        }

        string[] ids = IdsOf(ContactId);
        if (ids.Length > 0)
        {
            if (Admit(ids.Length == 1 ? ids[0] : ids) is not null)
                _contactIds.UnionWith(ids);
        }
        else if (Shell.ExpectsInput && refused is not null)
        {
            Refuse(refused, ErrorIds.NoIdentity, $"{refused} is no contact and has no ContactId; it was passed over.", "Pipe what Get-CrmContact brings, or objects with a property ContactId.");
        }
    }

    internal override SyncRequest About() => new()
    {
        Direction = SyncDirection.ToCms,
        Contacts = _contacts,
        ContactIds = [.. _contactIds],
        Tags = Tag ?? [],
        NotTags = ExcludeTag ?? [],
    };

    internal override void Run(ProfileSession session, SyncRequest request)
    {
        var report = new RunReport(Shell, session, PassThru);
        Pump(session, request with { WhatIf = report.WhatIf, ThrottleLimit = ThrottleLimit }, report.Take);
    }
}
