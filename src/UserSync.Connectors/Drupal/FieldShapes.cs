using System.Collections.Concurrent;
using Newtonsoft.Json;

namespace UserSync.Connectors.Drupal;

/// <summary>
/// How the site writes the values of fields, learned from the users that were read. It tells text from numbers and from lists where
/// the account may not see the definitions of fields. Safe to use from several threads.
/// </summary>
internal sealed class FieldShapes
{
    private readonly ConcurrentDictionary<string, FieldShape> _seen = new(StringComparer.Ordinal);

    /// <summary>The shape of a field; Unknown until a user with a value was read.</summary>
    public FieldShape Of(string name) => _seen.GetValueOrDefault(name);

    /// <summary>All fields that were seen, with or without a value.</summary>
    public IReadOnlyDictionary<string, FieldShape> All => _seen;

    /// <summary>Notes what the reader stands on.</summary>
    public void Note(string name, JsonTextReader json)
    {
        FieldShape shape = json.TokenType switch
        {
            JsonToken.String => FieldShape.Text,
            JsonToken.Integer or JsonToken.Float => FieldShape.Number,
            JsonToken.Boolean => FieldShape.Boolean,
            JsonToken.StartArray => FieldShape.Many,
            JsonToken.StartObject => FieldShape.Object,
            _ => FieldShape.Unknown,
        };
        if (shape != FieldShape.Unknown)
            _seen[name] = shape;
        else
            _seen.TryAdd(name, shape);
    }
}
