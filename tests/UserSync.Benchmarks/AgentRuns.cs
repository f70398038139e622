using System.Globalization;
using UserSync.Connectors;
using UserSync.Connectors.Agent;
using UserSync.Connectors.WordPress;
using UserSync.Core.Connectors;
using UserSync.Core.Model;
using UserSync.Core.Profiles;

namespace UserSync.Benchmarks;

/// <summary>The same WordPress through REST and through the agent: listing all users with three mapped fields, and writing.</summary>
internal sealed class AgentRuns(string agentFolder)
{
    private static readonly RecordQuery Query = new() { Fields = ["meta.company", "meta.phone", "meta.customer_no"] };

    public async Task MeasureAsync()
    {
        string url = Demand("USERSYNC_WP_URL");
        EndSettings end = new() { Kind = EndKinds.WordPress, Key = "shop", Url = new Uri(url) };
        ConnectorContext context = new(TimeProvider.System) { Random = static () => 0.5 };
        UserPolicy policy = new() { ReassignTo = "1" };
        await using (WordPressConnector rest = new(end, Demand("USERSYNC_WP_CREDENTIAL"), policy, context))
        {
            await Measure.RunAsync("listing by REST, four at a time", () => ListAsync(rest));
            await Measure.RunAsync("listing by REST again", () => ListAsync(rest));
        }

        EndSettings byAgent = end with { Agent = new AgentSettings(["php", Path.Combine(agentFolder, "wordpress.php")], Demand("USERSYNC_WP_ROOT")) };
        for (int n = 0; n < 2; n++)
        {
            await using AgentConnector agent = new(byAgent, agentFolder, policy, context);
            await Measure.RunAsync("listing by the agent, its start included", () => ListAsync(agent));
        }

        await using (AgentConnector agent = new(byAgent, agentFolder, policy, context))
        {
            await Measure.RunAsync("listing by the agent with all meta", () => ListAsync(agent, RecordQuery.All));
            string[] made = [];
            string mark = Guid.NewGuid().ToString("N")[..8];
            await Measure.RunAsync("creating 200, 50 a batch", async () =>
            {
                List<string> ids = [];
                foreach (int[] part in Enumerable.Range(0, 200).Chunk(50))
                {
                    foreach (WriteResult result in await agent.WriteAsync([.. part.Select(n => Create(n, mark))], CancellationToken.None))
                        ids.Add(result.RecordId ?? throw new InvalidOperationException(result.Error?.Message));
                }

                made = [.. ids];
                return ids.Count.ToString(CultureInfo.InvariantCulture);
            });
            await Measure.RunAsync("changing 200, 50 a batch", () => WriteAsync(agent, made, static (id, n) =>
                new RecordWrite(n, WriteKind.Update) { RecordId = id, Fields = [new FieldWrite("first_name", FieldValue.Of("Berta"), FieldValue.NotRead)] }));
            await Measure.RunAsync("deleting 200, 50 a batch", () => WriteAsync(agent, made, static (id, n) => new RecordWrite(n, WriteKind.Delete) { RecordId = id }));
        }
    }

    private static async Task<string> ListAsync(ICmsConnector connector, RecordQuery? query = null)
    {
        long count = 0;
        await foreach (CmsUser user in connector.ReadAsync(query ?? Query, CancellationToken.None))
            count += user.Email is null ? 0 : 1;
        return string.Create(CultureInfo.InvariantCulture, $"{count} users, {connector.Requests.Reads} requests");
    }

    private static async Task<string> WriteAsync(AgentConnector agent, string[] ids, Func<string, int, RecordWrite> write)
    {
        int done = 0;
        foreach (string[] part in ids.Chunk(50))
            done += (await agent.WriteAsync([.. part.Select(write)], CancellationToken.None)).Count(r => r.Outcome == WriteOutcome.Done);
        return done.ToString(CultureInfo.InvariantCulture);
    }

    private static RecordWrite Create(int n, string mark) => new(n, WriteKind.Create)
    {
        Marker = string.Create(CultureInfo.InvariantCulture, $"bench {mark} {n}"),
        Fields = [new FieldWrite("email", FieldValue.Of(string.Create(CultureInfo.InvariantCulture, $"bench{n}.{mark}@example.org")), FieldValue.NotRead)],
    };

    private static string Demand(string variable) => Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value ? value
        : throw new InvalidOperationException($"{variable} is not set: start tests/wordpress/start.sh with USERSYNC_WP_USERS=20000 and set what it prints.");
}
