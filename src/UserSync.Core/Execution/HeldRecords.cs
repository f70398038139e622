using UserSync.Core.Connectors;
using UserSync.Core.Links;
using UserSync.Core.Model;
using UserSync.Core.Planning;

namespace UserSync.Core.Execution;

/// <summary>Reads back what intents were about to write.</summary>
internal sealed class HeldRecords(Workspace workspace)
{
    /// <summary>The records with these keys, by id, with the fields that the intents write.</summary>
    public Task<Dictionary<string, HeldRecord>> ReadAsync(Side side, IEnumerable<string> keys, IReadOnlyList<Intent> intents, CancellationToken cancellationToken)
        => ReadAsync(side, keys, [.. intents.SelectMany(i => i.Change.Writes).Select(w => w.Path).Distinct(StringComparer.Ordinal)], cancellationToken);

    /// <summary>The records with these keys, by id, with the fields of these paths.</summary>
    public async Task<Dictionary<string, HeldRecord>> ReadAsync(Side side, IEnumerable<string> keys, string[] paths, CancellationToken cancellationToken)
    {
        bool memberships = !paths.All(PathTable.IsField);
        var query = new RecordQuery { Fields = [.. paths.Where(PathTable.IsField)], WithTags = memberships, WithGroups = memberships && workspace.Crm.Capabilities.ContactGroups };
        var held = new Dictionary<string, HeldRecord>(StringComparer.Ordinal);
        int batch = workspace.EndOf(side).Capabilities.Costs.IdsPerCall;
        foreach (string[] part in keys.Distinct(StringComparer.Ordinal).Chunk(batch))
        {
            await foreach (HeldRecord record in side == Side.Crm
                ? workspace.Crm.GetAsync(part, query, cancellationToken).Select(static c => new HeldRecord(c.ContactId, c.ContactId, c.Url, c.State == ContactState.Live, null, c.Get))
                : workspace.Cms.GetAsync(part, query, cancellationToken).Select(static u => new HeldRecord(u.UserId, u.Key, u.ProfileUrl, true, u.Enabled, u.Get)))
            {
                held[record.Id] = record;
            }
        }

        return held;
    }
}
