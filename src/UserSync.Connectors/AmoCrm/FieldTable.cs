using System.Globalization;
using UserSync.Core.Connectors;
using UserSync.Core.Model;

namespace UserSync.Connectors.AmoCrm;

/// <summary>The fields of contacts, by number and by code.</summary>
internal sealed class FieldTable
{
    private readonly Dictionary<long, AmoField> _byId;
    private readonly Dictionary<string, AmoField> _byCode;

    /// <summary>Takes over what the account told.</summary>
    /// <param name="fields">The fields.</param>
    /// <param name="zone">The time zone in which the account keeps dates.</param>
    public FieldTable(IReadOnlyList<AmoField> fields, TimeZoneInfo zone)
    {
        All = fields;
        Zone = zone;
        _byId = fields.DistinctBy(f => f.Id).ToDictionary(f => f.Id);
        _byCode = fields.Where(f => f.Code is not null).DistinctBy(f => f.Code, StringComparer.OrdinalIgnoreCase).ToDictionary(f => f.Code!, StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>All fields.</summary>
    public IReadOnlyList<AmoField> All { get; }

    /// <summary>The time zone in which the account keeps dates.</summary>
    public TimeZoneInfo Zone { get; }

    /// <summary>The field with this number.</summary>
    public AmoField? ById(long id) => _byId.GetValueOrDefault(id);

    /// <summary>The kinds of addresses or numbers.</summary>
    public IEnumerable<string> Kinds(string list) => _byCode.TryGetValue(list, out AmoField? field) ? field.Options.Select(o => o.Value) : [];

    /// <summary>What a path means: <c>#123</c>, <c>#123.city</c>, or the same by code; null for what is no field of this account.</summary>
    public FieldPlace? Find(string path)
    {
        int dot = path.IndexOf('.', StringComparison.Ordinal);
        string name = dot < 0 ? path : path[..dot];
        string? part = dot < 0 ? null : path[(dot + 1)..];
        AmoField? field = name.StartsWith('#')
            ? long.TryParse(name.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out long id) ? ById(id) : null
            : _byCode.GetValueOrDefault(name);
        return field is null || field.IsCore || (part is not null && !field.Parts.Contains(part, StringComparer.Ordinal)) ? null : new FieldPlace(field, part);
    }

    /// <summary>All fields for a profile.</summary>
    public IEnumerable<FieldInfo> List()
    {
        yield return new FieldInfo("id", "Number of the contact", "text") { Writable = false };
        yield return new FieldInfo("name", "Name as it is shown", "text");
        yield return new FieldInfo("first_name", "First name", "text");
        yield return new FieldInfo("last_name", "Last name", "text");
        yield return new FieldInfo("url", "Address of the contact in the account", "url") { Writable = false };
        foreach ((string list, string label, string type) in new[] { (MultiPath.Email, "E-mail addresses", "email"), (MultiPath.Phone, "Telephone numbers", "phone") })
        {
            yield return new FieldInfo(list, "All " + char.ToLowerInvariant(label[0]) + label[1..], type);
            foreach (string kind in Kinds(list))
                yield return new FieldInfo($"{list}[{kind}]", $"{label}, {kind}", type);
        }

        foreach (AmoField field in All.Where(f => !f.IsCore))
        {
            foreach (FieldInfo info in field.ToInfos())
                yield return info;
        }
    }

    /// <summary>Paths of all fields beside addresses, numbers and names.</summary>
    public IEnumerable<string> Paths() => All.Where(f => !f.IsCore).SelectMany(f => f.ToInfos()).Select(f => f.Path);
}
