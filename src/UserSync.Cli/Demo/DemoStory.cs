using System.Globalization;
using Spectre.Console;
using UserSync.Cli.Output;
using UserSync.Core.Execution;
using UserSync.Core.Links;

namespace UserSync.Cli.Demo;

/// <summary>Tells what a run of the demo did and why, group by group.</summary>
internal sealed class DemoStory
{
    private const int Narrow = 70;
    private const int MostOfAGroup = 12;
    private readonly IAnsiConsole _out;
    private readonly Dictionary<string, string> _stories;
    private readonly bool _isNarrow;

    /// <summary>Tells to a console.</summary>
    /// <param name="console">The console.</param>
    /// <param name="withStories">Whether the users are as the demo invented them, so that it may say what is special about each.</param>
    public DemoStory(IAnsiConsole console, bool withStories)
    {
        _out = console;
        _isNarrow = console.Profile.Width < Narrow;
        _stories = withStories ? Stories() : [];
    }

    /// <summary>Tells a run.</summary>
    public void Tell(DemoRun run)
    {
        IReadOnlyDictionary<string, SyncResult> filled = run.Filled;
        Group("Linked", "the contact was there already, so none was made", Color.Green, run.Of(SyncAction.Linked), r => $"= {r.ContactId}{(filled.TryGetValue(r.UserId!, out SyncResult? with) ? $", filled {ChangeText.Fields(with.Fields)}" : "")}");
        Group("Created", "nobody in the CRM has this address", Color.Green, run.Of(SyncAction.Created), _ => "new contact");
        Group("Updated", "only the fields that changed were written", Color.Green, run.Of(SyncAction.Updated).Where(u => !filled.ContainsKey(u.UserId!)), r => $"{r.ContactId}: {ChangeText.Fields(r.Fields)}");
        Group("Unlinked", "the account is gone from the site; the contact stays", Color.Yellow, run.Of(SyncAction.Unlinked), r => $"{r.ContactId} stays");
        Group("Waiting for you", "never guessed, everything else went on", Color.Yellow, run.Of(SyncAction.Conflict), r => ConsoleWords.Of(r.Reason));
        Group("Left alone", "by policy or by your decision", Color.Grey, run.Of(SyncAction.Skipped), r => ConsoleWords.Of(r.Reason));
        Group("Failed", "only these; the others went on", Color.Red, run.Results.Where(r => r.Outcome == ChangeOutcome.Failed), r => ConsoleWords.Of(r.Error?.ToString() ?? r.Reason));
    }

    private void Group(string title, string why, Color color, IEnumerable<SyncResult> results, Func<SyncResult, string> did)
    {
        List<SyncResult> members = [.. results];
        if (members.Count == 0)
            return;
        _out.Write(new Paragraph(string.Create(CultureInfo.InvariantCulture, $"{title} ({members.Count})"), new Style(color, decoration: Decoration.Bold)).Append($": {why}\n"));

        // Those with something special about them first; ordinary ones are alike.
        List<SyncResult> shown = [.. members.Where(m => Story(m).Length > 0).Concat(members.Where(m => Story(m).Length == 0)).Take(MostOfAGroup)];
        if (_isNarrow)
            Lines(shown, did);
        else
            Table(shown, did);
        if (members.Count > shown.Count)
            _out.Write(new Text(string.Create(CultureInfo.InvariantCulture, $"  … and {members.Count - shown.Count} more\n")));
        _out.WriteLine();
    }

    private void Table(List<SyncResult> members, Func<SyncResult, string> did)
    {
        int width = Math.Min(_out.Profile.Width, 120) - 2;
        var grid = new Grid { Width = width + 2 };
        grid.AddColumn(new GridColumn().Width(width * 23 / 100).PadLeft(2).PadRight(1));
        if (_stories.Count > 0)
            grid.AddColumn(new GridColumn().Width(width * 34 / 100).PadLeft(0).PadRight(1));
        grid.AddColumn(new GridColumn().PadLeft(0).PadRight(0));
        foreach (SyncResult member in members)
        {
            Text[] cells = [new(Who(member)), new(Story(member)), new(Shown.Text(did(member)))];
            grid.AddRow(_stories.Count > 0 ? cells : [cells[0], cells[2]]);
        }

        _out.Write(grid);
    }

    private void Lines(List<SyncResult> members, Func<SyncResult, string> did)
    {
        foreach (SyncResult member in members)
        {
            string story = Story(member);
            _out.Write(new Padder(new Text(Who(member), new Style(decoration: Decoration.Bold)), new Padding(2, 0, 0, 0)));
            _out.Write(new Padder(new Text((story.Length > 0 ? story + ": " : "") + Shown.Text(did(member))), new Padding(4, 0, 0, 0)));
        }
    }

    private static string Who(SyncResult result) => Shown.Text($"{result.UserId} {(string.IsNullOrWhiteSpace(result.Name) ? result.Email : result.Name)}");

    private string Story(SyncResult result) => result.UserId is { } id ? _stories.GetValueOrDefault(id, "") : "";

    private static Dictionary<string, string> Stories()
    {
        var stories = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string line in DemoFolder.Read("stories.csv").Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1))
        {
            int comma = line.IndexOf(',', StringComparison.Ordinal);
            stories[line[..comma]] = line[(comma + 1)..].Trim('"');
        }

        return stories;
    }
}
