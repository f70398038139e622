using System.CommandLine;
using UserSync.Cli.Output;
using UserSync.Connectors.Composition;
using UserSync.Core.Execution;
using UserSync.Core.Profiles;

namespace UserSync.Cli.Commands;

/// <summary><c>usersync profile list</c>: the profiles of the folders that are searched.</summary>
internal static class ProfileListCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(CommandFrame frame)
    {
        var command = new Command("list", "Lists the profiles, those with errors included.");
        frame.Act(command, session => Task.FromResult(List(session)));
        return command;
    }

    private static RunEnd List(Session session)
    {
        string? chosen = ProfileFolders.Default(session.Locator, session.Host.Environment);
        using var rows = new Listing(session.Out, "name", "default", "path", "state");
        if (session.IsJson)
            session.Json.BeginList("profiles");
        foreach (ProfileListing profile in session.Locator.List())
        {
            bool isDefault = string.Equals(profile.Name, chosen, StringComparison.OrdinalIgnoreCase) || profile.Path == chosen;
            if (session.IsJson)
                session.Json.Item(new { profile.Name, profile.Path, profile.IsValid, IsDefault = isDefault, profile.Error });
            else
                rows.Add(profile.Name, isDefault ? "yes" : "", profile.Path, profile.IsValid ? "ok" : profile.Error);
        }

        if (!session.IsJson && rows.Count == 0)
        {
            session.Tell(session.Locator.Folders.Count == 0
                ? "No profiles: this account has no home folder. Name profiles by their path, or set USERSYNC_PROFILES."
                : $"No profiles in {string.Join(" or ", session.Locator.Folders)}. Make one with: usersync profile new NAME --cms wordpress --crm csv");
        }

        return RunEnd.Done;
    }
}
