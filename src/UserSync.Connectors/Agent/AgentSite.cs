using System.Globalization;
using System.Runtime.CompilerServices;
using Newtonsoft.Json;
using UserSync.Connectors.Http;
using UserSync.Core.Connectors;
using UserSync.Core.Errors;
using UserSync.Core.Model;
using UserSync.Core.Profiles;

namespace UserSync.Connectors.Agent;

/// <summary>What is read of a site through its agents.</summary>
internal sealed class AgentSite : IAsyncDisposable
{
    private readonly Once<IReadOnlyDictionary<string, CmsGroup>> _groups;
    private readonly EndSettings _end;
    private readonly ConnectorContext _context;

    /// <summary>Starts nothing yet.</summary>
    public AgentSite(EndSettings end, AgentPool pool, ConnectorContext context)
    {
        _end = end;
        _context = context;
        Pool = pool;
        _groups = new Once<IReadOnlyDictionary<string, CmsGroup>>(ReadGroupsAsync);
    }

    /// <summary>The agents.</summary>
    public AgentPool Pool { get; }

    /// <summary>The clock, and who listens.</summary>
    public ConnectorContext Context => _context;

    /// <summary>The groups of the site by id, in its order.</summary>
    public Task<IReadOnlyDictionary<string, CmsGroup>> GroupsAsync(CancellationToken cancellationToken) => _groups.GetAsync(cancellationToken);

    /// <summary>An empty answer that takes users in.</summary>
    public async Task<AgentUsers> EmptyAsync(CancellationToken cancellationToken)
    {
        AgentHello hello = await Pool.HelloAsync(cancellationToken);
        return Empty(hello, await GroupsAsync(cancellationToken));
    }

    /// <summary>An empty answer that takes users in.</summary>
    public AgentUsers Empty(AgentHello hello, IReadOnlyDictionary<string, CmsGroup> groups) => new(_end.Key, _context.Profile, hello.UserUrl, groups);

    /// <summary>Walks all users; the next page is on its way while one is handed on.</summary>
    public async IAsyncEnumerable<CmsUser> WalkAsync(RecordQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (AgentUsers page in PagesAsync(query, hashes: false, cancellationToken))
        {
            foreach ((CmsUser user, _) in page.All())
            {
                cancellationToken.ThrowIfCancellationRequested();
                yield return user;
            }
        }
    }

    /// <summary>Walks the hashes of all users.</summary>
    public async IAsyncEnumerable<UserHash> HashesAsync(RecordQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (AgentUsers page in PagesAsync(query, hashes: true, cancellationToken))
        {
            foreach (UserHash user in page.Hashes())
                yield return user;
        }
    }

    private async IAsyncEnumerable<AgentUsers> PagesAsync(RecordQuery query, bool hashes, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task<AgentUsers> loading = PageAsync("0", query, hashes, stop.Token);
        try
        {
            string after = "0";
            while (true)
            {
                AgentUsers page = await loading;
                if (page.Next is { } next)
                {
                    // An agent that walks in circles would never end.
                    if (!long.TryParse(next, NumberStyles.None, CultureInfo.InvariantCulture, out long id) || id <= long.Parse(after, CultureInfo.InvariantCulture))
                        throw AgentFailures.Error(ConnectorErrorKind.Protocol, $"The agent's listing does not go on: after user {after} it names {next}.", "Install the agent anew with Install-SyncAgent.");
                    after = next;
                    loading = PageAsync(next, query, hashes, stop.Token);
                }

                yield return page;
                if (page.Next is null)
                    yield break;
            }
        }
        finally
        {
            await stop.CancelAsync();
            await EndAsync(loading);
        }
    }

    /// <summary>The users with some ids, addresses or markers.</summary>
    /// <param name="op">get or find.</param>
    /// <param name="list">ids, emails or markers.</param>
    /// <param name="keys">At most <see cref="AgentLimits.Keys"/>.</param>
    /// <param name="fields">Paths beyond the core ones; null for all.</param>
    /// <param name="cancellationToken">Stops.</param>
    public async Task<AgentUsers> LookUpAsync(string op, string list, IEnumerable<string> keys, IReadOnlyCollection<string>? fields, CancellationToken cancellationToken)
    {
        AgentUsers users = await EmptyAsync(cancellationToken);
        return await AskAsync(op, users, json =>
        {
            AgentSession.Texts(json, list, keys);
            Fields(json, fields);
        }, cancellationToken);
    }

