using System.CommandLine;

namespace UserSync.Cli.Commands;

/// <summary><c>usersync profile</c>: what joins a site with an account.</summary>
internal static class ProfileCommand
{
    /// <summary>Makes the command with its own commands.</summary>
    public static Command Create(CommandFrame frame) => new("profile", "Lists, makes and tests profiles.")
    {
        ProfileListCommand.Create(frame),
        ProfileNewCommand.Create(frame),
        ProfileTestCommand.Create(frame),
        ProfileFieldsCommand.Create(frame),
        ProfileMarkerCommand.Create(frame),
    };
}
