using System.Globalization;
using UserSync.Core.Connectors;
using UserSync.Core.Errors;
using UserSync.Core.Model;

namespace UserSync.Connectors.Joomla;

/// <summary>
/// What a listing asks the site for. Only filters that are known to work are used, because an unknown one is ignored and brings
/// everybody; what the site sends is checked again.
/// </summary>
internal sealed class UserFilter
{
    private readonly string? _search;
    private readonly CmsGroup? _group;
    private readonly DateTimeOffset? _registeredSince;

    /// <summary>Everybody, or those in whose name, login or address a text occurs, in one group.</summary>
    public UserFilter(string? search = null, CmsGroup? group = null)
    {
        _search = string.IsNullOrEmpty(search) ? null : search;
        _group = group;
    }

    private UserFilter(UserFilter other, DateTimeOffset since)
        : this(other._search, other._group) => _registeredSince = since;

    /// <summary>True when few are expected.</summary>
    public bool IsSearch => _search is not null;

    /// <summary>Of the same users those who were registered since.</summary>
    public UserFilter Since(DateTimeOffset time) => new(this, time);

    /// <summary>Names and values of the query.</summary>
    public IEnumerable<(string Name, string Value)> Query()
    {
        if (_search is not null)
            yield return ("filter[search]", _search);
        if (_group is not null)
            yield return ("filter[groupid]", _group.Id);
        // Fractions are refused, and an end without a start is ignored.
        if (_registeredSince is { } since)
            yield return ("filter[registrationDateStart]", since.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
    }

    /// <summary>Raises when a row shows that the site did not look at the filter.</summary>
    public void Check(CmsUser user)
    {
        bool fits = (_group is null || user.Groups.Count == 0 || user.Groups.Any(g => g.Id == _group.Id))
            && (_search is null || !_search.StartsWith("id:", StringComparison.Ordinal) || user.UserId == _search[3..])
            && (_registeredSince is null || user.CreatedAt is null || user.CreatedAt >= _registeredSince.Value.AddSeconds(-1));
        if (!fits)
        {
            throw new ConnectorException(Side.Cms, ConnectorErrorKind.Protocol, "The site does not look at the filters of its list of users.",
                "A proxy that drops parts of addresses, or a cache before /api, does this; let requests through unchanged.");
        }
    }

    /// <summary>What the profile or the caller asks for; the group only when it is one.</summary>
    /// <exception cref="ConnectorException">The site has no such group.</exception>
    public static UserFilter Of(RecordQuery query, IReadOnlyList<string> wanted, GroupTable groups)
    {
        foreach (string name in wanted)
        {
            if (groups.Meant(name).Count == 0)
                throw new ConnectorException(Side.Cms, ConnectorErrorKind.Fatal, $"The site has no group \"{name}\".", "Correct the group; Get-CmsGroup lists the groups.", name);
        }

        CmsGroup[] meant = [.. wanted.SelectMany(groups.Meant).Distinct()];
        return new UserFilter(query.Search, meant is [{ } only] ? only : null);
    }
}
