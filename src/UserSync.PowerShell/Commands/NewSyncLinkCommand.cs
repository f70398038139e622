using System.Management.Automation;
using UserSync.Core.Errors;
using UserSync.Core.Links;
using UserSync.Core.Model;
using UserSync.PowerShell.Sessions;
using UserSync.PowerShell.Shell;

namespace UserSync.PowerShell.Commands;

/// <summary>Links users to contacts. A link that is there already is passed on as it is; one that is taken is the item's error.</summary>
[Cmdlet(VerbsCommon.New, "SyncLink", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low)]
[OutputType(typeof(SyncLink))]
public sealed class NewSyncLinkCommand : LinkWriteCommand
{
    /// <summary>A link, such as one that was removed.</summary>
    [Parameter(ValueFromPipeline = true, HelpMessage = "A link as Get-SyncLink brings it, such as one that was removed.")]
    [OursOnly(typeof(SyncLink))]
    [AllowNull]
    public SyncLink? InputObject { get; set; }

    /// <summary>The user.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true, HelpMessage = "Id of the user; also taken from the property UserId of piped objects.")]
    [AllowNull]
    [AllowEmptyString]
    public string? UserId { get; set; }

    /// <summary>The contact.</summary>
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true, HelpMessage = "Id of the contact; also taken from the property ContactId of piped objects.")]
    [AllowNull]
    [AllowEmptyString]
    public string? ContactId { get; set; }

    /// <summary>Marks a user that has only a placeholder address.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, HelpMessage = "Marks a user that has only a placeholder address. In files: true, false, 1, 0, yes, no.")]
    [Flag]
    public SwitchParameter IsTemporary { get; set; }

    internal override void Process()
    {
        SyncLink? given = InputObject;
        string user = (given?.UserId ?? UserId ?? "").Trim();
        string contact = (given?.ContactId ?? ContactId ?? "").Trim();
        if (user.Length + contact.Length == 0)
            return;
        HadInput();
        if (Ids.IsPattern(user) || Ids.IsPattern(contact))
        {
            _ = IdsOf(user, contact);
            return;
        }

        object item = given ?? (object)$"user {user} - contact {contact}";
        if (Admit(item, given?.Profile, given?.Site, given?.Account) is not { } session)
            return;
        if (user.Length == 0 || contact.Length == 0)
        {
            Refuse(item, ErrorIds.InvalidLinkRow, user.Length == 0 ? $"A link to contact {contact} needs a user." : $"A link of user {user} needs a contact.", "Give both ids.");
            return;
        }

        Add(
            given is null
                ? new SyncLink { Site = session.Site, Account = session.Account, UserId = user, ContactId = contact, IsTemporary = IsTemporary }
                : given with { Site = session.Site, Account = session.Account },
            "make the link");
    }

    internal override Task<IReadOnlyList<LinkChange>> WriteAsync(LinkTable links, IReadOnlyList<SyncLink> batch) => links.AddAsync(batch, StopToken);

    internal override void Tell(LinkChange change) => Shell.Output(change.Link);
}
