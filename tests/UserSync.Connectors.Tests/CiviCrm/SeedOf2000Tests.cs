using System.Globalization;
using UserSync.Core.Execution;
using UserSync.Core.Links;
using UserSync.Simulators.CiviCrm;
using Row = UserSync.Simulators.CiviCrm.Row;

namespace UserSync.Connectors.Tests.CiviCrm;

/// <summary>
/// The 2,000 users on which the native "Synchronize Users to Contacts" was observed (contract 2), synchronised by us. The table of
/// docs/civicrm.md has its numbers from here.
/// </summary>
public sealed class SeedOf2000Tests
{
    private static readonly string[] Page = File.ReadAllLines(Path.Combine(Root(), "docs", "civicrm.md"));
    private readonly List<int> _groups = [];
    private int _user;

    [Fact]
    public async Task The_summary_tells_linked_from_created_and_reports_what_cannot_be_told()
    {
        await using CiviRun run = await CiviRun.StartAsync();
        Users(run, 380, email => run.Scene.Contact("Exact", "Match", email));
        // Old rows were stored with capitals; the API itself would not.
        Users(run, 60, email => Emails(run, run.Scene.Contact("Case", "Match", email))[0]["email"] = email.ToUpperInvariant());
        Users(run, 40, email => (run.Scene.Contact("Twice", "One", email), run.Scene.Contact("Twice", "Two", email)));
        Users(run, 40, email => run.Database["Contact"].TryGet(run.Scene.Contact("In", "Trash", email), out Row? row) && (row["is_deleted"] = true) is true);
        Users(run, 40, email => run.Scene.Seed.Create("Email", new Row { ["contact_id"] = run.Scene.Contact("Second", "Address", "primary." + email), ["email"] = email }));
        Users(run, 20, email => run.Scene.Contact(null, null, email, "Organization", ("organization_name", "Firm")));
        long shared = 0;
        Users(run, 20, email =>
        {
            if (_user % 2 == 1)
                shared = run.Scene.Contact("Shared", "Contact", email);
            else
                run.Scene.Seed.Create("Email", new Row { ["contact_id"] = shared, ["email"] = email });
            return shared;
        });
        Users(run, 1400, static _ => 0);

        List<SyncEvent> events = await run.EventsAsync(new SyncRequest { All = true });
        SyncSummary summary = events.OfType<SummaryEvent>().Single().Summary;
        Assert.Equal((2000, 0, 480, 1420, 100, 0), (summary.Checked, summary.AlreadyLinked, summary.Linked, summary.Created, summary.Conflicts, summary.Failed));
        AssertTable([.. events.OfType<ResultEvent>().Select(e => e.Result).Where(r => r.Action is SyncAction.Linked or SyncAction.Created or SyncAction.Conflict)]);
        int before = run.Scene.Live().Count;
        run.Scene.Server.ClearLog();
        SyncSummary second = await run.RunAsync();
        Assert.Equal((1900, 0, 0, 100), (second.AlreadyLinked, second.Linked, second.Created, second.Conflicts));
        Assert.Equal(before, run.Scene.Live().Count);
        Assert.DoesNotContain(run.Scene.Server.Log, r => r.Writes);

        // The page says what this run says.
        Assert.EndsWith(
            FormattableString.Invariant($"| checked {summary.Checked}, already linked {summary.AlreadyLinked}, linked {summary.Linked}, created {summary.Created}, conflicts {summary.Conflicts}, failed {summary.Failed} |"),
            Line("| **summary** |"), StringComparison.Ordinal);
        Assert.EndsWith(FormattableString.Invariant($"| already linked {second.AlreadyLinked}, conflicts {second.Conflicts}, **no write** |"), Line("| second run |"), StringComparison.Ordinal);
    }

    // Every row of the table names its users and what became of them.
    private void AssertTable(List<SyncResult> results)
    {
        string[] rows = [.. Page.SkipWhile(l => !l.StartsWith("| users |", StringComparison.Ordinal)).Skip(2).TakeWhile(l => !l.StartsWith("| **summary**", StringComparison.Ordinal))];
        Assert.Equal(_groups.Count, rows.Length);
        int from = 0;
        foreach ((string row, int count) in rows.Zip(_groups))
        {
            string[] cells = row.Split('|');
            Assert.Contains(count.ToString("(#,0)", CultureInfo.InvariantCulture), cells[1], StringComparison.Ordinal);
            string number = count.ToString("#,0", CultureInfo.InvariantCulture);
            SyncAction told = cells[3].StartsWith($" {number} conflicts", StringComparison.Ordinal) ? SyncAction.Conflict
                : cells[3].StartsWith($" {number} new contacts", StringComparison.Ordinal) ? SyncAction.Created
                : cells[3].StartsWith(" linked", StringComparison.Ordinal) ? SyncAction.Linked
                : throw new InvalidDataException(row);
            SyncAction[] actions = [.. results.Where(r => int.Parse(r.UserId!, CultureInfo.InvariantCulture) is { } id && id > from && id <= from + count).Select(r => r.Action)];
            Assert.Equal(Enumerable.Repeat(told, count), actions);
            from += count;
        }
    }

    private static string Line(string start) => Page.Single(l => l.StartsWith(start, StringComparison.Ordinal));

    private static string Root()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "docs", "civicrm.md")))
            folder = folder.Parent;
        return folder!.FullName;
    }

    private static IReadOnlyList<Row> Emails(CiviRun run, long contact) => run.Database["Email"].Of(contact);

    private void Users<T>(CiviRun run, int count, Func<string, T> seed)
    {
        _groups.Add(count);
        for (int i = 0; i < count; i++)
        {
            string email = $"user{++_user}@example.org";
            run.User(_user, email, $"First{_user}", $"Last{_user}");
            seed(email);
        }
    }
}
