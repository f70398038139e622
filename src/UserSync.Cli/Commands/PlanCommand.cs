using System.CommandLine;
using UserSync.Cli.Runs;

namespace UserSync.Cli.Commands;

/// <summary><c>usersync plan</c>: what a run would do, with nothing written anywhere.</summary>
internal static class PlanCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(CommandFrame frame)
    {
        var about = new RunOptions(users: true, contacts: true);
        var command = new Command("plan", "Shows what sync or import would do, change by change, and writes nothing.");
        about.AddTo(command);
        frame.Act(command, async session => await RunView.RunAsync(session, await about.RequestAsync(session) with { WhatIf = true }, new RunChoices(Details: true, session.Value(about.FailOnConflict))));
        return command;
    }
}
