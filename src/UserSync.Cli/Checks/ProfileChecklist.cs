using System.Runtime.CompilerServices;
using UserSync.Connectors.Composition;
using UserSync.Core.Connectors;
using UserSync.Core.Errors;
using UserSync.Core.Execution;
using UserSync.Core.Links;
using UserSync.Core.Model;
using UserSync.Core.Profiles;

namespace UserSync.Cli.Checks;

/// <summary>Checks everything that a run of a profile needs, line by line; one failing line does not hide the others.</summary>
internal static class ProfileChecklist
{
    /// <summary>Brings each check with the exit code that its failure means.</summary>
    public static async IAsyncEnumerable<(CheckResult Check, RunEnd Meaning)> RunAsync(SyncProfile profile, WorkspaceOpener opener, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        yield return (new CheckResult("profile", Passed: true, profile.Path), RunEnd.Usage);
        var results = new List<(CheckResult, RunEnd)>();
        await using IConnector? cms = Try(results, Side.Cms, () => opener.OpenCms(profile));
        await using IConnector? crm = Try(results, Side.Crm, () => opener.OpenCrm(profile));
        if (cms is not null)
            await EndAsync(results, cms, [.. profile.Fields.Select(f => f.User)], cancellationToken);
        if (crm is not null)
            await EndAsync(results, crm, [.. profile.Fields.Select(f => f.Contact)], cancellationToken);
        if (cms is not null && crm is not null)
        {
            SyncError[] wrong = [.. PolicyCheck.Check(profile, cms.Capabilities, crm.Capabilities)];
            results.AddRange(wrong.Select(w => (Failed("policies", w), RunEnd.Usage)));
            if (wrong.Length == 0)
                results.Add((new CheckResult("policies", Passed: true, "Both systems can do what the profile asks."), RunEnd.Usage));
        }

        try
        {
            await using LinkStore store = await opener.OpenStoreAsync(profile, preview: true, cancellationToken);
            results.Add((new CheckResult("link store", Passed: true, store.Location), RunEnd.Human));
        }
        catch (UserSyncException failure)
        {
            results.Add((Failed("link store", failure.Error), RunEnds.Of(failure.Error)));
        }

        foreach ((CheckResult Check, RunEnd Meaning) result in results)
            yield return result with { Check = result.Check with { Profile = profile.Name } };
    }

    private static IConnector? Try(List<(CheckResult, RunEnd)> results, Side side, Func<IConnector> open)
    {
        try
        {
            return open();
        }
        catch (UserSyncException failure)
        {
            results.Add((Failed("settings", failure.Error) with { Side = side }, RunEnds.Of(failure.Error)));
            return null;
        }
    }

    private static async Task EndAsync(List<(CheckResult, RunEnd)> results, IConnector end, string[] mapped, CancellationToken cancellationToken)
    {
        try
        {
            EndIdentity identity = await end.IdentifyAsync(cancellationToken);
            results.Add((new CheckResult("connection", Passed: true, $"{identity.Product}, {identity.Id}") { Side = end.Side }, RunEnd.Human));
            var told = new HashSet<string>(StringComparer.Ordinal);
            await foreach (CheckResult check in end.CheckAsync(cancellationToken))
            {
                told.Add(check.Check);
                results.Add((check with { Side = end.Side }, RunEnd.Human));
            }

            var known = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
            await foreach (FieldInfo field in end.ListFieldsAsync(cancellationToken))
                known.Add(field.Path);
            foreach (string path in mapped.Distinct(StringComparer.Ordinal).Where(p => !told.Contains($"field {p}")))
                results.Add((Field(end.Side, path, known), RunEnd.Usage));
        }
        catch (UserSyncException failure)
        {
            results.Add((Failed("connection", failure.Error) with { Side = end.Side }, RunEnds.Of(failure.Error)));
        }
    }

    private static CheckResult Field(Side side, string path, HashSet<string> known)
    {
        bool exists = known.Contains(path) || (side == Side.Crm && MultiPath.Parse(path) is { } list && known.Contains(list.Base)) || path == "id";
        return new CheckResult($"field {path}", exists, exists ? "exists" : "does not exist")
        {
            Side = side,
            Remedy = exists ? null : "Look up the path with Get-CmsField or Get-CrmField, and correct it in the profile.",
        };
    }

    private static CheckResult Failed(string check, SyncError error) => new(check, Passed: false, error.Message) { Remedy = error.Remedy, Side = error.Side };
}
