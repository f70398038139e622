using System.CommandLine;

namespace UserSync.Cli.Commands;

/// <summary><c>usersync sync</c>: the unattended job. Without users it takes all that the profile lets through.</summary>
internal static class SyncCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(CommandFrame frame) => WritingRunCommand.Create(
        frame, "sync", "Synchronises users and contacts in the direction of the profile; everybody unless some users are named.", new RunOptions(users: true, contacts: false));
}
