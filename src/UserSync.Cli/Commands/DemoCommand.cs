using System.CommandLine;
using System.Globalization;
using Spectre.Console;
using UserSync.Cli.Demo;
using UserSync.Cli.Output;
using UserSync.Cli.Runs;
using UserSync.Core.Execution;
using UserSync.Core.Profiles;

namespace UserSync.Cli.Commands;

/// <summary><c>usersync demo</c>: an invented site and CRM in a folder, synchronised by the same engine as everything else.</summary>
internal static class DemoCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(CommandFrame frame)
    {
        var folder = new Argument<string>("folder") { Description = "Where the demo lives (./demo).", DefaultValueFactory = _ => "demo" };
        var reset = new Option<bool>("--reset") { Description = "Removes the files of the demo and begins anew." };
        var command = new Command("demo", "Shows what UserSync does, with an invented site and CRM of CSV files.") { folder, reset };
        frame.Act(command, session => RunAsync(session, session.Value(folder), session.Value(reset)));
        return command;
    }

    private static async Task<RunEnd> RunAsync(Session session, string named, bool reset)
    {
        var folder = new DemoFolder(session.FullPath(named));
        if (reset)
            folder.Clear();
        bool isNew = !folder.Exists;
        SyncSummary? lastWeek = isNew ? await PrepareAsync(session, folder) : null;
        DemoRun run = await SyncAsync(session, folder);
        SyncSummary summary = run.Numbers!;
        if (session.IsJson)
        {
            session.Json.Property("folder", folder.FullPath);
            session.Json.Property("isNew", isNew);
            session.Json.Property("results", run.Results.Select(r => new { r.Action, r.Outcome, r.UserId, r.ContactId, r.Email, r.Name, r.Fields, r.Candidates, Reason = ConsoleWords.Of(r.Reason) }));
            session.Json.Property("summary", MachineWords.Of(summary));
        }
        else
        {
            Tell(session, folder, named, run, lastWeek);
        }

        return session.Host.Signals.End is { } end && summary.Ended is not null ? end : summary.Failed > 0 ? RunEnd.Partly : RunEnd.Done;
    }

    private static async Task<SyncSummary?> PrepareAsync(Session session, DemoFolder folder)
    {
        await folder.BeginAsync(session.Stop);
        SyncSummary? lastWeek = (await SyncAsync(session, folder)).Numbers;
        session.Stop.ThrowIfCancellationRequested();
        await folder.FinishAsync(session.Stop);
        return lastWeek;
    }

    private static async Task<DemoRun> SyncAsync(Session session, DemoFolder folder)
    {
        SyncProfile profile = ProfileLoader.Load(folder.Profile);
        await using Workspace workspace = await session.Opener.OpenAsync(profile, preview: false, session.Stop);
        var run = new DemoRun();
        await RunView.RunAsync(session, workspace, new SyncRequest { All = true }, run);
        return run;
    }

    private static void Tell(Session session, DemoFolder folder, string named, DemoRun run, SyncSummary? lastWeek)
    {
        IAnsiConsole console = session.Out;
        SyncSummary summary = run.Numbers!;
        var bold = new Style(decoration: Decoration.Bold);
        console.Write(new Text(lastWeek is null
            ? "The demo again, in the same folder.\n\n"
            : string.Create(CultureInfo.InvariantCulture, $"An invented shop and its CRM, as two CSV files. Last week's run joined {lastWeek.Linked + lastWeek.Created} users with their contacts. Since then users changed, one left, and many signed up. Now:\n\n")));
        new DemoStory(console, withStories: lastWeek is not null).Tell(run);
        console.Write(new Text(Numbers(summary, run.Filled.Count) + "\n", bold));
        console.Write(new Text(summary.NothingToDo
            ? "Nothing was to be done, and nothing was written: both sides are in step.\n\n"
            : string.Create(CultureInfo.InvariantCulture, $"Took {summary.Seconds:0.0} s. Run it again: it finds nothing to do.\n\n")));
        string profile = Path.Combine(named, "demo.json");
        console.Write(new Text("Try next\n", bold));
        Next(console, $"edit {Path.Combine(named, "users.csv")}, then: usersync plan -p {profile}", "see what would happen; nothing is written");
        Next(console, $"usersync sync -p {profile}", "make it happen");
        Next(console, $"usersync conflicts -p {profile}", "what waits for you; decide one: usersync conflicts link ID CONTACT");
        Next(console, $"usersync history -p {profile} --user 4", "what was done for one user, before and after");
        Next(console, "usersync demo --reset", "begin anew");
        console.Write(new Text($"\nFiles: {folder.FullPath}\n"));
        if (AppContext.BaseDirectory.Contains($"{Path.DirectorySeparatorChar}bin{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            console.Write(new Text("From the sources, \"usersync\" is: dotnet run --project src/UserSync.Cli --\n"));
    }

    private static string Numbers(SyncSummary s, int filled) => string.Join(", ", new (long Count, string What)[]
    {
        (s.Checked, "users checked"), (s.AlreadyLinked - s.Unlinked, "linked before"), (s.Linked, "linked now"), (s.Created, "created"), (s.Updated - filled, "updated"),
        (s.Unlinked, "unlinked"), (s.Conflicts, "waiting for you"), (s.Failed, "failed"),
    }.Where(p => p.Count > 0).Select(p => string.Create(CultureInfo.InvariantCulture, $"{p.Count} {p.What}"))) + ".";

    private static void Next(IAnsiConsole console, string command, string what)
    {
        console.Write(new Text($"  {command}\n", new Style(Color.Aqua)));
        console.Write(new Text($"      {what}\n"));
    }
}
