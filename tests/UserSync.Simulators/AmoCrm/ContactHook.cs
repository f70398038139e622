using System.Globalization;
using System.Text.Json.Nodes;

namespace UserSync.Simulators.AmoCrm;

/// <summary>Contacts and notes as webhooks tell them: all is text, and what is empty is not there.</summary>
public sealed class ContactHook(AmoStore store)
{
    /// <summary>A contact that was added, changed or restored.</summary>
    /// <param name="action">add, update or restore.</param>
    /// <param name="contact">The contact.</param>
    /// <param name="oldResponsible">Of an update: who was in charge before.</param>
    public WebhookEvent Of(string action, AmoContact contact, long? oldResponsible = null)
    {
        List<KeyValuePair<string, string>> fields =
        [
            Pair("[id]", contact.Id),
            new("[name]", contact.Name),
            Pair("[responsible_user_id]", contact.ResponsibleUserId),
            Pair("[date_create]", contact.CreatedAt),
            Pair("[last_modified]", contact.UpdatedAt),
            Pair("[created_user_id]", contact.CreatedBy),
            Pair("[modified_user_id]", contact.UpdatedBy),
        ];
        if (contact.CompanyId is { } company)
        {
            fields.Add(new("[company_name]", store.Companies.Find(c => c.Id == company)?.Name ?? ""));
            fields.Add(Pair("[linked_company_id]", company));
        }

        fields.Add(Pair("[account_id]", store.Account.Id));
        for (int i = 0; i < contact.Values.Count; i++)
            fields.AddRange(Field(i, store.Fields.Find(f => f.Id == contact.Values[i].Key)!, contact.Values[i].Value));
        for (int i = 0; i < contact.Tags.Count; i++)
        {
            fields.Add(Pair($"[tags][{i}][id]", contact.Tags[i]));
            fields.Add(new($"[tags][{i}][name]", store.Tags.Find(t => t.Id == contact.Tags[i])?.Name ?? ""));
        }

        fields.AddRange(contact.Leads.Select(lead => Pair($"[linked_leads_id][{lead}][ID]", lead)));
        if (oldResponsible is { } old)
            fields.Add(Pair("[old_responsible_user_id]", old));
        fields.Add(Pair("[created_at]", contact.CreatedAt));
        fields.Add(Pair("[updated_at]", contact.UpdatedAt));
        fields.Add(new("[type]", "contact"));
        return new WebhookEvent("contacts", action, oldResponsible is { } before && before != contact.ResponsibleUserId ? ["update_contact", "responsible_contact"] : [$"{action}_contact"], fields);
    }

    /// <summary>A contact or company that was deleted: no more than its id and type.</summary>
    public static WebhookEvent Deleted(long id, string type) => new("contacts", "delete", [$"delete_{type}"], [Pair("[id]", id), new("[type]", type)]);

    /// <summary>A company that was added.</summary>
    public WebhookEvent CompanyAdded(AmoCompany company, long responsible, long by, IReadOnlyList<KeyValuePair<long, IReadOnlyList<AmoValue>>> values, IReadOnlyList<long> leads)
    {
        AmoContact like = new(company.Id) { Name = company.Name, ResponsibleUserId = responsible, CreatedAt = store.Now, CreatedBy = by, UpdatedBy = by, UpdatedAt = store.Now };
        like.Values.AddRange(values);
        like.Leads.AddRange(leads);
        WebhookEvent told = Of("add", like);
        return told with { Settings = ["add_company"], Fields = [.. told.Fields.SkipLast(1), new("[type]", "company")] };
    }

    /// <summary>A new note.</summary>
    public WebhookEvent Noted(AmoNote note)
    {
        string Local(long seconds) => TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeSeconds(seconds), store.Account.Zone).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
        return new WebhookEvent("contacts", "note", ["note_contact"],
        [
            new("[note][element_type]", "1"),
            Pair("[note][element_id]", note.EntityId),
            new("[note][note_type]", note.NoteType switch { "common" => "4", "service_message" => "25", _ => "26" }),
            new("[note][text]", note.Params["text"]?.GetValue<string>() ?? ""),
            Pair("[note][account_id]", store.Account.Id),
            new("[note][date_create]", Local(note.CreatedAt)),
            new("[note][timestamp_x]", Local(note.UpdatedAt)),
            Pair("[note][created_by]", note.CreatedBy),
            Pair("[note][modified_by]", note.UpdatedBy),
            Pair("[note][main_user_id]", note.ResponsibleUserId),
            Pair("[note][group_id]", note.GroupId),
            Pair("[note][id]", note.Id),
            Pair("[note][created_at]", note.CreatedAt),
            Pair("[note][updated_at]", note.UpdatedAt),
            new("[type]", "contact"),
        ]);
    }

    private IEnumerable<KeyValuePair<string, string>> Field(int n, AmoField field, IReadOnlyList<AmoValue> values)
    {
        string path = $"[custom_fields][{n}]";
        yield return Pair(path + "[id]", field.Id);
        yield return new(path + "[name]", field.Name);
        for (int i = 0; i < values.Count; i++)
        {
            // A radio button has an object here, a date a bare number.
            string at = field.Type == "radiobutton" ? path + "[values]" : $"{path}[values][{i}]";
            foreach (KeyValuePair<string, string> pair in Value(at, field, values[i]))
                yield return pair;
        }

        if (field.Code is not null)
            yield return new(path + "[code]", field.Code);
    }

    private IEnumerable<KeyValuePair<string, string>> Value(string at, AmoField field, AmoValue value)
    {
        switch (value.Value)
        {
            case long day when field.Type == "birthday":
                yield return new(at + "[value]", TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeSeconds(day), store.Account.Zone).ToString("dd.MM.yyyy", CultureInfo.InvariantCulture));
                break;
            case long time:
                yield return Pair(at, time);
                break;
            case bool flag:
                yield return new(at + "[value]", flag ? "1" : "0");
                break;
            case AmoObject map:
                foreach ((string name, JsonNode? part) in JsonNode.Parse(map.Json)!.AsObject())
                    yield return new($"{at}[value][{name}]", part?.ToString() ?? "");
                break;
            default:
                yield return new(at + "[value]", (string)value.Value);
                break;
        }

        if (value.EnumId is { } id)
            yield return Pair(at + "[enum]", id);
    }

    private static KeyValuePair<string, string> Pair(string key, long value) => new(key, value.ToString(CultureInfo.InvariantCulture));
}
