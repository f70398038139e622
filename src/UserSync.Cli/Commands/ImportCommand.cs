using System.CommandLine;

namespace UserSync.Cli.Commands;

/// <summary><c>usersync import</c>: brings contacts to the site. Without contacts it takes all that the profile lets through.</summary>
internal static class ImportCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(CommandFrame frame) => WritingRunCommand.Create(
        frame, "import", "Brings the contacts of the CRM to the site as users; all contacts of the profile unless some are named.", new RunOptions(users: false, contacts: true));
}
