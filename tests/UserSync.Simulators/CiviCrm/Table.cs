using System.Diagnostics.CodeAnalysis;

namespace UserSync.Simulators.CiviCrm;

/// <summary>The records of one entity, with its unique keys.</summary>
public sealed class Table
{
    private readonly SortedDictionary<long, Row> _rows = [];
    private readonly List<(IReadOnlyList<string> Fields, Dictionary<string, long> Ids)> _unique;
    private readonly Dictionary<long, List<Row>> _byOwner = [];
    private long _last;

    /// <summary>An empty table.</summary>
    public Table(EntityDefinition definition)
    {
        Definition = definition;
        _unique = [.. definition.Unique.Select(fields => ((IReadOnlyList<string>)fields, new Dictionary<string, long>(StringComparer.Ordinal)))];
    }

    /// <summary>The entity.</summary>
    public EntityDefinition Definition { get; }

    /// <summary>All records by id.</summary>
    public IEnumerable<Row> Rows => _rows.Values;

    /// <summary>How many there are.</summary>
    public int Count => _rows.Count;

    /// <summary>The record of an id.</summary>
    public bool TryGet(long? id, [NotNullWhen(true)] out Row? row)
    {
        row = null;
        return id is { } known && _rows.TryGetValue(known, out row);
    }

    /// <summary>The records that belong to a contact, by id.</summary>
    public IReadOnlyList<Row> Of(long contactId) => _byOwner.GetValueOrDefault(contactId) ?? [];

    /// <summary>Stores a new record; a failed insert uses up its id, as in the database.</summary>
    public Row Insert(Row values)
    {
        long id = ++_last;
        Row row = new(values) { ["id"] = id };
        EnsureUnique(row);
        _rows.Add(id, row);
        Index(row);
        return row;
    }

    /// <summary>Adds a unique key, as an upgrade may do; for an empty table.</summary>
    public void AddUnique(params string[] fields) => _unique.Add((fields, new Dictionary<string, long>(StringComparer.Ordinal)));

    /// <summary>Gives out an id for an insert that fails.</summary>
    public void UseUpId() => _last++;

    /// <summary>Changes a record; true when something really changed.</summary>
    public bool Update(Row row, IReadOnlyDictionary<string, object?> values)
    {
        if (values.All(v => Equals(row.Get(v.Key), v.Value)))
            return false;
        Row changed = new(row);
        foreach ((string field, object? value) in values)
            changed[field] = value;
        EnsureUnique(changed);
        Unindex(row);
        foreach ((string field, object? value) in values)
            row[field] = value;
        Index(row);
        return true;
    }

    /// <summary>Removes a record.</summary>
    public void Delete(Row row)
    {
        Unindex(row);
        _rows.Remove(row.Id);
    }

    private void EnsureUnique(Row row)
    {
        foreach ((IReadOnlyList<string> fields, Dictionary<string, long> ids) in _unique)
        {
            if (KeyOf(row, fields) is { } key && ids.TryGetValue(key, out long other) && other != row.Id)
                throw new CiviError("DB Error: already exists");
        }
    }

    private void Index(Row row)
    {
        foreach ((IReadOnlyList<string> fields, Dictionary<string, long> ids) in _unique)
        {
            if (KeyOf(row, fields) is { } key)
                ids[key] = row.Id;
        }

        if (Definition.Owner is { } owner and not "id" && row.Number(owner) is { } contact)
        {
            if (!_byOwner.TryGetValue(contact, out List<Row>? rows))
                _byOwner[contact] = rows = [];
            rows.Add(row);
            rows.Sort(static (a, b) => a.Id.CompareTo(b.Id));
        }
    }

    private void Unindex(Row row)
    {
        foreach ((IReadOnlyList<string> fields, Dictionary<string, long> ids) in _unique)
        {
            if (KeyOf(row, fields) is { } key)
                ids.Remove(key);
        }

        if (Definition.Owner is { } owner and not "id" && row.Number(owner) is { } contact)
            _byOwner.GetValueOrDefault(contact)?.Remove(row);
    }

    // NULL in a unique key collides with nothing.
    private string? KeyOf(Row row, IReadOnlyList<string> fields)
    {
        string?[] parts = [.. fields.Select(f => TypedKey.Of(row.Get(f), Definition.Field(f)!.Type))];
        return parts.Contains(null) ? null : string.Join('\u0001', parts);
    }
}
