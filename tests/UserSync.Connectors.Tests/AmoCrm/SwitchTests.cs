using System.Globalization;
using System.Reflection;
using UserSync.Connectors.AmoCrm;
using UserSync.Connectors.Tests.Conformance;
using UserSync.Core.Errors;
using UserSync.Core.Execution;
using UserSync.Core.Links;
using UserSync.Core.Model;
using UserSync.Core.Profiles;
using UserSync.Simulators.AmoCrm;

namespace UserSync.Connectors.Tests.AmoCrm;

/// <summary>
/// Every point on which the contract's sources disagree or are silent, each by itself in its other position: the connector is right under
/// either answer. All usual positions are those of the other tests; all other ones together, of those that run under both.
/// </summary>
public sealed class SwitchTests
{
    private static CancellationToken Token => AmoScene.Token;

    public static TheoryData<string> Switches => [.. AmoSwitchSets.Names];

    [Fact]
    public void No_switch_is_forgotten()
    {
        string[] all = [.. typeof(AmoCrmSwitches).GetProperties(BindingFlags.Public | BindingFlags.Instance).Select(p => p.Name)];
        Assert.Equal(all.Order(StringComparer.Ordinal), AmoSwitchSets.Names.Concat(AmoSwitchSets.NotOurs).Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Switches))]
    public async Task The_conformance_suite_holds_in_the_other_position_of(string turned)
    {
        MethodInfo[] facts = [.. typeof(CrmConnectorConformance).GetMethods().Where(m => m.GetCustomAttribute<FactAttribute>() is not null)];
        Assert.InRange(facts.Length, 20, 100);
        foreach (MethodInfo fact in facts)
        {
            await using Turned suite = new(turned);
            await suite.InitializeAsync();
            try
            {
                await (Task)fact.Invoke(suite, null)!;
            }
            catch (Exception e) when (e is not Xunit.Sdk.SkipException && !e.Message.StartsWith("$XunitDynamicSkip$", StringComparison.Ordinal))
            {
                throw new InvalidOperationException($"{turned}: {fact.Name}: {e.Message}", e);
            }
            catch (Exception e) when (e.Message.StartsWith("$XunitDynamicSkip$", StringComparison.Ordinal))
            {
                // What the system cannot do is not asked of it.
            }
        }
    }

    [Theory]
    [MemberData(nameof(Switches))]
    public async Task People_are_found_made_changed_and_missed_in_the_other_position_of(string turned)
    {
        foreach (AmoPlatform platform in (AmoPlatform[])[AmoPlatform.AmoCrm, AmoPlatform.Kommo])
        {
            await using AmoRun run = await AmoRun.StartAsync(s => AmoSwitchSets.Turn(s, turned), platform, new AmoCrmSeed(platform).WithPeople(300));
            run.Policy = run.Policy with { Notes = ["created", "linked"], OnUserDeleted = GonePolicy.Note };
            run.User(1, "PERSON000150@Example.org", "Person", "Old");
            for (int n = 2; n <= 6; n++)
                run.User(n, $"user{n}@example.org", $"First{n}", "Last");

            // Found by address, the others made; and nothing twice.
            SyncSummary first = await run.RunAsync();
            Assert.Equal((6, 1, 5, 0, 0), (first.Checked, first.Linked, first.Created, first.Conflicts, first.Failed));
            run.Scene.Server.ClearLog();
            Assert.Equal(0, (await run.RunAsync()).Requests.Writes);
            Assert.Empty(run.Scene.Writes);

            // Changed, and only that.
            run.Replace("user2@example.org,First2 Last,First2", "new2@example.org,Other2 Last,Other2");
            SyncSummary second = await run.RunAsync();
            Assert.Equal((1, 0, 0), (second.Updated, second.Created, second.Failed));
            AmoContact changed = run.Scene.Live().Single(c => AmoScene.Values(c, AmoSampleFields.CmsUserId) is ["2"]);
            Assert.Equal(("Other2", "Last", "new2@example.org"), (changed.FirstName, changed.LastName, Assert.Single(AmoScene.Values(changed, AmoSampleFields.Email))));

            // One is thrown away, one merged: both are told, nobody is unlinked or made again.
            Dictionary<string, long> contacts = (await run.LinksAsync()).ToDictionary(l => l.UserId, l => long.Parse(l.ContactId, CultureInfo.InvariantCulture), StringComparer.Ordinal);
            run.Scene.Simulator.Interface.Trash(contacts["3"]);
            AmoContact survivor = run.Scene.Contact("Survivor", "user4@example.org");
            run.Scene.Simulator.Interface.Merge(survivor.Id, contacts["4"]);
            run.Scene.Time.Advance(TimeSpan.FromMinutes(2));
            int live = run.Scene.Live().Count;
            await run.RunAsync();
            List<SyncConflict> conflicts = await run.ConflictsAsync();
            Assert.Contains(conflicts, c => c.UserId == "3" && c.Kind is ConflictKind.ContactTrashed or ConflictKind.ContactGone);
            SyncConflict merged = Assert.Single(conflicts, c => c.UserId == "4");
            Assert.Equal((ConflictKind.ContactMerged, survivor.Id.ToString(CultureInfo.InvariantCulture)), (merged.Kind, Assert.Single(merged.Candidates)));
            Assert.Equal((6, live), ((await run.LinksAsync()).Count, run.Scene.Live().Count));

            // A user is gone: a note, and no link.
            run.RemoveUser(6);
            Assert.Equal(1, (await run.RunAsync()).Unlinked);
            Assert.Contains(run.Scene.Store.Notes, n => n.EntityId == contacts["6"] && n.Params["text"]!.GetValue<string>().Contains("was deleted", StringComparison.Ordinal));
            run.Scene.Server.ClearLog();
            await run.RunAsync();
            Assert.Empty(run.Scene.Writes);
            Assert.Equal(7, run.Scene.Store.Notes.Count);
        }
    }

    [Theory]
    [MemberData(nameof(Switches))]
    public async Task A_pair_of_tokens_is_renewed_once_and_a_lost_one_is_told_in_the_other_position_of(string turned)
    {
        await using AmoRun run = await AmoRun.StartAsync(s => AmoSwitchSets.Turn(s, turned));
        run.User(1, "anna@example.org");
        await run.RunAsync();
        await using AmoPair pair = new(run);
        await pair.ConnectAsync();
        for (int day = 0; day < 3; day++)
        {
            run.Scene.Time.Advance(TimeSpan.FromHours(25));
            int before = run.Scene.Simulator.Tokens.Refresh.Count;
            AmoCrmConnector[] both = [pair.Open(), pair.Open()];
            await Task.WhenAll(both.Select(c => c.IdentifyAsync(Token)));
            foreach (AmoCrmConnector one in both)
                await one.DisposeAsync();
            Assert.Equal(before + 1, run.Scene.Simulator.Tokens.Refresh.Count);
        }

        run.Scene.Simulator.Tokens.RevokeAll();
        await using AmoCrmConnector lost = pair.Open();
        ConnectorException error = await Assert.ThrowsAsync<ConnectorException>(() => lost.IdentifyAsync(Token));
        Assert.Equal(ConnectorErrorKind.Authentication, error.Kind);
        Assert.Contains("Connect-CrmAccount", error.Error.Remedy, StringComparison.Ordinal);
    }

    private sealed class Turned(string name) : AmoCrmConformanceTests
    {
        protected override void Turn(AmoCrmSwitches switches) => AmoSwitchSets.Turn(switches, name);
    }
}
