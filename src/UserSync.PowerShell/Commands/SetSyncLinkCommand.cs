using System.Management.Automation;
using UserSync.Core.Errors;
using UserSync.Core.Execution;
using UserSync.Core.Links;
using UserSync.Core.Model;
using UserSync.Core.Profiles;
using UserSync.PowerShell.Completion;
using UserSync.PowerShell.Sessions;
using UserSync.PowerShell.Shell;

namespace UserSync.PowerShell.Commands;

/// <summary>Points a user's link to another contact, or changes its flag; what is not given stays.</summary>
[Cmdlet(VerbsCommon.Set, "SyncLink", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(SyncLink))]
public sealed class SetSyncLinkCommand : RelinkCommand
{
    private readonly Dictionary<string, string> _moved = new(StringComparer.Ordinal);

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

    /// <summary>Side that gets the other's values.</summary>
    [Parameter(HelpMessage = "Contact writes the user's values to the contact; User writes the contact's values to the user, as far as fields travel that way. The profile's relink.fill by default, when the link moves.")]
    public RelinkSide? Fill { get; set; }

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
        if (contact != link.ContactId)
            Move(session, link, contact);
        else if (Fill is RelinkSide.Contact or RelinkSide.User)
            Change(new Relink(link, contact, new RelinkPolicy(Fill.Value)) { Temporary = Temporary });
        else
            Change(session, link with { IsTemporary = Temporary ?? link.IsTemporary }, $"set the flag \"temporary user\" to {(Temporary ?? link.IsTemporary ? "true" : "false")}");
    }

    internal override Task<IReadOnlyList<LinkChange>> WriteAsync(LinkTable links, IReadOnlyList<SyncLink> batch) => links.ChangeAsync(batch, StopToken);

    internal override void Tell(LinkChange change)
    {
        if (PassThru)
            Shell.Output(change.Link);
    }

    private bool? Temporary => Shell.IsBound(nameof(IsTemporary)) ? IsTemporary.IsPresent : null;

    private void Move(ProfileSession session, SyncLink link, string contact)
    {
        RelinkPolicy policy = Policy(session, Fill);
        if (!policy.IsNothing)
        {
            Change(new Relink(link, contact, policy) { Temporary = Temporary });
            return;
        }

        // What is only shown would otherwise never meet the store, which refuses it.
        if (Shell.WhatIf && Owner(session, contact) is { } owner)
        {
            Refuse(link, ErrorIds.LinkTaken, $"User {link.UserId} of site {session.Site} cannot be linked to contact {contact} of account {session.Account}: user {owner} is linked to contact {contact}.", "Use Set-SyncLink to move a link, or Remove-SyncLink first.");
            return;
        }

        _moved[link.UserId] = contact;
        Change(session, link with { ContactId = contact, IsTemporary = Temporary ?? link.IsTemporary, Origin = LinkOrigin.Manual, ContactUrl = null }, $"move the link from contact {link.ContactId} to contact {contact}");
    }

    // Who would have the contact after what was shown so far.
    private string? Owner(ProfileSession session, string contact)
    {
        if (_moved.FirstOrDefault(m => m.Value == contact) is { Key: { } planned })
            return planned;
        SyncLink? stored = session
            .All(session.Store(preview: true).Links.ReadAsync(new LinkQuery { Site = session.Site, Account = session.Account, ContactIds = [contact] }, StopToken))
            .FirstOrDefault();
        return stored is null || _moved.ContainsKey(stored.UserId) ? null : stored.UserId;
    }
}
