using UserSync.Core.Connectors;
using UserSync.Core.Errors;
using UserSync.Core.Links;
using UserSync.Core.Model;
using UserSync.Core.Planning;

namespace UserSync.Core.Execution;

/// <summary>
/// Keeps the links that the CRM holds itself in step with ours. It needs no intents: new ones are stored by us first, and the next run
/// brings over whatever is missing; old ones are taken out there first, and the next run removes ours if this one dies in between.
/// </summary>
internal sealed class MirrorStep
{
    private readonly ILinkMirror _mirror;
    private readonly List<MirroredLink> _add;
    private readonly List<MirroredLink> _remove = [];
    private readonly HashSet<string> _madeUsers = new(StringComparer.Ordinal);

    private MirrorStep(ILinkMirror mirror, IEnumerable<MirroredLink> missing)
    {
        _mirror = mirror;
        _add = [.. missing];
    }

    /// <summary>What went wrong, in words.</summary>
    public List<string> Messages { get; } = [];

    /// <summary>The step of a workspace; null where there is no mirror.</summary>
    public static MirrorStep? Of(Workspace workspace, Plan plan)
        => workspace.Crm is ILinkMirror mirror && workspace.Crm.Capabilities.LinkMirror ? new MirrorStep(mirror, plan.MirrorMissing) : null;

    /// <summary>Takes note of a result.</summary>
    public void Take(SyncResult result)
    {
        if (result.Outcome != ChangeOutcome.Done || result.UserId is not { } user || result.ContactId is not { } contact)
            return;
        var link = new MirroredLink(user, contact) { Email = result.Email };
        if (result.Action is SyncAction.Created or SyncAction.Linked)
        {
            _add.Add(link);
            if (result is { Action: SyncAction.Created, Target: Side.Cms })
                _madeUsers.Add(user);
            if (result.FormerContactId is { } former && former != contact)
                _remove.Add(new MirroredLink(user, former));
        }
    }

    /// <summary>Takes out links that are about to be removed; brings the errors of those that could not be, by user.</summary>
    public async Task<IReadOnlyDictionary<string, SyncError>> RemoveAsync(IEnumerable<PlannedChange> unlinks, CancellationToken cancellationToken)
    {
        MirroredLink[] links = [.. unlinks.Where(u => u is { UserId: not null, ContactId: not null }).Select(u => new MirroredLink(u.UserId!, u.ContactId!))];
        IReadOnlyList<SyncError> errors = links.Length == 0 ? [] : await _mirror.WriteLinksAsync([], links, cancellationToken);
        return errors.Where(e => e.Item is not null).DistinctBy(e => e.Item, StringComparer.Ordinal).ToDictionary(e => e.Item!, StringComparer.Ordinal);
    }

    /// <summary>Takes out the link of a contact that is about to be deleted: a system may refuse to delete what it links.</summary>
    public void BeforeDelete(PlannedChange change)
    {
        if (change.UserId is { } user && change.ContactId is { } contact)
            _remove.Add(new MirroredLink(user, contact));
    }

    /// <summary>Writes what has come together.</summary>
    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        if (_add.Count + _remove.Count == 0)
            return;
        await LeaveOutAsync(cancellationToken);
        if (_add.Count + _remove.Count == 0)
            return;
        IReadOnlyList<SyncError> errors = await _mirror.WriteLinksAsync([.. _add], [.. _remove], cancellationToken);
        _add.Clear();
        _remove.Clear();
        Messages.AddRange(errors.Select(static e => e.ToString()));
    }

    // A system that lives in the site may link a user the moment that it is made: a second row for it would be two truths.
    private async Task LeaveOutAsync(CancellationToken cancellationToken)
    {
        if (_madeUsers.Count == 0)
            return;
        await foreach (MirroredLink row in _mirror.ReadLinksAsync(cancellationToken))
        {
            if (!_madeUsers.Contains(row.UserId))
                continue;
            if (_add.Find(l => l.UserId == row.UserId) is { } ours && ours.ContactId != row.ContactId)
                Messages.Add($"The CRM itself linked the new user {row.UserId} to its contact {row.ContactId}, and not to contact {ours.ContactId} for which it was made. Merge the two contacts in the CRM, or write our link with Export-SyncLink -ToCrm.");
            _add.RemoveAll(l => l.UserId == row.UserId);
        }

        _madeUsers.Clear();
    }
}
