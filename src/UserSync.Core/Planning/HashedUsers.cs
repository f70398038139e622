using UserSync.Core.Connectors;

namespace UserSync.Core.Planning;

/// <summary>Finds out who changed since the last incremental run where the site makes hashes of its users.</summary>
internal sealed class HashedUsers
{
    private readonly IUserHashes _site;
    private readonly RecordQuery _query;
    private readonly Dictionary<string, string> _former = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _present = new(StringComparer.Ordinal);

    /// <summary>Takes what the last run left.</summary>
    /// <param name="site">The connector.</param>
    /// <param name="query">What is read; hashes of other fields are of no use.</param>
    /// <param name="former">The text of the last run; null before the first.</param>
    public HashedUsers(IUserHashes site, RecordQuery query, string? former)
    {
        _site = site;
        _query = query;
        string[] lines = former?.Split('\n') ?? [];
        IsFirst = lines.Length == 0 || lines[0] != Key;
        foreach (string line in IsFirst ? [] : lines.Skip(1))
        {
            int space = line.LastIndexOf(' ');
            _former[line[..space]] = line[(space + 1)..];
        }
    }

    /// <summary>True when there is nothing to compare with: no run before, or one that read other fields or groups.</summary>
    public bool IsFirst { get; }

    /// <summary>For the next run.</summary>
    public string Text => string.Join('\n', _present.Select(static p => $"{p.Key} {p.Value}").Prepend(Key));

    /// <summary>Users who were there last time and are not now.</summary>
    public IEnumerable<string> Vanished => _former.Keys.Where(id => !_present.ContainsKey(id));

    private string Key => string.Join('\t', (_query.Fields ?? []).Order(StringComparer.Ordinal).Concat(_query.Groups.Order(StringComparer.Ordinal).Select(static g => "in " + g)));

    /// <summary>Walks the hashes; brings the ids of those who are new or changed.</summary>
    public async Task<List<string>> ChangedAsync(CancellationToken cancellationToken)
    {
        List<string> changed = [];
        await foreach (UserHash user in _site.HashesAsync(_query, cancellationToken))
        {
            _present[user.UserId] = user.Hash;
            if (_former.GetValueOrDefault(user.UserId) != user.Hash)
                changed.Add(user.UserId);
        }

        return changed;
    }
}
