using System.Globalization;
using System.Text.Json.Nodes;

namespace UserSync.Simulators.AmoCrm;

/// <summary>Writes down what happened to contacts.</summary>
public sealed class AmoJournal(AmoStore store)
{
    private readonly List<AmoEvent> _events = [];

    /// <summary>All events, oldest first.</summary>
    public IReadOnlyList<AmoEvent> Events => _events;

    /// <summary>Writes an event.</summary>
    public void Add(string type, long entityId, long createdBy, JsonArray? before = null, JsonArray? after = null) =>
        _events.Add(new AmoEvent($"01k7{(_events.Count + 1).ToString("x22", CultureInfo.InvariantCulture)}", type, entityId, createdBy, store.Now, before ?? [], after ?? []));

    /// <summary>Writes the events of an update: one for each thing that is different.</summary>
    internal void AddChanges(ContactSnapshot before, AmoContact contact, long createdBy)
    {
        if (before.Name != contact.Name)
            Add("name_field_changed", contact.Id, createdBy, Name(before.Name), Name(contact.Name));
        if (before.ResponsibleUserId != contact.ResponsibleUserId)
            Add("entity_responsible_changed", contact.Id, createdBy, Responsible(before.ResponsibleUserId), Responsible(contact.ResponsibleUserId));
        foreach (long tag in contact.Tags.Except(before.Tags))
            Add("entity_tag_added", contact.Id, createdBy, after: Tag(tag));
        foreach (long tag in before.Tags.Except(contact.Tags))
            Add("entity_tag_deleted", contact.Id, createdBy, before: Tag(tag));
        foreach (long field in before.Values.Keys.Union(contact.Values.Select(v => v.Key)))
        {
            IReadOnlyList<AmoValue> old = before.Values.GetValueOrDefault(field) ?? [];
            IReadOnlyList<AmoValue> now = contact[field] ?? [];
            if (!old.SequenceEqual(now))
                Add("custom_field_value_changed", contact.Id, createdBy, Values(field, old), Values(field, now));
        }
    }

    private static JsonArray Name(string name) => [new JsonObject { ["name_field_value"] = new JsonObject { ["name"] = name } }];

    private static JsonArray Responsible(long id) => [new JsonObject { ["responsible_user"] = new JsonObject { ["id"] = id } }];

    private JsonArray Tag(long id) => [new JsonObject { ["tag"] = new JsonObject { ["name"] = store.Tags.Find(t => t.Id == id)?.Name } }];

    private static JsonArray Values(long field, IReadOnlyList<AmoValue> values) =>
        new([.. values.Select(v => (JsonNode)new JsonObject { ["custom_field_value"] = new JsonObject { ["field_id"] = field, ["enum_id"] = v.EnumId, ["text"] = Convert.ToString(v.Value, CultureInfo.InvariantCulture) } })]);
}
