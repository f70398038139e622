using Newtonsoft.Json.Linq;
using UserSync.Core.Connectors;
using UserSync.Core.Mapping;
using UserSync.Core.Model;

namespace UserSync.Connectors.AmoCrm;

/// <summary>
/// A contact's addresses or numbers with one written into them. The field is replaced as a whole by what is sent (contract 3.8), so all
/// others go along as they are, each with its kind.
/// </summary>
internal sealed class ElementList
{
    private readonly List<(string Text, string? Kind, JToken? KindId)> _items;
    private readonly string _list;
    private readonly string _usualKind;

    /// <summary>Begins with what the contact holds.</summary>
    /// <param name="list">EMAIL or PHONE.</param>
    /// <param name="now">The items of the contact's row.</param>
    /// <param name="field">The field's definition, for its kinds.</param>
    /// <param name="usualKind">Kind of what is written through a path without one.</param>
    public ElementList(string list, IEnumerable<JObject> now, AmoField? field, string usualKind)
    {
        _list = list;
        _usualKind = usualKind;
        _items = [.. now.Select(i => (FieldReading.Plain(i["value"]), FieldReading.KindOf(field, i), i["enum_id"])).Where(i => i.Item1.Length > 0)];
    }

    /// <summary>True when the list differs from what the contact holds.</summary>
    public bool Changed { get; private set; }

    /// <summary>Writes one element: replaces the one it was, else adds; an empty one takes the one it was out.</summary>
    public void Write(FieldWrite field, MultiPath path)
    {
        int before = field.Before.Text is { } old ? IndexOf(old, path) : -1;
        if (field.Value.Text is not { } text)
        {
            if (before < 0)
                return;
            _items.RemoveAt(before);
            Changed = true;
            return;
        }

        if (_items.Exists(i => path.Takes(i.Kind) && FieldEquality.SameText(_list, i.Text, text)))
            return;
        if (before >= 0)
            _items[before] = (text, _items[before].Kind, _items[before].KindId);
        else
            _items.Add((text, path.Kind?.ToUpperInvariant() ?? _usualKind, null));
        Changed = true;
    }

    /// <summary>The <c>values</c> to send; null when nothing is left.</summary>
    public JArray? ToValues() => _items.Count == 0 ? null : [.. _items.Select(i =>
    {
        JObject item = new() { ["value"] = i.Text };
        if (i.Kind is not null)
            item["enum_code"] = i.Kind;
        else if (i.KindId is not null)
            item["enum_id"] = i.KindId;
        return item;
    })];

    private int IndexOf(string text, MultiPath path)
    {
        int exact = _items.FindIndex(i => path.Takes(i.Kind) && FieldEquality.SameText(_list, i.Text, text));
        return exact >= 0 ? exact : path.Kind is null ? _items.FindIndex(i => FieldEquality.SameText(_list, i.Text, text)) : -1;
    }
}
