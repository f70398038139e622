using System.CommandLine;
using System.Globalization;
using Spectre.Console;
using UserSync.Cli.Checks;
using UserSync.Cli.Output;
using UserSync.Core.Connectors;
using UserSync.Core.Execution;
using UserSync.Core.Model;
using UserSync.Core.Profiles;

namespace UserSync.Cli.Commands;

/// <summary><c>usersync profile test</c>: a checklist of everything that a run needs, with a remedy for each failing line.</summary>
internal static class ProfileTestCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(CommandFrame frame)
    {
        var command = new Command("test", "Connects to both ends and checks all that a run needs; writes nothing.");
        frame.Act(command, TestAsync);
        return command;
    }

    private static async Task<RunEnd> TestAsync(Session session)
    {
        SyncProfile profile = session.LoadProfile();
        RunEnd end = RunEnd.Done;
        int failed = 0;
        if (session.IsJson)
            session.Json.BeginList("checks");
        await using Ends ends = new(session.Opener, profile);
        await foreach (CheckResult check in ends.CheckAsync(session.Stop))
        {
            if (session.IsJson)
                session.Json.Item(check with { Detail = ConsoleWords.Of(check.Detail), Remedy = check.Remedy is { } remedy ? ConsoleWords.Of(remedy) : null });
            else
                Show(session, check);
            if (check.Passed != false)
                continue;
            failed++;
            end = (RunEnd)Math.Max((int)end, (int)MeaningOf(check));
        }

        if (failed == 0)
            await session.Opener.ClearAsync(profile, session.Stop);
        if (!session.IsJson)
            session.Tell(failed == 0 ? "All is as a run needs it." : string.Create(CultureInfo.InvariantCulture, $"{failed} checks failed."));
        return end;
    }

    // What is named after something in the profile is mended there; what else fails needs somebody at the system.
    private static RunEnd MeaningOf(CheckResult check) => check.Error is { } error ? RunEnds.Of(error)
        : check.Side is null || check.Check.Contains(' ', StringComparison.Ordinal) ? RunEnd.Usage
        : RunEnd.Human;

    private static void Show(Session session, CheckResult check)
    {
        (string mark, Color color) = check.Passed switch { true => ("ok", Color.Green), false => ("FAILED", Color.Red), null => ("not checked", Color.Yellow) };
        string side = check.Side is { } known ? known == Side.Cms ? "CMS " : "CRM " : "";
        session.Out.Write(new Text(mark, new Style(color)));
        session.Out.Write(new Text($"  {Shown.Text($"{side}{check.Check}: {ConsoleWords.Of(check.Detail)}")}\n"));
        if (check.Passed != true && check.Remedy is { } remedy)
            session.Out.Write(new Padder(new Text($"remedy: {Shown.Text(ConsoleWords.Of(remedy))}"), new Padding(4, 0, 0, 0)));
    }
}
