using UserSync.Core.Connectors;
using UserSync.Core.Errors;
using UserSync.Core.Links;
using UserSync.Core.Model;
using UserSync.Core.Profiles;

namespace UserSync.Cli.Conflicts;

/// <summary>The records that a conflict leaves to choose from, as their systems show them now. Systems are opened at the first question.</summary>
internal sealed class Candidates : IAsyncDisposable
{
    private readonly Session _session;
    private readonly SyncProfile _profile;
    private ICmsConnector? _cms;
    private ICrmConnector? _crm;
    private bool _isBlind;

    public Candidates(Session session, SyncProfile profile)
    {
        _session = session;
        _profile = profile;
    }

    /// <summary>Whether a candidate is somebody that the record of the conflict can be linked to.</summary>
    public static bool ArePartners(SyncConflict conflict) => conflict.Kind is ConflictKind.AmbiguousMatch or ConflictKind.ContactTaken or ConflictKind.UserTaken or ConflictKind.ContactMerged or ConflictKind.UnclearCreate;

    /// <summary>One line for each candidate: who it is, with what the system tells; the bare ids where a system cannot be asked.</summary>
    public async Task<IReadOnlyList<string>> DescribeAsync(SyncConflict conflict)
    {
        // Of two changed fields the candidates are fields, not records.
        if (conflict.Kind == ConflictKind.FieldChanged || conflict.Candidates.Count == 0)
            return conflict.Candidates;
        Side side = (conflict.UserId is null) == (conflict.Kind != ConflictKind.SharedKey) || conflict.Kind == ConflictKind.DuplicateValue ? Side.Cms : Side.Crm;
        Dictionary<string, string> known = _isBlind ? [] : await KnownAsync(side, conflict.Candidates);
        string noun = side == Side.Cms ? "user" : "contact";
        return [.. conflict.Candidates.Select(id => known.TryGetValue(id, out string? told) ? $"{noun} {id}: {told}" : $"{noun} {id}")];
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_cms is not null)
            await _cms.DisposeAsync();
        if (_crm is not null)
            await _crm.DisposeAsync();
    }

    private async Task<Dictionary<string, string>> KnownAsync(Side side, IReadOnlyList<string> ids)
    {
        var known = new Dictionary<string, string>(StringComparer.Ordinal);
        try
        {
            if (side == Side.Cms)
            {
                _cms ??= _session.Opener.OpenCms(_profile);
                await foreach (CmsUser user in _cms.GetAsync(ids, RecordQuery.All, _session.Stop))
                    known[user.UserId] = Join([Called(user.Name, user.FirstName, user.LastName), user.Email, user.Enabled == false ? "blocked" : "", Since(user.CreatedAt)]);
            }
            else
            {
                _crm ??= _session.Opener.OpenCrm(_profile);
                await foreach (CrmContact contact in _crm.GetAsync(ids, RecordQuery.All, _session.Stop))
                    known[contact.ContactId] = Join([Called(contact.Name, contact.FirstName, contact.LastName), .. (contact.Emails ?? []).Select(e => e.Address), .. (contact.Phones ?? []).Select(p => p.Number), contact.State == ContactState.Live ? "" : contact.State.ToString().ToLowerInvariant(), Since(contact.CreatedAt)]);
            }
        }
        catch (UserSyncException failure)
        {
            // Ids can be chosen, too.
            _isBlind = true;
            _session.Warn($"Only ids are shown: {failure.Error.Message}");
        }

        return known;
    }

    private static string Called(string? name, string? first, string? last) => string.IsNullOrWhiteSpace(name) ? $"{first} {last}".Trim() : name;

    private static string Since(DateTimeOffset? made) => made is { } time ? FormattableString.Invariant($"since {time:yyyy-MM-dd}") : "";

    private static string Join(IEnumerable<string?> parts) => string.Join(", ", parts.Where(p => !string.IsNullOrWhiteSpace(p)));
}
