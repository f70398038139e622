using Newtonsoft.Json.Linq;
using UserSync.Core.Connectors;
using UserSync.Core.Model;
using UserSync.Core.Profiles;

namespace UserSync.Connectors.AmoCrm;

/// <summary>
/// What is sent of a contact: only what is written, never a time of change, a responsible user or a whole set of tags (contract 3.8, 4.2).
/// </summary>
/// <param name="policy">How contacts are made.</param>
internal sealed class ContactBody(ContactPolicy policy)
{
    /// <summary>Kind of an address or number that is written through a path without one.</summary>
    public const string UsualKind = "WORK";

    /// <summary>Whether what the contact holds must be known before the write.</summary>
    public static bool NeedsRow(RecordWrite write, FieldTable table) => write.Fields.Any(f => MultiPath.Parse(f.Path) is not null || table.Find(f.Path)?.Part is not null);

    /// <summary>The item of a request.</summary>
    /// <param name="write">The write.</param>
    /// <param name="table">The account's fields.</param>
    /// <param name="row">The contact as it is; null for a new one, or when that does not matter.</param>
    /// <param name="addTags">Tags to put on.</param>
    /// <param name="removeTags">Tags to take off.</param>
    public JObject Of(RecordWrite write, FieldTable table, JObject? row, IReadOnlyList<JObject> addTags, IReadOnlyList<JObject> removeTags)
    {
        JObject item = new() { ["request_id"] = WriteOutcomes.RequestId(write) };
        if (write.Kind == WriteKind.Update)
            item["id"] = ContactRows.Number(write.RecordId);
        foreach (FieldWrite field in write.Fields.Where(f => f.Path is "name" or "first_name" or "last_name"))
        {
            if (field.Value.HasValue || write.Kind == WriteKind.Update)
                item[field.Path] = field.Value.Text ?? "";
        }

        JArray fields = [.. Lists(write, table, row).Concat(Others(write, table, row))];
        if (fields.Count > 0)
            item["custom_fields_values"] = fields;
        if (addTags.Count > 0)
            item["tags_to_add"] = new JArray(addTags);
        if (removeTags.Count > 0)
            item["tags_to_delete"] = new JArray(removeTags);
        return item;
    }

    /// <summary>True when an item says nothing beside which contact it is.</summary>
    public static bool IsEmpty(JObject item) => item.Properties().All(p => p.Name is "id" or "request_id");

    private IEnumerable<JObject> Lists(RecordWrite write, FieldTable table, JObject? row)
    {
        foreach (string list in new[] { MultiPath.Email, MultiPath.Phone })
        {
            (FieldWrite Field, MultiPath Path)[] writes = [.. write.Fields.Select(f => (f, MultiPath.Parse(f.Path))).Where(f => f.Item2?.Base == list).Select(f => (f.f, f.Item2!))];
            if (writes.Length == 0)
                continue;
            string kind = list == MultiPath.Email ? policy.EmailKind ?? UsualKind : UsualKind;
            ElementList elements = new(list, row is null ? [] : ContactRows.ItemsOf(row, list), table.All.FirstOrDefault(f => f.Code == list), kind);
            foreach ((FieldWrite field, MultiPath path) in writes)
                elements.Write(field, path);
            if (elements.Changed)
                yield return new JObject { ["field_code"] = list, ["values"] = elements.ToValues() };
        }
    }

    private static IEnumerable<JObject> Others(RecordWrite write, FieldTable table, JObject? row)
    {
        foreach (IGrouping<long, (FieldWrite Write, FieldPlace Place)> field in write.Fields.Where(f => MultiPath.Parse(f.Path) is null).Select(f => (Write: f, Place: table.Find(f.Path)))
            .Where(f => f.Place is not null).Select(f => (f.Write, f.Place!)).GroupBy(f => f.Item2.Field.Id))
        {
            AmoField known = field.First().Place.Field;
            JArray? values = known.Parts.Count > 0
                ? FieldWriting.Parts(known, row is null ? null : ContactRows.ValuesOf(row, known), [.. field.Select(f => (f.Place.Part!, f.Write.Value))])
                : FieldWriting.Values(known, field.Last().Write.Value, table.Zone);
            if (values is not null || write.Kind == WriteKind.Update)
                yield return new JObject { ["field_id"] = known.Id, ["values"] = values is null ? JValue.CreateNull() : values };
        }
    }
}
