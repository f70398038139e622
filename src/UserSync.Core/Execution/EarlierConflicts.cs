using UserSync.Core.Links;

namespace UserSync.Core.Execution;

/// <summary>What earlier runs and administrators left for this one to respect.</summary>
/// <param name="Ignored">Conflicts that an administrator decided to leave, by kind, user and contact.</param>
/// <param name="Unclear">Why nothing may be created for a user, by user: a lost create was never cleared up.</param>
/// <param name="UnclearUsers">The same for the users of contacts, by contact.</param>
/// <param name="CreateFor">Users (with "" for the contact) and contacts (with "" for the user) that an administrator decided to make a partner for.</param>
internal sealed record EarlierConflicts(
    IReadOnlySet<(ConflictKind Kind, string UserId, string ContactId)> Ignored, IReadOnlyDictionary<string, string> Unclear, IReadOnlyDictionary<string, string> UnclearUsers,
    IReadOnlySet<(string UserId, string ContactId)> CreateFor)
{
    /// <summary>Reads them from the store.</summary>
    public static async Task<EarlierConflicts> ReadAsync(Workspace workspace, CancellationToken cancellationToken)
    {
        var ignored = new HashSet<(ConflictKind, string, string)>();
        await foreach (SyncConflict conflict in workspace.Store.Conflicts.ReadAsync(workspace.Site, workspace.Account, ConflictState.Ignored, cancellationToken))
            ignored.Add((conflict.Kind, conflict.UserId ?? "", conflict.ContactId ?? ""));
        var unclear = new Dictionary<string, string>(StringComparer.Ordinal);
        var unclearUsers = new Dictionary<string, string>(StringComparer.Ordinal);
        await foreach (SyncConflict conflict in workspace.Store.Conflicts.ReadAsync(workspace.Site, workspace.Account, ConflictState.Open, cancellationToken))
        {
            if (conflict is { Kind: ConflictKind.UnclearCreate, UserId: { } user })
                unclear[user] = conflict.Reason;
            else if (conflict is { Kind: ConflictKind.UnclearCreate, ContactId: { } contact })
                unclearUsers[contact] = conflict.Reason;
        }

        var createFor = new HashSet<(string, string)>();
        await foreach (SyncConflict conflict in workspace.Store.Conflicts.ReadAsync(workspace.Site, workspace.Account, ConflictState.Create, cancellationToken))
            createFor.Add(conflict.UserId is { } user ? (user, "") : ("", conflict.ContactId ?? ""));
        return new EarlierConflicts(ignored, unclear, unclearUsers, createFor);
    }
}
