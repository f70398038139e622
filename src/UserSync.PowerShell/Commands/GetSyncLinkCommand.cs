using System.IO.Enumeration;
using System.Management.Automation;
using UserSync.Core.Links;
using UserSync.Core.Model;
using UserSync.PowerShell.Completion;
using UserSync.PowerShell.Sessions;
using UserSync.PowerShell.Shell;

namespace UserSync.PowerShell.Commands;

/// <summary>Reads links: all of a profile, or those of users or contacts. An id without a link brings nothing.</summary>
[Cmdlet(VerbsCommon.Get, "SyncLink")]
[OutputType(typeof(SyncLink))]
public sealed class GetSyncLinkCommand : ProfileCommand
{
    private bool _asked;

    /// <summary>Links that are to be read again.</summary>
    [Parameter(ValueFromPipeline = true, HelpMessage = "Links that are to be read again.")]
    [OursOnly(typeof(SyncLink))]
    [AllowNull]
    public SyncLink? InputObject { get; set; }

    /// <summary>Users whose links are wanted.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true, HelpMessage = "Ids of users, in which * and ? stand for any characters; also taken from the property UserId of piped objects.")]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(UserIdCompleter))]
    [AllowNull]
    [AllowEmptyCollection]
    [AllowEmptyString]
    public string[]? UserId { get; set; }

    /// <summary>Contacts whose links are wanted.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, HelpMessage = "Ids of contacts, in which * and ? stand for any characters; also taken from the property ContactId of piped objects.")]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ContactIdCompleter))]
    [AllowNull]
    [AllowEmptyCollection]
    [AllowEmptyString]
    public string[]? ContactId { get; set; }

    /// <summary>Only links with or without the flag.</summary>
    [Parameter(HelpMessage = "Only links of temporary users; -IsTemporary:$false brings only the others.")]
    [Flag]
    public SwitchParameter IsTemporary { get; set; }

    internal override void Process()
    {
        string[] users = Ids.Of(InputObject is { } link ? [link.UserId] : UserId);
        string[] contacts = Ids.Of(InputObject is null ? ContactId : [InputObject.ContactId]);
        if (users.Length + contacts.Length == 0)
            return;
        _asked = true;
        if (Admit(users.Length > 0 ? users : contacts, InputObject?.Profile, InputObject?.Site, InputObject?.Account) is { } session)
            Read(session, users.Length > 0 ? users : null, contacts.Length > 0 ? contacts : null);
    }

    internal override void End()
    {
        if (_asked)
            return;
        if (Shell.ExpectsInput || Shell.IsBound(nameof(InputObject)) || Shell.IsBound(nameof(UserId)) || Shell.IsBound(nameof(ContactId)))
            WarnNothing("user or contact");
        else
            Read(Open(), null, null);
    }

    private void Read(ProfileSession session, string[]? users, string[]? contacts)
    {
        bool patterned = (users ?? contacts ?? []).Any(HasWildcard);
        var query = new LinkQuery
        {
            Site = session.Site,
            Account = session.Account,
            UserIds = patterned ? null : users,
            ContactIds = patterned || users is not null ? null : contacts,
            IsTemporary = Shell.IsBound(nameof(IsTemporary)) ? IsTemporary.IsPresent : null,
        };
        foreach (SyncLink link in session.All(session.Store(preview: true).Links.ReadAsync(query, StopToken)))
        {
            // Given both, a link must be of one of the users and of one of the contacts.
            if (Fits(users, link.UserId) && Fits(contacts, link.ContactId))
                Shell.Output(link with { Profile = session.Reference });
        }
    }

    private static bool HasWildcard(string id) => id.AsSpan().IndexOfAny('*', '?') >= 0;

    private static bool Fits(string[]? wanted, string id)
        => wanted is null || wanted.Any(w => string.Equals(w, id, StringComparison.Ordinal) || (HasWildcard(w) && FileSystemName.MatchesSimpleExpression(w, id, ignoreCase: false)));
}
