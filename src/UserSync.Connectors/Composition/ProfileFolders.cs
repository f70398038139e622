using UserSync.Core.Profiles;

namespace UserSync.Connectors.Composition;

/// <summary>Where profiles and the choice of the default one lie, by the platform's convention.</summary>
public static class ProfileFolders
{
    /// <summary>Variable that names the default profile for this session.</summary>
    public const string DefaultVariable = "USERSYNC_PROFILE";

    /// <summary>Variable that names another folder of profiles.</summary>
    public const string FolderVariable = "USERSYNC_PROFILES";

    /// <summary>A locator over USERSYNC_PROFILES, else <c>%APPDATA%\UserSync\profiles</c> or <c>$XDG_CONFIG_HOME/usersync/profiles</c> (<c>~/.config</c>).</summary>
    public static ProfileLocator Locator(Func<string, string?> environment)
    {
        string? settings = SettingsFolder(environment);
        string? named = environment(FolderVariable);
        string[] folders = named is { Length: > 0 } ? [Path.GetFullPath(named)] : settings is null ? [] : [Path.Combine(settings, "profiles")];
        return new ProfileLocator(folders, settings is null ? null : Path.Combine(settings, "default-profile"));
    }

    /// <summary>Name or path of the profile to use when the caller names none: the variable, then the chosen default.</summary>
    public static string? Default(ProfileLocator locator, Func<string, string?> environment)
        => environment(DefaultVariable) is { Length: > 0 } named ? named : locator.ReadDefault();

    // A service account may have no home at all; then there are no folders, and profiles are named by path.
    private static string? SettingsFolder(Func<string, string?> environment)
    {
        if (OperatingSystem.IsWindows())
            return environment("APPDATA") is { Length: > 0 } data ? Path.Combine(data, "UserSync") : null;
        if (environment("XDG_CONFIG_HOME") is { Length: > 0 } config && Path.IsPathFullyQualified(config))
            return Path.Combine(config, "usersync");
        return environment("HOME") is { Length: > 0 } home ? Path.Combine(home, ".config", "usersync") : null;
    }
}
