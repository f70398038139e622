using Newtonsoft.Json.Linq;

namespace UserSync.Connectors.AmoCrm;

/// <summary>How many contacts there are, as far as it must be known: listings tell no total (contract 3.1). It decides about cost only.</summary>
/// <param name="api">The account.</param>
internal sealed class AccountSize(AmoApi api)
{
    private long _atLeast;
    private long _atMost = long.MaxValue;

    /// <summary>Whether there are at most so many: one request, and none where that is known from an earlier answer.</summary>
    public async Task<bool> IsAtMostAsync(long contacts, CancellationToken cancellationToken)
    {
        if (contacts >= _atMost || contacts < _atLeast)
            return contacts >= _atMost;
        JObject? beyond = await api.GetAsync(FormattableString.Invariant($"api/v4/contacts?order[id]=asc&limit=1&page={contacts + 1}"), null, cancellationToken);
        bool few = AmoApi.Entries(beyond, "contacts").Count == 0;
        if (few)
            _atMost = contacts;
        else
            _atLeast = contacts + 1;
        return few;
    }
}
