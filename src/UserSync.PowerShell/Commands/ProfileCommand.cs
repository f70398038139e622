using System.Management.Automation;
using UserSync.Core.Errors;
using UserSync.PowerShell.Completion;
using UserSync.PowerShell.Sessions;
using UserSync.PowerShell.Shell;

namespace UserSync.PowerShell.Commands;

/// <summary>Works on one profile, which is opened at the first record: a pipe may name it.</summary>
public abstract class ProfileCommand : UserSyncCommand
{
    private string? _asked;

    /// <summary>Name or path of the profile.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, HelpMessage = "Name or path of the profile. Without it the profile of the piped objects is used, then USERSYNC_PROFILE, then the one chosen with Set-SyncDefaultProfile.")]
    [ArgumentCompleter(typeof(ProfileCompleter))]
    [AllowNull]
    [AllowEmptyString]
    public virtual string? Profile { get; set; }

    /// <summary>The site that a piped object comes from.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, DontShow = true, HelpMessage = "The site that a piped object comes from; one of another site than the profile's is refused.")]
    [AllowNull]
    [AllowEmptyString]
    public string? Site { get; set; }

    /// <summary>The account that a piped object comes from.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, DontShow = true, HelpMessage = "The account that a piped object comes from; one of another account than the profile's is refused.")]
    [AllowNull]
    [AllowEmptyString]
    public string? Account { get; set; }

    /// <summary>The open profile; null before the first record.</summary>
    internal ProfileSession? Session { get; private set; }

    private protected override object? Subject => Session?.Reference;

    /// <summary>Opens the profile, if it is not open.</summary>
    /// <param name="itemProfile">The profile that the current item names.</param>
    internal virtual ProfileSession Open(string? itemProfile = null)
    {
        if (Session is not null)
            return Session;
        _asked = Named(itemProfile);
        Session = ProfileSession.Open(Shell, _asked, StopToken);
        return Session;
    }

    /// <summary>Opens the profile for an item; null when the item does not belong to it, which is then told as the item's error.</summary>
    internal ProfileSession? Admit(object item, string? profile = null, string? site = null, string? account = null)
    {
        bool isOpen = Session is not null;
        ProfileSession session = Open(profile);
        if (isOpen && Named(profile) is { } named && !IsSame(named, session))
        {
            Refuse(item, ErrorIds.SecondProfile, $"The item belongs to profile {named}; this command works on profile {session.Profile.Name}.", "Pipe the items of each profile on their own.");
            return null;
        }

        if (Foreign(site ?? Site, session.Site) is { } otherSite)
        {
            Refuse(item, ErrorIds.ForeignItem, $"The item is of site {otherSite}; profile {session.Profile.Name} works on site {session.Site}.", "Use the profile that the item was read with.");
            return null;
        }

        if (Foreign(account ?? Account, session.Account) is { } otherAccount)
        {
            Refuse(item, ErrorIds.ForeignItem, $"The item is of account {otherAccount}; profile {session.Profile.Name} works on account {session.Account}.", "Use the profile that the item was read with.");
            return null;
        }

        return session;
    }

    /// <summary>Ids that a caller or a pipe gives. One with a wildcard is told as an error: taken for itself it would find nobody, or make a link to nobody.</summary>
    internal string[] IdsOf(params string?[]? given)
    {
        string[] ids = Ids.Of(given);
        foreach (string pattern in ids.Where(Ids.IsPattern))
            Refuse(pattern, ErrorIds.WildcardNotAllowed, $"'{pattern}' was not used: this command takes ids as they are, without wildcards.", "Pipe the users or links that are meant, such as Get-SyncLink brings them; -All means everybody.");
        return [.. ids.Where(id => !Ids.IsPattern(id))];
    }

    /// <summary>Says that the command was given nothing to work on.</summary>
    internal void WarnNothing(string what) => Shell.Warning($"No {what} was given, so nothing was done.");

    /// <summary>Tells an item's failure; the command goes on.</summary>
    internal void Refuse(object item, string id, string message, string remedy) => Shell.Error(ShellError.Of(new SyncError(id, message) { Item = item.ToString(), Remedy = remedy }, item));

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            Session?.Dispose();
        base.Dispose(disposing);
    }

    private static string? Foreign(string? stated, string expected)
        => string.IsNullOrEmpty(stated) || string.Equals(stated, expected, StringComparison.Ordinal) ? null : stated;

    private string? Named(string? itemProfile) => string.IsNullOrEmpty(Profile) ? string.IsNullOrEmpty(itemProfile) ? null : itemProfile : Profile;

    private bool IsSame(string named, ProfileSession session)
    {
        if (string.Equals(named, _asked, StringComparison.Ordinal) || string.Equals(named, session.Reference, StringComparison.Ordinal))
            return true;
        try
        {
            return string.Equals(ProfileChoice.Find(Shell, named), session.Profile.Path, StringComparison.Ordinal);
        }
        catch (UserSyncException)
        {
            return false;
        }
    }
}
