using System.Collections;
using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using UserSync.Core.Model;

namespace UserSync.Connectors.Files;

/// <summary>The further fields of one row: all rows share the names, so that a row costs one array.</summary>
internal sealed class RowFields(RowFields.Layout layout, FieldValue[] values) : IReadOnlyDictionary<string, FieldValue>
{
    public int Count => values.Length;

    public IEnumerable<string> Keys => layout.Paths;

    public IEnumerable<FieldValue> Values => values;

    public FieldValue this[string key] => TryGetValue(key, out FieldValue value) ? value : throw new KeyNotFoundException(key);

    public bool ContainsKey(string key) => layout.Places.ContainsKey(key);

    public bool TryGetValue(string key, [MaybeNullWhen(false)] out FieldValue value)
    {
        bool found = layout.Places.TryGetValue(key, out int place);
        value = found ? values[place] : FieldValue.NotRead;
        return found;
    }

    public IEnumerator<KeyValuePair<string, FieldValue>> GetEnumerator()
    {
        for (int i = 0; i < values.Length; i++)
            yield return new(layout.Paths[i], values[i]);
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>The names of further fields and the columns that hold them.</summary>
    internal sealed class Layout(IReadOnlyList<KeyValuePair<string, int>> fields)
    {
        public IReadOnlyList<string> Paths { get; } = [.. fields.Select(f => f.Key)];

        public FrozenDictionary<string, int> Places { get; } = fields
            .Select((f, place) => KeyValuePair.Create(f.Key, place))
            .ToFrozenDictionary(StringComparer.Ordinal);

        /// <summary>Takes the fields out of a row.</summary>
        public IReadOnlyDictionary<string, FieldValue> Take(IRowValues row)
        {
            if (fields.Count == 0)
                return FieldMap.None;
            var values = new FieldValue[fields.Count];
            for (int i = 0; i < values.Length; i++)
                values[i] = row.Get(fields[i].Value, list: true);
            return new RowFields(this, values);
        }
    }
}
