using System.Runtime.CompilerServices;
using Newtonsoft.Json.Linq;
using UserSync.Connectors.Http;
using UserSync.Core.Errors;
using UserSync.Core.Model;

namespace UserSync.Connectors.CiviCrm;

/// <summary>The tags for contacts: read once, missing ones made when they are first put on somebody.</summary>
internal sealed class TagTable : IDisposable
{
    private readonly CiviApi _api;
    private readonly Once<List<Tag>> _tags;
    private readonly SemaphoreSlim _making = new(1, 1);

    /// <summary>Makes the table; asks nothing yet.</summary>
    public TagTable(CiviApi api)
    {
        _api = api;
        _tags = new Once<List<Tag>>(ReadAsync);
    }

    /// <summary>All tags.</summary>
    public async IAsyncEnumerable<CrmTag> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (Tag tag in await ReadAsync(cancellationToken))
            yield return new CrmTag(tag.Id, tag.Label);
    }

    /// <summary>Ids of tags that are given by id, label or name.</summary>
    /// <param name="tags">What is given.</param>
    /// <param name="make">True makes those that are missing, false leaves them out.</param>
    public async Task<IReadOnlyList<string>> IdsAsync(IReadOnlyList<string> tags, bool make, CancellationToken cancellationToken)
    {
        if (tags.Count == 0)
            return [];
        List<Tag> known = await _tags.GetAsync(cancellationToken);
        List<string> ids = [];
        await _making.WaitAsync(cancellationToken);
        try
        {
            foreach (string given in tags)
            {
                Tag? tag = Find(known, given);
                if (tag is null && make)
                    known.Add(tag = await MakeAsync(given, cancellationToken));
                if (tag is not null)
                    ids.Add(tag.Id);
            }
        }
        finally
        {
            _making.Release();
        }

        return ids;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _tags.Dispose();
        _making.Dispose();
    }

    private async Task<Tag> MakeAsync(string label, CancellationToken cancellationToken)
    {
        // The name is unique: a tag that was made by a request whose answer was lost is found by reading again.
        JObject values = new() { ["label"] = label, ["used_for:name"] = new JArray("Contact") };
        try
        {
            CiviAnswer answer = await _api.CallAsync(new CiviCall("Tag", "create", new JObject { ["values"] = values }), Safety.Create, $"tag {label}", cancellationToken);
            return new Tag(answer.Rows[0].Text("id"), answer.Rows[0].Text("name"), label);
        }
        catch (ConnectorException e) when (e.Kind is ConnectorErrorKind.Duplicate or ConnectorErrorKind.InvalidItem)
        {
            // Somebody made it since we looked; without the right to causes the refusal does not say so.
            if (Find(await ReadAsync(cancellationToken), label) is { } made)
                return made;
            throw;
        }
    }

    private async Task<List<Tag>> ReadAsync(CancellationToken cancellationToken)
    {
        CiviAnswer answer = await _api.CallAsync(CiviCall.Get("Tag", ["id", "name", "label"]).Page(0), Safety.Read, null, cancellationToken);
        return [.. answer.Rows.Select(r => new Tag(r.Text("id"), r.Text("name"), r.Text("label") is { Length: > 0 } label ? label : r.Text("name")))];
    }

    private static Tag? Find(List<Tag> known, string given) => known.Find(t => t.Id == given) ?? known.Find(t => Same(t.Label, given)) ?? known.Find(t => Same(t.Name, given));

    private static bool Same(string left, string right) => string.Equals(left, right, StringComparison.OrdinalIgnoreCase);

    private sealed record Tag(string Id, string Name, string Label);
}
