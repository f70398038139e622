using System.Management.Automation;
using UserSync.Core.Errors;
using UserSync.Core.Links;
using UserSync.Core.Model;
using UserSync.PowerShell.Completion;
using UserSync.PowerShell.Sessions;
using UserSync.PowerShell.Shell;

namespace UserSync.PowerShell.Commands;

/// <summary>Points a user's link to another contact, or changes its flag; what is not given stays.</summary>
[Cmdlet(VerbsCommon.Set, "SyncLink", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(SyncLink))]
public sealed class SetSyncLinkCommand : LinkWriteCommand
{
    /// <summary>A link that is to be changed.</summary>
    [Parameter(ValueFromPipeline = true, HelpMessage = "A link as Get-SyncLink brings it; its user's link is changed.")]
    [OursOnly(typeof(SyncLink))]
    [AllowNull]
    public SyncLink? InputObject { get; set; }

    /// <summary>The user whose link is changed.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true, HelpMessage = "Id of the user whose link is changed; also taken from the property UserId of piped objects.")]
    [ArgumentCompleter(typeof(UserIdCompleter))]
    [AllowNull]
    [AllowEmptyString]
    public string? UserId { get; set; }

    /// <summary>The contact that the link shall point to.</summary>
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true, HelpMessage = "Id of the contact that the link shall point to; without it the contact stays.")]
    [AllowNull]
    [AllowEmptyString]
    public string? ContactId { get; set; }

    /// <summary>Sets or clears the flag "temporary user".</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, HelpMessage = "Sets the flag \"temporary user\"; -IsTemporary:$false clears it; without it the flag stays.")]
    [Flag]
    public SwitchParameter IsTemporary { get; set; }

    /// <summary>Brings the changed links.</summary>
    [Parameter(HelpMessage = "Brings the links as they are now.")]
    public SwitchParameter PassThru { get; set; }

    internal override void Process()
    {
        string user = (InputObject?.UserId ?? UserId ?? "").Trim();
        if (user.Length == 0)
            return;
        HadInput();
        if (Ids.IsPattern(user) || Ids.IsPattern(ContactId ?? ""))
        {
            _ = IdsOf(user, ContactId);
            return;
        }

        object item = InputObject ?? (object)user;
        if (Admit(item, InputObject?.Profile, InputObject?.Site, InputObject?.Account) is not { } session)
            return;
        if (Current(session, user) is not { } link)
        {
            Refuse(item, ErrorIds.LinkNotFound, $"User {user} of site {session.Site} has no link to account {session.Account}.", "Use New-SyncLink to make one.");
            return;
        }

        string contact = string.IsNullOrWhiteSpace(ContactId) ? link.ContactId : ContactId.Trim();
        bool temporary = Shell.IsBound(nameof(IsTemporary)) ? IsTemporary : link.IsTemporary;
        SyncLink changed = contact == link.ContactId
            ? link with { IsTemporary = temporary }
            : link with { ContactId = contact, IsTemporary = temporary, Origin = LinkOrigin.Manual, ContactUrl = null };
        Add(changed, contact == link.ContactId ? $"set the flag \"temporary user\" to {(temporary ? "true" : "false")}" : $"move the link from contact {link.ContactId} to contact {contact}");
    }

    internal override Task<IReadOnlyList<LinkChange>> WriteAsync(LinkTable links, IReadOnlyList<SyncLink> batch) => links.ChangeAsync(batch, StopToken);

    internal override void Tell(LinkChange change)
    {
        if (PassThru)
            Shell.Output(change.Link);
    }

    private SyncLink? Current(ProfileSession session, string user) => session
        .All(session.Store(Shell.WhatIf).Links.ReadAsync(new LinkQuery { Site = session.Site, Account = session.Account, UserIds = [user] }, StopToken))
        .FirstOrDefault();
}
