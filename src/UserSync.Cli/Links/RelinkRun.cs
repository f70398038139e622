using UserSync.Connectors.Composition;
using UserSync.Core.Errors;
using UserSync.Core.Execution;
using UserSync.Core.Links;
using UserSync.Core.Profiles;

namespace UserSync.Cli.Links;

/// <summary>Moves or removes links together with what is filled and cleared on their records, as a run of its own.</summary>
internal static class RelinkRun
{
    /// <summary>Runs; tells each link.</summary>
    public static async Task<RunEnd> RunAsync(Session session, SyncProfile profile, IReadOnlyList<Relink> relinks, LinkReport report, string command)
    {
        await using Workspace workspace = await session.Opener.OpenAsync(profile, preview: false, session.Stop);
        workspace.Store.Editor = ProcessHost.Editor(profile.Name, $"usersync {command}");
        var errors = new Dictionary<string, SyncError>(StringComparer.Ordinal);
        await foreach (SyncEvent happened in new SyncEngine(workspace).RunAsync(new SyncRequest { Relinks = relinks }, session.Stop))
        {
            switch (happened)
            {
                case MessageEvent { IsWarning: true } warning:
                    session.Warn(warning.Text);
                    break;
                case ResultEvent { Result: var result }:
                    session.Log?.Ended(result);
                    session.Detail(result.ToString());
                    if (result.Error is { } error)
                        errors.TryAdd(result.UserId!, error);
                    break;
                default:
                    break;
            }
        }

        foreach (Relink relink in relinks)
        {
            SyncError? error = errors.GetValueOrDefault(relink.Link.UserId);
            report.Add(new LinkChange(relink.Link with { ContactId = error is null ? relink.ContactId ?? relink.Link.ContactId : relink.Link.ContactId }, error is null, error));
        }

        return report.End();
    }
}
