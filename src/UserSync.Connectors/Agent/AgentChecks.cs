using System.Globalization;
using System.Runtime.CompilerServices;
using UserSync.Core.Connectors;
using UserSync.Core.Errors;
using UserSync.Core.Model;
using UserSync.Core.Profiles;

namespace UserSync.Connectors.Agent;

/// <summary>The checklist for a site that is reached through its agent.</summary>
internal sealed class AgentChecks(AgentSite site, UserPolicy policy)
{
    private static readonly TimeSpan AllowedSkew = TimeSpan.FromMinutes(2);

    /// <summary>All checks; without an agent there is only the first.</summary>
    public async IAsyncEnumerable<CheckResult> RunAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        AgentSettings settings = site.Pool.Place.Settings;
        if (AgentFailures.IsSsh(settings) && !AgentFailures.IsBatch(settings))
            yield return Line("ssh", false, "it may wait for a password", "Add \"-o\", \"BatchMode=yes\" to cms.agent.command.");
        (AgentHello? hello, CheckResult result) = await TryAsync("agent", async () =>
        {
            AgentHello found = await site.Pool.HelloAsync(cancellationToken);
            return (found, $"{found.Product}, PHP {found.Php}, in {settings.Root}");
        });
        yield return result;
        if (hello is null)
            yield break;

        yield return hello.Version == AgentLimits.Version
            ? Line("agent version", true, hello.Version)
            : Line("agent version", null, $"the agent is {hello.Version}, this is {AgentLimits.Version}", "They understand each other; bring the agent up to date with Install-SyncAgent.");
        yield return hello.RunsAs == "root"
            ? Line("agent account", null, "it runs as root, and leaves files that the site cannot write", "Run it as the account that the site runs as, with sudo -u or ssh.")
            : Line("agent account", true, hello.RunsAs);
        yield return Clock(hello);
        yield return (await TryAsync("users", async () =>
        {
            long count = await site.CountAsync(cancellationToken);
            return (count, string.Create(CultureInfo.InvariantCulture, $"{count} users can be read"));
        })).Result;
        foreach (string group in policy.Groups)
            yield return await GroupAsync(group, cancellationToken);
        if (policy.ReassignTo is { } heir)
            yield return await HeirAsync(heir, cancellationToken);
    }

    private static CheckResult Clock(AgentHello hello)
    {
        if (hello.Time is not { } theirs)
            return Line("clock", null, "the host does not tell its time");
        TimeSpan skew = theirs - hello.ReceivedAt;
        string detail = string.Create(CultureInfo.InvariantCulture, $"{Math.Abs(skew.TotalSeconds):0} s {(skew < TimeSpan.Zero ? "behind" : "ahead of")} ours");
        return skew.Duration() <= AllowedSkew ? Line("clock", true, detail) : Line("clock", false, detail, "Set both clocks by NTP.");
    }

    private async Task<CheckResult> GroupAsync(string group, CancellationToken cancellationToken)
    {
        (bool exists, CheckResult result) = await TryAsync($"group {group}", async () =>
            ((await site.GroupsAsync(cancellationToken)).Values.Any(g => string.Equals(g.Id, group, StringComparison.Ordinal) || string.Equals(g.Name, group, StringComparison.OrdinalIgnoreCase)), "exists"));
        return result.Passed != true || exists ? result : Line($"group {group}", false, "the site has no such group", "Get-CmsGroup lists the groups.");
    }

    private async Task<CheckResult> HeirAsync(string heir, CancellationToken cancellationToken)
    {
        (CmsUser? user, CheckResult result) = await TryAsync("users.reassignTo", async () =>
        {
            CmsUser? found = (await site.LookUpAsync("get", "ids", [heir], [], cancellationToken)).All().Select(u => u.User).FirstOrDefault();
            return (found, found?.ToString() ?? "");
        });
        return result.Passed != true || user is not null ? result : Line("users.reassignTo", false, $"there is no user {heir}", "Set users.reassignTo to the id of a user that stays.");
    }

    private static async Task<(T? Value, CheckResult Result)> TryAsync<T>(string check, Func<Task<(T Value, string Detail)>> run)
    {
        try
        {
            (T value, string detail) = await run();
            return (value, Line(check, true, detail));
        }
        catch (ConnectorException failure)
        {
            return (default, Line(check, false, failure.Error.Message, failure.Error.Remedy) with { Error = failure.Error });
        }
    }

    private static CheckResult Line(string check, bool? passed, string detail, string? remedy = null) => new(check, passed, detail) { Remedy = remedy, Side = Side.Cms };
}
