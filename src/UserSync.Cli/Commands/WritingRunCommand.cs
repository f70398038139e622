using System.CommandLine;
using UserSync.Cli.Runs;
using UserSync.Core.Execution;

namespace UserSync.Cli.Commands;

/// <summary>A command that runs and writes, and can be asked to show instead.</summary>
internal static class WritingRunCommand
{
    /// <summary>Makes the command.</summary>
    /// <param name="frame">What stands around it.</param>
    /// <param name="name">Its name.</param>
    /// <param name="description">What it does.</param>
    /// <param name="about">Whom it may be about.</param>
    public static Command Create(CommandFrame frame, string name, string description, RunOptions about)
    {
        var whatIf = new Option<bool>("--what-if") { Description = "Shows what would be done and writes nothing anywhere." };
        var acceptIdentity = new Option<bool>("--accept-identity") { Description = "Accepts that the site or the account is another one than before." };
        var throttle = new Option<int?>("--throttle") { Description = "Most writes under way at once.", HelpName = "n" };
        var details = new Option<bool>("--details") { Description = "Shows every result, not only what needs attention." };
        throttle.Validators.Add(Parsing.Between(1, 64));
        var command = new Command(name, description) { whatIf, acceptIdentity, throttle, details };
        about.AddTo(command);
        frame.Act(command, async session =>
        {
            SyncRequest request = await about.RequestAsync(session) with
            {
                WhatIf = session.Value(whatIf),
                AcceptIdentity = session.Value(acceptIdentity),
                ThrottleLimit = session.Value(throttle),
            };
            return await RunView.RunAsync(session, request, new RunChoices(session.Value(details), session.Value(about.FailOnConflict)));
        });
        return command;
    }
}
