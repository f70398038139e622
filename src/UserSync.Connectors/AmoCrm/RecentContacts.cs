using System.Runtime.CompilerServices;
using Newtonsoft.Json.Linq;
using UserSync.Core.Errors;
using UserSync.Core.Model;

namespace UserSync.Connectors.AmoCrm;

/// <summary>
/// Contacts that were changed since a time, the latest first: a contact that is changed meanwhile moves to the front, so that others are
/// told twice rather than not at all. The filter is used where it works and never trusted.
/// </summary>
/// <param name="api">The account.</param>
internal sealed class RecentContacts(AmoApi api)
{
    /// <summary>Their rows, each once.</summary>
    public async IAsyncEnumerable<JObject> ReadAsync(DateTimeOffset since, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await api.AccountAsync(cancellationToken);
        HashSet<long> seen = [];
        string filter = api.FiltersWork ? FormattableString.Invariant($"&filter[updated_at][from]={since.ToUnixTimeSeconds()}") : "";
        for (int page = 1; ; page++)
        {
            JObject? answer = await api.GetAsync(FormattableString.Invariant($"api/v4/contacts?order[updated_at]=desc&limit={ContactPages.Limit}&page={page}{filter}"), null, cancellationToken);
            long before = long.MaxValue;
            foreach (JObject row in AmoApi.Entries(answer, "contacts"))
            {
                long changed = FieldReading.Time(row["updated_at"])?.ToUnixTimeSeconds() ?? long.MaxValue;
                if (changed < since.ToUnixTimeSeconds())
                {
                    if (filter.Length > 0)
                        api.FiltersFailed();
                    yield break;
                }

                // The order may be ignored as silently as the filter is; then where to stop cannot be known.
                if (changed > before && changed != long.MaxValue)
                    throw new ConnectorException(Side.Crm, ConnectorErrorKind.Protocol, "amoCRM does not list contacts by the time of their last change.", "Read all contacts instead.");
                before = changed;
                if (seen.Add(ContactRows.IdOf(row)))
                    yield return row;
            }

            if (!api.HasNext(answer))
                yield break;
        }
    }
}
