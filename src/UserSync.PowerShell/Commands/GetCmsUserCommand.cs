using System.Management.Automation;
using UserSync.Core.Connectors;
using UserSync.Core.Errors;
using UserSync.Core.Model;
using UserSync.PowerShell.Completion;
using UserSync.PowerShell.Sessions;
using UserSync.PowerShell.Shell;

namespace UserSync.PowerShell.Commands;

/// <summary>Reads users of the website: those that the profile's filter lets through, or those with the given ids.</summary>
[Cmdlet(VerbsCommon.Get, "CmsUser")]
[OutputType(typeof(CmsUser))]
public sealed class GetCmsUserCommand : RecordCommand
{
    /// <summary>Users that are to be read again.</summary>
    [Parameter(ValueFromPipeline = true, HelpMessage = "Users that are to be read again.")]
    [OursOnly(typeof(CmsUser))]
    [AllowNull]
    public CmsUser? InputObject { get; set; }

    /// <summary>Ids of users.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true, HelpMessage = "Ids of users; also taken from the property UserId of piped objects.")]
    [ArgumentCompleter(typeof(UserIdCompleter))]
    [AllowNull]
    [AllowEmptyCollection]
    [AllowEmptyString]
    public string[]? UserId { get; set; }

    /// <summary>Only users of these groups.</summary>
    [Parameter(HelpMessage = "Only users of any of these groups or roles, by id or name; instead of the profile's filter.")]
    [ArgumentCompleter(typeof(GroupCompleter))]
    [ValidateNotNullOrEmpty]
    public string[]? Group { get; set; }

    internal override string[]? IdList => InputObject is { } user ? [user.UserId] : UserId;

    internal override ProfileSession? AdmitIds(string[] ids) => Admit(ids, InputObject?.Profile, InputObject?.Site);

    internal override string IdName => nameof(UserId);

    internal override string ItemName => "user";

    internal override void ReadIds(ProfileSession session, string[] ids)
    {
        var missing = new HashSet<string>(ids, StringComparer.Ordinal);
        foreach (CmsUser user in session.All(session.Cms().GetAsync(ids, RecordQuery.All, StopToken)))
        {
            missing.Remove(user.UserId);
            missing.Remove(user.Key);
            if (Fits(user))
                Tell(session, user);
        }

        foreach (string id in missing)
            Refuse(id, ErrorIds.UserNotFound, $"Site {session.Site} has no user {id}.", "Check the id.");
    }

    internal override void ReadAll(ProfileSession session)
    {
        ICmsConnector cms = session.Cms();
        string[] groups = Group ?? [.. session.Profile.Cms.Filter.Groups];
        var query = new RecordQuery { Groups = groups, Search = Search, ChangedSince = Time(cms.Capabilities) };
        string[] emails = EmailKeys;
        IAsyncEnumerable<CmsUser> users = emails.Length > 0 && cms.Capabilities.FindByEmail
            ? cms.FindAsync(new LookupKey(KeyKind.Email, "email"), emails, query, StopToken)
            : cms.ReadAsync(query, StopToken);
        foreach (CmsUser user in session.All(users))
        {
            if (Fits(user) && (groups.Length == 0 || user.Groups.Any(g => Names(groups, g.Id, g.Name))))
                Tell(session, user);
        }
    }

    private bool Fits(CmsUser user) => HasEmail([user.Email]) && IsRecent(user.ModifiedAt);

    private void Tell(ProfileSession session, CmsUser user) => Shell.Output(user with { Profile = session.Reference });
}
