using UserSync.Core.Execution;
using UserSync.Core.Profiles;
using UserSync.Simulators;

namespace UserSync.Connectors.Tests.Flows;

/// <summary>Joomla and Drupal with each kind of account, killed wherever a request begins or ends: one clean run later all is as if nobody had.</summary>
public sealed class FlowKillTests
{
    public static MatrixTheoryData<string, string> Ends => new(["joomla", "drupal"], ["file", "civicrm", "amocrm"]);

    [Theory]
    [MemberData(nameof(Ends))]
    public async Task Killed_at_any_request_towards_the_CRM_a_clean_run_later_all_is_as_without(string cms, string crm) => await KillAtRequestsAsync(cms, crm, SyncDirection.ToCrm);

    [Theory]
    [MemberData(nameof(Ends))]
    public async Task Killed_at_any_request_towards_the_site_a_clean_run_later_all_is_as_without(string cms, string crm) => await KillAtRequestsAsync(cms, crm, SyncDirection.ToCms);

    [Theory]
    [MemberData(nameof(Ends))]
    public async Task Killed_at_any_seam_both_ways_a_clean_run_later_all_is_as_without(string cms, string crm)
    {
        string expected = await UnkilledAsync(cms, crm, SyncDirection.Both);
        int number = 1;
        for (; ; number++)
        {
            await using Flow flow = await SeededAsync(cms, crm);
            if (!await Killed.AtSeamAsync(flow, SyncDirection.Both, number))
                break;
            await AssertWholeAsync(flow, SyncDirection.Both, expected, $"killed at seam {number}");
        }

        Assert.InRange(number, 8, 60);
    }

    private static async Task KillAtRequestsAsync(string cms, string crm, SyncDirection direction)
    {
        string expected = await UnkilledAsync(cms, crm, direction);
        int servers = crm == "file" ? 1 : 2;
        int kills = 0;
        for (int server = 0; server < servers; server++)
        {
            for (int number = 1; ; number++)
            {
                bool writes = false;
                await using (Flow flow = await SeededAsync(cms, crm))
                {
                    SimulatorServer at = flow.Servers.ElementAt(server);
                    if (!await Killed.AtRequestAsync(flow, direction, at, number, carriedOut: true))
                        break;
                    writes = at.Log[number - 1].Writes;
                    await AssertWholeAsync(flow, direction, expected, $"killed after request {number}, {at.Log[number - 1].What}");
                    kills++;
                }

                // A reading request leaves the same behind whether it was carried out or not.
                if (!writes)
                    continue;
                await using Flow before = await SeededAsync(cms, crm);
                Assert.True(await Killed.AtRequestAsync(before, direction, before.Servers.ElementAt(server), number, carriedOut: false));
                await AssertWholeAsync(before, direction, expected, $"killed before request {number} of server {server}");
                kills++;
            }
        }

        Assert.InRange(kills, 3, 120);
    }

    private static async Task<string> UnkilledAsync(string cms, string crm, SyncDirection direction)
    {
        await using Flow flow = await SeededAsync(cms, crm);
        SyncSummary summary = await flow.RunAsync(direction);
        Assert.True(summary is { Failed: 0, Conflicts: 0, NotAttempted: 0, Updated: > 0, Created: > 1, Linked: > 0 }, summary.ToString());
        return await flow.StateAsync();
    }

    private static async Task<Flow> SeededAsync(string cms, string crm)
    {
        Flow flow = await Flow.StartAsync(cms, crm);
        flow.Site.Add(new Person("anna@example.com", "Anna", "", "+49301"));
        flow.Site.Add(new Person("berta@example.com", "Berta", "User"));
        flow.Site.Add(new Person("cara@example.com", "Cara", "User"));
        flow.Account.Add(new Person("anna@example.com", "", "Berg"));
        flow.Account.Add(new Person("dora@example.com", "Dora", "Contact", "+49304"));
        flow.Account.Add(new Person("elsa@example.com", "Elsa", "Contact"));
        return flow;
    }

    private static async Task AssertWholeAsync(Flow flow, SyncDirection direction, string expected, string how)
    {
        SyncSummary next = await flow.RunAsync(direction);
        Assert.True(next is { Failed: 0, Conflicts: 0, NotAttempted: 0 }, $"{how}: {next}");
        string state = await flow.StateAsync();
        Assert.True(expected == state, $"{how}:\n{state}\ninstead of\n{expected}");
        flow.ClearLogs();
        SyncSummary last = await flow.RunAsync(direction);
        Assert.True(last is { NothingToDo: true, Requests.Writes: 0 } && !flow.Writes.Any(), $"{how}: the run after next wrote: {last}");
    }
}
