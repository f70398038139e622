using System.Globalization;
using System.Runtime.CompilerServices;
using Newtonsoft.Json.Linq;
using UserSync.Connectors.Http;
using UserSync.Core.Connectors;
using UserSync.Core.Errors;
using UserSync.Core.Model;

namespace UserSync.Connectors.AmoCrm;

/// <summary>The tags for contacts. One that does not exist is made by amoCRM when it is put on somebody.</summary>
internal sealed class TagTable : IDisposable
{
    private readonly AmoApi _api;
    private readonly Once<List<CrmTag>> _tags;
    private readonly HashSet<long> _sentAnew = [];

    /// <summary>Makes the table; asks nothing yet.</summary>
    public TagTable(AmoApi api)
    {
        _api = api;
        _tags = new Once<List<CrmTag>>(async token => await ListAsync(token).ToListAsync(token));
    }

    /// <summary>All tags.</summary>
    public async IAsyncEnumerable<CrmTag> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await _api.AccountAsync(cancellationToken);
        await foreach (JObject tag in _api.ListAsync("api/v4/contacts/tags", "tags", 250, cancellationToken))
            yield return new CrmTag(FieldReading.Plain(tag["id"]), FieldReading.Plain(tag["name"]));
    }

    /// <summary>Tags as a write names them: by id or by name, never by both (contract 4.2).</summary>
    /// <param name="tags">Tags by id or name.</param>
    /// <param name="make">False leaves out those that do not exist.</param>
    /// <param name="cancellationToken">Stops.</param>
    public async Task<IReadOnlyList<JObject>> NamesAsync(IReadOnlyList<string> tags, bool make, CancellationToken cancellationToken)
    {
        if (tags.Count == 0)
            return [];
        List<CrmTag> known = await _tags.GetAsync(cancellationToken);
        List<JObject> named = [];
        foreach (string given in tags.Distinct(StringComparer.OrdinalIgnoreCase))
        {
            CrmTag? tag = known.Find(t => t.Name == given) ?? known.Find(t => string.Equals(t.Name, given, StringComparison.OrdinalIgnoreCase)) ?? known.Find(t => t.Id == given);
            if (tag is not null && long.TryParse(tag.Id, NumberStyles.None, CultureInfo.InvariantCulture, out long id))
                named.Add(new JObject { ["id"] = id });
            else if (make)
                named.Add(new JObject { ["name"] = given });
        }

        return named;
    }

    /// <summary>
    /// The results of those writes of a request that it was refused for. Where only tags are wrong, one was removed since they were read:
    /// they are read again, and the write goes again, once.
    /// </summary>
    /// <param name="sent">The writes of the request, in its order.</param>
    /// <param name="failure">How it failed.</param>
    /// <returns>The results, and whether some are to be sent again.</returns>
    public (List<WriteResult> Refused, bool Anew) Refused(IReadOnlyList<RecordWrite> sent, ConnectorException failure)
    {
        IReadOnlyDictionary<string, SyncError> named = AmoErrors.ItemsOf(failure);
        List<WriteResult> refused = [];
        bool anew = false;
        for (int place = 0; place < sent.Count; place++)
        {
            if (WriteOutcomes.ErrorOf(sent[place], place, named) is not { } error)
                continue;
            if (WriteOutcomes.IsAboutTags(sent[place], place, failure) && _sentAnew.Add(sent[place].IntentId))
                anew = true;
            else
                refused.Add(WriteOutcomes.Failed(sent[place], error));
        }

        if (anew)
            _tags.Forget();
        return (refused, anew);
    }

    /// <inheritdoc/>
    public void Dispose() => _tags.Dispose();
}
