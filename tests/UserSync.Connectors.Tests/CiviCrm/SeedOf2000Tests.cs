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

        SyncSummary summary = await run.RunAsync();
        Assert.Equal((2000, 0, 480, 1420, 100, 0), (summary.Checked, summary.AlreadyLinked, summary.Linked, summary.Created, summary.Conflicts, summary.Failed));
        int before = run.Scene.Live().Count;
        SyncSummary second = await run.RunAsync();
        Assert.Equal((1900, 0, 0, 100), (second.AlreadyLinked, second.Linked, second.Created, second.Conflicts));
        Assert.Equal(before, run.Scene.Live().Count);
    }

    private static IReadOnlyList<Row> Emails(CiviRun run, long contact) => run.Database["Email"].Of(contact);

    private void Users<T>(CiviRun run, int count, Func<string, T> seed)
    {
        for (int i = 0; i < count; i++)
        {
            string email = $"user{++_user}@example.org";
            run.User(_user, email, $"First{_user}", $"Last{_user}");
            seed(email);
        }
    }
}
