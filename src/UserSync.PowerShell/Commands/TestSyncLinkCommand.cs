using System.Management.Automation;
using UserSync.Core.Errors;
using UserSync.Core.Execution;
using UserSync.Core.Links;
using UserSync.Core.Model;
using UserSync.PowerShell.Completion;
using UserSync.PowerShell.Sessions;
using UserSync.PowerShell.Shell;

namespace UserSync.PowerShell.Commands;

/// <summary>Asks both systems what became of the records of links: all links, or those of users or contacts, or those that are piped.</summary>
[Cmdlet(VerbsDiagnostic.Test, "SyncLink")]
[OutputType(typeof(LinkFinding))]
public sealed class TestSyncLinkCommand : ConnectedCommand
{
    private readonly List<SyncLink> _links = [];
    private bool _asked;

    /// <summary>Links that are to be tested.</summary>
    [Parameter(ValueFromPipeline = true, HelpMessage = "Links as Get-SyncLink brings them.")]
    [OursOnly(typeof(SyncLink))]
    [AllowNull]
    public SyncLink? InputObject { get; set; }

    /// <summary>Users whose links are tested.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true, HelpMessage = "Ids of users whose links are tested; also taken from the property UserId of piped objects.")]
    [ArgumentCompleter(typeof(UserIdCompleter))]
    [AllowNull]
    [AllowEmptyCollection]
    [AllowEmptyString]
    public string[]? UserId { get; set; }

    /// <summary>Contacts whose links are tested.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, HelpMessage = "Ids of contacts whose links are tested; also taken from the property ContactId of piped objects.")]
    [ArgumentCompleter(typeof(ContactIdCompleter))]
    [AllowNull]
    [AllowEmptyCollection]
    [AllowEmptyString]
    public string[]? ContactId { get; set; }

    internal override void Process()
    {
        if (InputObject is { } link)
        {
            _asked = true;
            if (Admit(link, link.Profile, link.Site, link.Account) is { } session)
                Add(session, link);
            return;
        }

        string[] users = IdsOf(UserId);
        string[] contacts = users.Length > 0 ? [] : IdsOf(ContactId);
        _asked |= Ids.Of(UserId).Length + Ids.Of(ContactId).Length > 0;
        if (users.Length + contacts.Length > 0 && Admit(users.Length > 0 ? users : contacts) is { } admitting)
            Find(admitting, users, contacts);
    }

    internal override void End()
    {
        if (_asked)
            Flush();
        else if (Shell.ExpectsInput || Shell.IsBound(nameof(InputObject)) || Shell.IsBound(nameof(UserId)) || Shell.IsBound(nameof(ContactId)))
            WarnNothing("link");
        else
            TestAll(Open());
    }

    private void TestAll(ProfileSession session)
    {
        var all = new LinkQuery { Site = session.Site, Account = session.Account };
        Tell(session, session.Store(preview: true).Links.ReadAsync(all, StopToken));
    }

    private void Find(ProfileSession session, string[] users, string[] contacts)
    {
        bool byUser = users.Length > 0;
        var missing = new HashSet<string>(byUser ? users : contacts, StringComparer.Ordinal);
        var query = new LinkQuery { Site = session.Site, Account = session.Account, UserIds = byUser ? users : null, ContactIds = byUser ? null : contacts };
        foreach (SyncLink link in session.All(session.Store(preview: true).Links.ReadAsync(query, StopToken)))
        {
            missing.Remove(byUser ? link.UserId : link.ContactId);
            Add(session, link);
        }

        foreach (string id in missing)
            Refuse(id, ErrorIds.LinkNotFound, $"{(byUser ? "User" : "Contact")} {id} has no link between site {session.Site} and account {session.Account}.", "Look with Get-SyncLink.");
    }

    private void Add(ProfileSession session, SyncLink link)
    {
        _links.Add(link with { Site = session.Site, Account = session.Account });
        if (_links.Count >= Audit(session).Batch)
            Flush();
    }

    private void Flush()
    {
        if (_links.Count == 0)
            return;
        SyncLink[] part = [.. _links];
        _links.Clear();
        Tell(Open(), part.ToAsyncEnumerable());
    }

    private void Tell(ProfileSession session, IAsyncEnumerable<SyncLink> links)
    {
        foreach (LinkFinding finding in session.All(Audit(session).TestAsync(links, StopToken)))
            Shell.Output(finding with { Link = finding.Link with { Profile = session.Reference } });
    }

    private static LinkAudit Audit(ProfileSession session) => new(session.Cms(), session.Crm());
}
