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

/// <summary>
/// Removes links by users or by contacts. Both lists are one parameter set: given together they are refused here, where it can
/// be written down, and not by the binder.
/// </summary>
[Cmdlet(VerbsCommon.Remove, "SyncLink", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(SyncLink))]
public sealed class RemoveSyncLinkCommand : RelinkCommand
{
    /// <summary>A link that is to be removed.</summary>
    [Parameter(ValueFromPipeline = true, HelpMessage = "A link as Get-SyncLink brings it.")]
    [OursOnly(typeof(SyncLink))]
    [AllowNull]
    public SyncLink? InputObject { get; set; }

    /// <summary>Users whose links are removed.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true, HelpMessage = "Ids of users whose links are removed; not together with -ContactId.")]
    [ArgumentCompleter(typeof(UserIdCompleter))]
    [AllowNull]
    [AllowEmptyCollection]
    [AllowEmptyString]
    public string[]? UserId { get; set; }

    /// <summary>Contacts whose links are removed.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, HelpMessage = "Ids of contacts whose links are removed; not together with -UserId.")]
    [ArgumentCompleter(typeof(ContactIdCompleter))]
    [AllowNull]
    [AllowEmptyCollection]
    [AllowEmptyString]
    public string[]? ContactId { get; set; }

    internal override void Process()
    {
        if (InputObject is { } link)
        {
            HadInput();
            if (Admit(link, link.Profile, link.Site, link.Account) is { } admitting)
                Remove(admitting, link with { Site = admitting.Site, Account = admitting.Account });
            return;
        }

        string[] users = IdsOf(UserId);
        string[] contacts = IdsOf(ContactId);
        if (users.Length + contacts.Length == 0)
            return;
        HadInput();
        if (Admit(users.Length > 0 ? users : contacts) is not { } session)
            return;
        if (users.Length > 0 && contacts.Length > 0)
            RefuseBoth(session);
        else
            Find(session, users, contacts);
    }

    internal override Task<IReadOnlyList<LinkChange>> WriteAsync(LinkTable links, IReadOnlyList<SyncLink> batch) => links.RemoveAsync(batch, StopToken);

    internal override void Tell(LinkChange change)
    {
        if (!change.Changed)
            Refuse(change.Link, ErrorIds.LinkNotFound, $"There is no link between user {change.Link.UserId} and contact {change.Link.ContactId} any more.", "Look with Get-SyncLink.");
        else if (PassThru)
            Shell.Output(change.Link);
    }

    private void Remove(ProfileSession session, SyncLink link)
    {
        RelinkPolicy policy = Policy(session, RelinkSide.None);
        if (policy.IsNothing)
            Change(session, link, "remove the link");
        else
            Change(new Relink(link, null, policy));
    }

    private void RefuseBoth(ProfileSession session)
    {
        var error = new SyncError(ErrorIds.BothIdLists, "Remove-SyncLink was given users and contacts at once; nothing was removed.") { Remedy = "Give -UserId or -ContactId, or pipe the links themselves." };
        if (!Shell.WhatIf)
            session.Take(() => session.Store(preview: false).Runs.RefuseAsync(session.Profile.Name, session.Site, session.Account, error, StopToken));
        Terminate(ShellError.Of(error, $"users {string.Join(", ", Ids.Of(UserId))}; contacts {string.Join(", ", Ids.Of(ContactId))}"));
    }

    private void Find(ProfileSession session, string[] users, string[] contacts)
    {
        bool byUser = users.Length > 0;
        var missing = new HashSet<string>(byUser ? users : contacts, StringComparer.Ordinal);
        var query = new LinkQuery { Site = session.Site, Account = session.Account, UserIds = byUser ? users : null, ContactIds = byUser ? null : contacts };
        foreach (SyncLink link in session.All(session.Store(Shell.WhatIf).Links.ReadAsync(query, StopToken)))
        {
            missing.Remove(byUser ? link.UserId : link.ContactId);
            Remove(session, link);
        }

        foreach (string id in missing)
            Refuse(id, ErrorIds.LinkNotFound, $"{(byUser ? "User" : "Contact")} {id} has no link between site {session.Site} and account {session.Account}.", "Look with Get-SyncLink.");
    }
}
