using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using UserSync.Cli.Output;
using UserSync.Core.Execution;
using UserSync.Core.Links;
using UserSync.Core.Profiles;

namespace UserSync.Cli.Commands;

/// <summary><c>usersync history</c>: the runs; or, by run, person or date, what was done to whom.</summary>
internal static class HistoryCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(CommandFrame frame)
    {
        var run = new Option<string?>("--run") { Description = "What this run did.", HelpName = "id" };
        var user = new Option<string?>("--user") { Description = "What was done for this user.", HelpName = "id" };
        var contact = new Option<string?>("--contact") { Description = "What was done to this contact.", HelpName = "id" };
        var after = new Option<DateTimeOffset?>("--after") { Description = "What was done at or after this time.", HelpName = "time", CustomParser = Parsing.Time };
        var before = new Option<DateTimeOffset?>("--before") { Description = "What was done before this time.", HelpName = "time", CustomParser = Parsing.Time };
        var most = new Option<int>("--last") { Description = "How many runs are listed (20).", HelpName = "n", DefaultValueFactory = _ => 20 };
        most.Validators.Add(Parsing.Between(1, 100_000));
        var command = new Command("history", "Lists the runs; with a run, a person or a time: what was done, before and after.") { run, user, contact, after, before, most, HistoryClearCommand.Create(frame) };
        frame.Act(command, async session =>
        {
            SyncProfile profile = session.LoadProfile();
            await using LinkStore store = await session.OpenStoreAsync(profile);
            var query = new ChangeQuery
            {
                Site = profile.Cms.Key,
                Account = profile.Crm.Key,
                Run = session.Value(run),
                UserId = session.Value(user),
                ContactId = session.Value(contact),
                After = session.Value(after),
                Before = session.Value(before),
            };
            bool changes = query is not { Run: null, UserId: null, ContactId: null, After: null, Before: null };
            return changes ? await ChangesAsync(session, store, profile, query) : await RunsAsync(session, store, profile, session.Value(most));
        });
        return command;
    }

    private static async Task<RunEnd> RunsAsync(Session session, LinkStore store, SyncProfile profile, int most)
    {
        using var rows = new Listing(session.Out, "run", "state", "started", "summary");
        if (session.IsJson)
            session.Json.BeginList("runs");
        foreach (SyncRun run in await store.Runs.ReadAsync(profile.Cms.Key, profile.Crm.Key, most, session.Stop))
        {
            SyncSummary? summary = run.Summary is { } text ? JsonSerializer.Deserialize<SyncSummary>(text) : null;
            if (session.IsJson)
                session.Json.Item(new { run.Run, run.Profile, run.State, run.StartedAt, run.FinishedAt, Summary = summary is null ? null : MachineWords.Of(summary), run.Message });
            else
                rows.Add(run.Run, run.State, Time(run.StartedAt), ConsoleWords.Of(summary?.ToString() ?? run.Message ?? ""));
        }

        if (!session.IsJson && rows.Count == 0)
            session.Tell("No runs yet.");
        return RunEnd.Done;
    }

    private static async Task<RunEnd> ChangesAsync(Session session, LinkStore store, SyncProfile profile, ChangeQuery query)
    {
        using var rows = new Listing(session.Out, "user", "time", "what", "contact", "fields and reason");
        if (session.IsJson)
            session.Json.BeginList("changes");
        await foreach (SyncChange change in store.Changes.ReadAsync(query, session.Stop))
        {
            if (session.IsJson)
            {
                session.Json.Item(MachineWords.Of(change) with { Profile = profile.Name });
                continue;
            }

            string what = ChangeText.Lower(change.Action) + (change.Outcome == ChangeOutcome.Done ? "" : $" ({ChangeText.Lower(change.Outcome.ToString())})");
            string fields = ChangeText.Fields(change.Fields);
            string place = change is { Outcome: ChangeOutcome.Done, Action: nameof(SyncAction.Created) or nameof(SyncAction.Linked), Url: { } url } ? $"; {url}" : "";
            rows.Add(ChangeText.User(change.UserId, change.Email, null), Time(change.At), what, change.ContactId, ConsoleWords.Of($"{fields}{(fields.Length > 0 ? "; " : "")}{change.Message ?? change.Reason}") + place);
        }

        if (!session.IsJson && rows.Count == 0)
            session.Tell("No changes.");
        return RunEnd.Done;
    }

    private static string Time(DateTimeOffset time) => time.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
