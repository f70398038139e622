using UserSync.Connectors.Composition;
using UserSync.Core.Errors;
using UserSync.Core.Profiles;
using UserSync.PowerShell.Shell;

namespace UserSync.PowerShell.Sessions;

/// <summary>Finds the profile that the caller means: by name, by a path of the session, or the default one.</summary>
internal static class ProfileChoice
{
    public static ProfileLocator Locator(IShell shell) => ProfileFolders.Locator(shell.Environment);

    /// <summary>Full path of the profile's file.</summary>
    /// <exception cref="UserSyncException">ProfileNotFound.</exception>
    public static string Find(IShell shell, string? nameOrPath)
    {
        ProfileLocator locator = Locator(shell);
        string wanted = string.IsNullOrEmpty(nameOrPath) ? Default(locator, shell) : nameOrPath;
        return locator.Find(LooksLikePath(wanted) ? shell.PathOf(wanted) : wanted, shell.Location);
    }

    /// <summary>What a later cmdlet of the pipe can find the profile by: its name, or its path when it lies outside the folders.</summary>
    public static string Reference(IShell shell, SyncProfile profile)
    {
        try
        {
            return string.Equals(Locator(shell).Find(profile.Name, shell.Location), profile.Path, StringComparison.Ordinal) ? profile.Name : profile.Path;
        }
        catch (UserSyncException)
        {
            return profile.Path;
        }
    }

    private static bool LooksLikePath(string text) => text.AsSpan().IndexOfAny('/', '\\', ':') >= 0 || text.EndsWith(".json", StringComparison.OrdinalIgnoreCase);

    private static string Default(ProfileLocator locator, IShell shell) => ProfileFolders.Default(locator, shell.Environment)
        ?? throw new UserSyncException(new SyncError(ErrorIds.ProfileNotFound, "No profile was named, and no default one is chosen.")
        {
            Remedy = $"Use -Profile, choose one with Set-SyncDefaultProfile, or set {ProfileFolders.DefaultVariable}.",
        });
}
