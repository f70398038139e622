using UserSync.Core.Links;

namespace UserSync.Core.Execution;

/// <summary>What earlier runs and administrators left for this one to respect.</summary>
/// <param name="Ignored">Conflicts that an administrator decided to leave, by kind, user and contact.</param>
/// <param name="Open">Conflicts that wait for a decision, by kind, user and contact.</param>
/// <param name="Unclear">Why nothing may be created for a user, by user: a lost create was never cleared up.</param>
/// <param name="UnclearUsers">The same for the users of contacts, by contact.</param>
/// <param name="CreateFor">Users (with "" for the contact) and contacts (with "" for the user) that an administrator decided to make a partner for.</param>
internal sealed record EarlierConflicts(
    IReadOnlySet<(ConflictKind Kind, string UserId, string ContactId)> Ignored, IReadOnlySet<(ConflictKind Kind, string UserId, string ContactId)> Open, IReadOnlyDictionary<string, string> Unclear, IReadOnlyDictionary<string, string> UnclearUsers,
    IReadOnlySet<(string UserId, string ContactId)> CreateFor)
{
    /// <summary>Reads them from the store.</summary>
    public static async Task<EarlierConflicts> ReadAsync(Workspace workspace, CancellationToken cancellationToken)
    {
        var ignored = new HashSet<(ConflictKind, string, string)>();
        await foreach (SyncConflict conflict in workspace.Store.Conflicts.ReadAsync(workspace.Site, workspace.Account, ConflictState.Ignored, cancellationToken))
            ignored.Add((conflict.Kind, conflict.UserId ?? "", conflict.ContactId ?? ""));
        var open = new HashSet<(ConflictKind, string, string)>();
        var unclear = new Dictionary<string, string>(StringComparer.Ordinal);
        var unclearUsers = new Dictionary<string, string>(StringComparer.Ordinal);
        await foreach (SyncConflict conflict in workspace.Store.Conflicts.ReadAsync(workspace.Site, workspace.Account, ConflictState.Open, cancellationToken))
        {
            open.Add((conflict.Kind, conflict.UserId ?? "", conflict.ContactId ?? ""));

            // One with a candidate is about a record that is there: each run looks for it again.
            if (conflict.Kind != ConflictKind.UnclearCreate || conflict.Candidates.Count > 0)
                continue;
            if (conflict.UserId is { } user)
                unclear[user] = conflict.Reason;
            else if (conflict.ContactId is { } contact)
                unclearUsers[contact] = conflict.Reason;
        }

        var createFor = new HashSet<(string, string)>();
        await foreach (SyncConflict conflict in workspace.Store.Conflicts.ReadAsync(workspace.Site, workspace.Account, ConflictState.Create, cancellationToken))
            createFor.Add(conflict.UserId is { } user ? (user, "") : ("", conflict.ContactId ?? ""));
        return new EarlierConflicts(ignored, open, unclear, unclearUsers, createFor);
    }
}