    /// <summary>How many users the site has.</summary>
    public async Task<long> CountAsync(CancellationToken cancellationToken)
    {
        long count = 0;
        await Pool.ReadAsync(async session =>
        {
            await session.CallAsync("count", write: false, static _ => { }, (json, name) =>
            {
                if (name == "count")
                    count = long.Parse(JsonWalk.Scalar(json) ?? "0", CultureInfo.InvariantCulture);
            }, cancellationToken);
            return true;
        }, cancellationToken);
        return count;
    }

    /// <summary>The fields that can be mapped.</summary>
    public async Task<List<FieldInfo>> FieldsAsync(CancellationToken cancellationToken)
    {
        List<FieldInfo> fields = [];
        await Pool.ReadAsync(async session =>
        {
            await session.CallAsync("fields", write: false, static _ => { }, (json, name) =>
            {
                if (name == "fields")
                    fields = JsonWalk.Array(json, Field);
            }, cancellationToken);
            return true;
        }, cancellationToken);
        return fields;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _groups.Dispose();
        return Pool.DisposeAsync();
    }

    private async Task<AgentUsers> PageAsync(string after, RecordQuery query, bool hashes, CancellationToken cancellationToken)
    {
        AgentUsers page = await EmptyAsync(cancellationToken);
        return await AskAsync("list", page, json =>
        {
            AgentSession.Member(json, "after", after);
            AgentSession.Member(json, "limit", AgentLimits.Page);
            if (query.ChangedSince is { } since)
                AgentSession.Member(json, "changedSince", since.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
            AgentSession.Texts(json, "groups", query.Groups);
            if (hashes)
                AgentSession.Member(json, "hashes", "only");
            Fields(json, query.Fields);
        }, cancellationToken);
    }

    private Task<AgentUsers> AskAsync(string op, AgentUsers users, Action<JsonTextWriter> body, CancellationToken cancellationToken) => Pool.ReadAsync(async session =>
    {
        await session.CallAsync(op, write: false, body, users.Take, cancellationToken);
        return users;
    }, cancellationToken);

    private async Task<IReadOnlyDictionary<string, CmsGroup>> ReadGroupsAsync(CancellationToken cancellationToken)
    {
        Dictionary<string, CmsGroup> groups = new(StringComparer.Ordinal);
        await Pool.ReadAsync(async session =>
        {
            await session.CallAsync("groups", write: false, static _ => { }, (json, name) =>
            {
                if (name != "groups")
                    return;
                foreach (CmsGroup group in JsonWalk.Array(json, Group))
                    groups[group.Id] = group;
            }, cancellationToken);
            return true;
        }, cancellationToken);
        return groups;
    }

    private static void Fields(JsonTextWriter json, IReadOnlyCollection<string>? fields)
    {
        if (fields is not null)
            AgentSession.Texts(json, "fields", fields);
    }

    private static CmsGroup Group(JsonTextReader json)
    {
        string id = "";
        string? label = null;
        JsonWalk.Object(json, name =>
        {
            if (name == "id")
                id = JsonWalk.Scalar(json) ?? "";
            else if (name == "name")
                label = JsonWalk.Scalar(json);
        });
        return new CmsGroup(id, label ?? id);
    }

    private static FieldInfo Field(JsonTextReader json)
    {
        Dictionary<string, string?> texts = new(StringComparer.Ordinal);
        List<string> choices = [];
        JsonWalk.Object(json, name =>
        {
            if (name == "choices")
                choices = JsonWalk.Array(json, static item => JsonWalk.Scalar(item) ?? "");
            else
                texts[name] = JsonWalk.Scalar(json);
        });
        string path = texts.GetValueOrDefault("path") ?? throw new JsonSerializationException("a field has no path.");
        return new FieldInfo(path, texts.GetValueOrDefault("label") ?? path, texts.GetValueOrDefault("type") ?? "text") { Writable = texts.GetValueOrDefault("writable") != "false", Choices = choices };
    }

    private static async Task EndAsync(Task loading)
    {
        try
        {
            await loading;
        }
        catch (Exception failure) when (failure is OperationCanceledException or ConnectorException)
        {
            // The walk was left, or has raised this already.
        }
    }
}
