using UserSync.Core.Execution;
using UserSync.Core.Model;
using UserSync.Core.Profiles;

namespace UserSync.Connectors.Tests.Flows;

/// <summary>Joomla and Drupal through the whole flow with each kind of account: first run, second run without writes, both ways.</summary>
public sealed class FlowTests
{
    public static MatrixTheoryData<string, string> Ends => new(["joomla", "drupal"], ["file", "civicrm", "amocrm"]);

    [Theory]
    [MemberData(nameof(Ends))]
    public async Task Users_become_contacts_and_the_second_run_writes_nothing(string cms, string crm)
    {
        await using Flow flow = await Flow.StartAsync(cms, crm);
        flow.Site.Add(new Person("Anna.Berg@example.com", "Anna", "Berg", "+49301"));
        flow.Site.Add(new Person("elka@example.com", "Елена", "Ёлкина"));
        flow.Site.Add(new Person("cara@example.com", "Cara"));
        flow.Account.Add(new Person("anna.berg@Example.com", "Anna"));
        int before = flow.Site.People().Count;
        SyncSummary planned = await flow.RunAsync(SyncDirection.ToCrm, whatIf: true);
        Assert.Empty(flow.Writes);
        SyncSummary first = await flow.RunAsync(SyncDirection.ToCrm);
        Assert.Equal((planned.Linked, planned.Created, planned.Updated), (first.Linked, first.Created, first.Updated));
        Assert.Equal((before, 0, 0), (first.Checked, first.Conflicts, first.Failed));
        Assert.Equal(before, first.Linked + first.Created);
        Assert.Equal(before, flow.Site.People().Count);
        ICollection<Person> contacts = [.. flow.Account.People().Values];
        Assert.Contains(new Person("elka@example.com", "Елена", "Ёлкина"), contacts);
        Assert.Contains(contacts, c => c is { First: "Anna", Last: "Berg", Phone: "+49301" } && string.Equals(c.Email, "anna.berg@example.com", StringComparison.OrdinalIgnoreCase));
        await AssertNothingMoreAsync(flow, SyncDirection.ToCrm);
    }

    [Theory]
    [MemberData(nameof(Ends))]
    public async Task Contacts_become_users_who_can_log_in_and_the_second_run_writes_nothing(string cms, string crm)
    {
        await using Flow flow = await Flow.StartAsync(cms, crm);
        flow.Site.Add(new Person("anna@example.com", "Anna"));
        flow.Account.Add(new Person("Anna@example.com", "Anna", "Berg", "+49301"));
        flow.Account.Add(new Person("elka+news@example.com", "Елена", "Ёлкина", "+49302"));
        flow.Account.Add(new Person("cara@example.com", "Cara", "Neu"));
        int before = flow.Site.People().Count;
        int contacts = flow.Account.People().Count;
        SyncSummary first = await flow.RunAsync(SyncDirection.ToCms);
        int marked = flow.Account.Policy.Contains("marker", StringComparison.Ordinal) ? 3 : 0;
        Assert.Equal((1 + marked, 2, 0, 0), (first.Updated, first.Created, first.Conflicts, first.Failed));
        Assert.Equal((before + 2, contacts), (flow.Site.People().Count, flow.Account.People().Count));
        Assert.Contains(new Person("elka+news@example.com", "Елена", "Ёлкина", "+49302"), flow.Site.People().Values);
        Assert.Contains(flow.Site.People().Values, u => u is { First: "Anna", Last: "Berg", Phone: "+49301" });
        Assert.Contains(flow.Site.Details(), d => d.StartsWith("elka+news@example.com: elka-news, ", StringComparison.Ordinal) && d.Contains(" active, ", StringComparison.Ordinal));
        await AssertNothingMoreAsync(flow, SyncDirection.ToCms);
    }

    [Theory]
    [MemberData(nameof(Ends))]
    public async Task Both_ways_each_side_gets_what_is_new_and_what_changed_on_the_other_and_then_nothing_more(string cms, string crm)
    {
        await using Flow flow = await Flow.StartAsync(cms, crm);
        flow.Site.Add(new Person("anna@example.com", "Anna", "Berg"));
        flow.Site.Add(new Person("user@example.com", "Uta", "User"));
        flow.Account.Add(new Person("anna@example.com", "Anna", "Berg"));
        flow.Account.Add(new Person("contact@example.com", "Conrad", "Contact"));
        SyncSummary first = await flow.RunAsync(SyncDirection.Both);
        Assert.Equal((0, 0), (first.Conflicts, first.Failed));
        Assert.Contains(new Person("contact@example.com", "Conrad", "Contact"), flow.Site.People().Values);
        Assert.Contains(new Person("user@example.com", "Uta", "User"), flow.Account.People().Values);
        await AssertNothingMoreAsync(flow, SyncDirection.Both);

        flow.Site.Change(new Person("contact@example.com", "Conrad", "Fromsite"));
        flow.Account.Change(new Person("user@example.com", "Uta", "Fromcrm"));
        SyncSummary changed = await flow.RunAsync(SyncDirection.Both);
        Assert.Equal((2, 0, 0, 0), (changed.Updated, changed.Created, changed.Conflicts, changed.Failed));
        Assert.Contains(new Person("contact@example.com", "Conrad", "Fromsite"), flow.Account.People().Values);
        Assert.Contains(new Person("user@example.com", "Uta", "Fromcrm"), flow.Site.People().Values);
        await AssertNothingMoreAsync(flow, SyncDirection.Both);
    }

    private static async Task AssertNothingMoreAsync(Flow flow, SyncDirection direction)
    {
        string state = await flow.StateAsync();
        flow.ClearLogs();
        SyncSummary again = await flow.RunAsync(direction);
        Assert.True(again is { NothingToDo: true, Requests.Writes: 0 }, again.ToString());
        Assert.Empty(flow.Writes);
        Assert.Equal(state, await flow.StateAsync());
    }
}
