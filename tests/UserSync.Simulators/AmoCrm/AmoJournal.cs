using System.Globalization;
using System.Text.Json.Nodes;

namespace UserSync.Simulators.AmoCrm;

/// <summary>Writes down what happened to contacts, for the list of events and for webhooks.</summary>
public sealed class AmoJournal(AmoStore store, AmoWebhooks webhooks)
{
    private readonly ContactHook _hook = new(store);
    private readonly List<AmoEvent> _events = [];

    /// <summary>All events, oldest first.</summary>
    public IReadOnlyList<AmoEvent> Events => _events;

    /// <summary>Writes an event.</summary>
    public void Add(string type, long entityId, long createdBy, JsonArray? before = null, JsonArray? after = null) =>
        _events.Add(new AmoEvent($"01k7{(_events.Count + 1).ToString("x22", CultureInfo.InvariantCulture)}", type, entityId, createdBy, store.Now, before ?? [], after ?? []));

    /// <summary>A contact was added.</summary>
    public void Added(AmoContact contact, long by)
    {
        Add("contact_added", contact.Id, by);
        webhooks.Happened(_hook.Of("add", contact));
    }

    /// <summary>A contact went to the trash.</summary>
    public void Deleted(AmoContact contact, long by)
    {
        Add("contact_deleted", contact.Id, by);
        webhooks.Happened(ContactHook.Deleted(contact.Id, "contact"));
    }

    /// <summary>A contact came out of the trash.</summary>
    public void Restored(AmoContact contact, long by)
    {
        Add("contact_restored", contact.Id, by);
        webhooks.Happened(_hook.Of("restore", contact));
    }

    /// <summary>Contacts were merged. The event names the survivor only.</summary>
    public void Merged(AmoContact survivor, IReadOnlyList<AmoContact> losers, long oldResponsible, long by, MergeWebhook told)
    {
        Add("entity_merged", survivor.Id, by);
        if (told == MergeWebhook.None)
            return;
        foreach (AmoContact loser in losers)
            webhooks.Happened(ContactHook.Deleted(loser.Id, "contact"));
        if (told == MergeWebhook.Both)
            webhooks.Happened(_hook.Of("update", survivor, oldResponsible));
    }

    /// <summary>A note was written.</summary>
    public void Noted(AmoNote note) => webhooks.Happened(_hook.Noted(note));

    /// <summary>A contact was changed: one event for each thing that is different, and one webhook.</summary>
    internal void Updated(ContactSnapshot before, AmoContact contact, long createdBy)
    {
        AddChanges(before, contact, createdBy);
        webhooks.Happened(_hook.Of("update", contact, before.ResponsibleUserId));
    }

    private void AddChanges(ContactSnapshot before, AmoContact contact, long createdBy)
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
