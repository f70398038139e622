using UserSync.Connectors.Http;
using UserSync.Core.Errors;
using UserSync.Core.Model;

namespace UserSync.Connectors.CiviCrm;

/// <summary>
/// The groups of contacts, read once. They are never made here, unlike tags: a group has a purpose and an access list. Members of a
/// smart group are computed by its search (civicrm_group.saved_search_id), so nobody is put into one.
/// </summary>
internal sealed class GroupTable : IDisposable
{
    private readonly CiviApi _api;
    private readonly Once<List<Group>> _groups;

    /// <summary>Makes the table; asks nothing yet.</summary>
    public GroupTable(CiviApi api)
    {
        _api = api;
        _groups = new Once<List<Group>>(ReadAsync);
    }

    /// <summary>All groups that are in use.</summary>
    public async Task<IReadOnlyList<CrmGroup>> ListAsync(CancellationToken cancellationToken) => [.. (await ReadAsync(cancellationToken)).Select(g => new CrmGroup(g.Id, g.Title) { Writable = !g.Smart })];

    /// <summary>Ids of groups that are given by id, title or name; those that nobody can be put into are left out.</summary>
    public async Task<IReadOnlyList<string>> IdsAsync(IReadOnlyList<string> groups, CancellationToken cancellationToken)
    {
        if (groups.Count == 0)
            return [];
        List<Group> known = await _groups.GetAsync(cancellationToken);
        return [.. groups.Select(given => Find(known, given)).OfType<Group>().Where(g => !g.Smart).Select(g => g.Id)];
    }

    /// <summary>Why somebody cannot be put into one of these groups; null when nothing is in the way.</summary>
    public async Task<SyncError?> CheckAsync(IReadOnlyList<string> groups, CancellationToken cancellationToken)
    {
        if (groups.Count == 0)
            return null;
        List<Group> known = await _groups.GetAsync(cancellationToken);
        foreach (string given in groups)
        {
            if (Find(known, given) is not { Smart: false } group)
                return Refused(given, Find(known, given) is { Smart: true });
        }

        return null;
    }

    /// <inheritdoc/>
    public void Dispose() => _groups.Dispose();

    private async Task<List<Group>> ReadAsync(CancellationToken cancellationToken)
    {
        CiviCall call = CiviCall.Get("Group", ["id", "name", "title", "saved_search_id"], CiviCall.Where("is_active", "=", true)).Page(0);
        CiviAnswer answer = await _api.CallAsync(call, Safety.Read, null, cancellationToken);
        return [.. answer.Rows.Select(r => new Group(r.Text("id"), r.Text("name"), r.Text("title"), r.Text("saved_search_id").Length > 0))];
    }

    private static Group? Find(List<Group> known, string given) => known.Find(g => g.Id == given) ?? known.Find(g => Same(g.Title, given)) ?? known.Find(g => Same(g.Name, given));

    private static bool Same(string left, string right) => string.Equals(left, right, StringComparison.OrdinalIgnoreCase);

    private static SyncError Refused(string group, bool smart) => new(ErrorIds.ItemRefused, smart
        ? $"CiviCRM computes who is in the smart group \"{group}\"; nobody can be put into it."
        : $"CiviCRM shows no active group \"{group}\".")
    {
        Kind = ConnectorErrorKind.InvalidItem,
        Side = Side.Crm,
        Item = group,
        Remedy = smart ? "Map an ordinary group, or a tag that the group's search looks for." : "Make it under Contacts > Manage Groups, or correct contactGroup in the profile.",
    };

    private sealed record Group(string Id, string Name, string Title, bool Smart);
}
