using UserSync.Core.Connectors;
using UserSync.Core.Errors;
using UserSync.Core.Links;
using UserSync.Core.Model;
using UserSync.Core.Planning;

namespace UserSync.Core.Execution;

/// <summary>What the parts of one run share: its id, its workspace, and how its results are told.</summary>
internal sealed class RunScope
{
    public RunScope(Workspace workspace, string run)
    {
        Workspace = workspace;
        Run = run;
    }

    public Workspace Workspace { get; }

    public string Run { get; }

    public LinkStore Store => Workspace.Store;

    public IConnector EndOf(Side side) => Workspace.EndOf(side);

    public IConnector TargetOf(PlannedChange change) => EndOf(change.Target);

    public string MarkerOf(PlannedChange change) => change.Target == Side.Crm && change.UserId is { } user ? $"{Workspace.Site}:{user}" : $"{Workspace.Account}:{change.ContactId}";

    /// <summary>Writes how changes ended, in one transaction.</summary>
    public Task<IReadOnlyList<Confirmation>> ConfirmAsync(IReadOnlyList<Confirmation> confirmations, CancellationToken cancellationToken)
        => Store.WriteAsync<IReadOnlyList<Confirmation>>(
            async (connection, transaction) =>
            {
                await using var writer = new ConfirmationWriter(connection, transaction, Run, Workspace.Site, Workspace.Account, Workspace.Host.Clock);
                var written = new List<Confirmation>(confirmations.Count);
                foreach (Confirmation confirmation in confirmations)
                    written.Add(await writer.WriteAsync(confirmation, cancellationToken));
                return written;
            },
            cancellationToken);

    public SyncResult ResultOf(PlannedChange change, ChangeOutcome outcome, SyncError? error = null) => new()
    {
        Run = Run,
        Profile = Workspace.Profile.Name,
        Site = Workspace.Site,
        Account = Workspace.Account,
        Action = outcome == ChangeOutcome.Conflict ? SyncAction.Conflict : SyncResult.ActionOf(change.Action),
        Outcome = outcome,
        UserId = change.UserId,
        ContactId = change.ContactId,
        FormerContactId = change.FormerContactId,
        Email = change.Email,
        Name = change.Name,
        Fields = change.Writes,
        Candidates = change.Candidates,
        Reason = change.Reason,
        Target = change.Target,
        UserUrl = change.UserUrl,
        ContactUrl = change.ContactUrl,
        Error = error,
    };

    /// <summary>The change as the side confirmed it: id, address and the values that it returned.</summary>
    public static PlannedChange Confirmed(PlannedChange change, WriteResult result)
    {
        var baseline = new Baseline();
        foreach ((string key, BaselineField field) in change.Baseline)
            baseline[key] = field;
        for (int i = 0; i < change.Writes.Count; i++)
        {
            FieldWrite write = change.Writes[i];
            if (change.WriteKeys[i].Length == 0 || !baseline.TryGetValue(change.WriteKeys[i], out BaselineField field))
                continue;
            baseline[change.WriteKeys[i]] = change.Target == Side.Crm ? field with { Contact = Returned(write, result) } : field with { User = Returned(write, result) };
        }

        if (result.Instead == WriteKind.Block)
            change = change with { Action = ChangeAction.Block, Reason = change.Reason + "; the site only blocked the account, as its own setting says" };
        return change.Target == Side.Crm
            ? change with { ContactId = result.RecordId ?? change.ContactId, ContactUrl = result.Url ?? change.ContactUrl, Baseline = baseline }
            : change with { UserId = result.RecordId ?? change.UserId, UserKey = result.Key ?? result.RecordId ?? change.UserKey, UserUrl = result.Url ?? change.UserUrl, Baseline = baseline };
    }

    private static FieldValue Returned(FieldWrite write, WriteResult result)
    {
        if (!result.Returned.TryGetValue(write.Path, out FieldValue returned) || returned.IsNotRead)
            return write.Value;
        if (MultiPath.Parse(write.Path) is not { } list)
            return returned;

        // What a list holds after our element was cleared belongs to others.
        if (write.Value.Text is not { } sent)
            return FieldValue.Empty;
        return returned.Count <= 1 ? returned : FieldValue.Of(returned.Values.FirstOrDefault(v => Mapping.FieldEquality.SameText(list.Base, v, sent)) ?? sent);
    }
}
