using System.CommandLine;
using UserSync.Cli.Runs;

namespace UserSync.Cli.Commands;

/// <summary><c>usersync plan</c>: what a run would do, with nothing written anywhere.</summary>
internal static class PlanCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(CommandFrame frame)
    {
        var users = new RunOptions();
        var command = new Command("plan", "Shows what sync would do, change by change, and writes nothing.");
        users.AddTo(command);
        frame.Act(command, session => RunView.RunAsync(session, users.Request(session) with { WhatIf = true }, new RunChoices(Details: true, session.Value(users.FailOnConflict))));
        return command;
    }
}
