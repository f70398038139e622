using System.Diagnostics.CodeAnalysis;

namespace UserSync.Connectors.Joomla;

/// <summary>The custom fields of users that are in use.</summary>
internal sealed class FieldTable
{
    private readonly Dictionary<string, JoomlaField> _byName = new(StringComparer.Ordinal);

    /// <summary>Takes what was read.</summary>
    public FieldTable(IEnumerable<JoomlaField> fields)
    {
        foreach (JoomlaField field in fields.Where(static f => f.Published && f.Name.Length > 0))
            _byName[field.Name] = field;
    }

    /// <summary>No fields.</summary>
    public static FieldTable None { get; } = new([]);

    /// <summary>All fields by name.</summary>
    public IEnumerable<JoomlaField> All => _byName.Values.OrderBy(static f => f.Name, StringComparer.Ordinal);

    /// <summary>The fields without which no user is saved.</summary>
    public IEnumerable<JoomlaField> Required => All.Where(static f => f.Required);

    /// <summary>Finds a field.</summary>
    public bool TryGet(string name, [NotNullWhen(true)] out JoomlaField? field) => _byName.TryGetValue(name, out field);
}
