using System.CommandLine;
using UserSync.Cli.Runs;
using UserSync.Core.Execution;

namespace UserSync.Cli.Commands;

/// <summary><c>usersync undo</c>: takes a run back.</summary>
internal static class UndoCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(CommandFrame frame)
    {
        var run = new Argument<string>("run") { Description = "Id of the run, as usersync history lists it." };
        var removeCreated = new Option<bool>("--remove-created") { Description = "Also deletes the records that the run created, unless somebody edited them since." };
        var maxDeletePercent = new Option<int?>("--max-delete-percent") { Description = "Largest share of linked pairs that may be unlinked or deleted; no limit by default.", HelpName = "0-100" };
        var whatIf = new Option<bool>("--what-if") { Description = "Shows the way back and writes nothing anywhere." };
        var details = new Option<bool>("--details") { Description = "Shows every result, not only what needs attention." };
        maxDeletePercent.Validators.Add(Parsing.Between(0, 100));
        var command = new Command("undo", "Takes a run back: former values and links, as far as nobody changed them since.") { run, removeCreated, maxDeletePercent, whatIf, details };
        frame.Act(command, session => RunView.RunAsync(
            session,
            new SyncRequest { Undo = session.Value(run), RemoveCreated = session.Value(removeCreated), MaxDeletePercent = session.Value(maxDeletePercent), WhatIf = session.Value(whatIf) },
            new RunChoices(session.Value(details), FailOnConflict: false)));
        return command;
    }
}
