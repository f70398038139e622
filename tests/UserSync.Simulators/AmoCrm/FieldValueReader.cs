using System.Text.Json.Nodes;

namespace UserSync.Simulators.AmoCrm;

/// <summary>Reads <c>custom_fields_values</c> of a write.</summary>
internal sealed class FieldValueReader(AmoStore store, AmoCrmSwitches switches)
{
    private readonly SingleValueReader _single = new(store, switches);

    public void Read(JsonNode? value, ContactDraft draft, ItemErrors errors)
    {
        if (value is not JsonArray list)
        {
            errors.NotOfType("custom_fields_values", "array");
            return;
        }

        for (int i = 0; i < list.Count; i++)
        {
            string path = $"custom_fields_values.{i}";
            if (list[i] is not JsonObject item)
            {
                errors.NotOfType(path, "array");
                continue;
            }

            foreach ((string name, _) in item)
            {
                if (name is not ("field_id" or "field_code" or "values"))
                    errors.NotExpected($"{path}.{name}");
            }

            if (Field(item, path, errors) is not { } field)
                continue;
            if (!item.TryGetPropertyValue("values", out JsonNode? values))
                errors.Missing(path + ".values");
            else if (values is null)
                draft.Fields.Add((field, null));
            else if (values is JsonArray many)
                Values(field, many, path + ".values", draft, errors);
            else
                errors.NotOfType(path + ".values", "array");
        }
    }

    private AmoField? Field(JsonObject item, string path, ItemErrors errors)
    {
        AmoField? field = null;
        if (item.TryGetPropertyValue("field_id", out JsonNode? id))
        {
            if (!id.IsWhole(out long number))
            {
                errors.NotOfType(path + ".field_id", "int");
                return null;
            }

            field = store.Fields.Find(f => f.Id == number);
            if (field is null)
                errors.NotAChoice(path + ".field_id");
        }

        if (!item.TryGetPropertyValue("field_code", out JsonNode? code))
        {
            if (id is null && !item.ContainsKey("field_id"))
                errors.Missing(path + ".field_id");
            return field;
        }

        if (!code.IsText(out string text))
        {
            errors.NotOfType(path + ".field_code", "string");
            return null;
        }

        AmoField? coded = store.Fields.Find(f => f.Code == text);
        if (coded is null || (field is not null && field != coded))
            errors.NotAChoice(path + ".field_code");
        return coded;
    }

    private void Values(AmoField field, JsonArray many, string path, ContactDraft draft, ItemErrors errors)
    {
        if (many.Count == 0)
            errors.Add("TooFew", path, "This collection should contain 1 element or more.");
        if (many.Count > 1 && !field.IsMultiple)
            errors.Add("TooMany", path, "This collection should contain 1 element or less.");
        if (switches.NullInListClears && many is [JsonObject { Count: 1 } only] && only.TryGetPropertyValue("value", out JsonNode? nothing) && nothing is null)
        {
            draft.Fields.Add((field, null));
            return;
        }

        List<AmoValue> values = [];
        for (int i = 0; i < many.Count; i++)
        {
            if (many[i] is not JsonObject value)
                errors.NotOfType($"{path}.{i}", "array");
            else if (_single.Read(field, value, $"{path}.{i}", errors) is { } read)
                values.Add(read);
        }

        // An empty text changes nothing: issue 352 of the vendor's client.
        values.RemoveAll(v => v.Value is "");
        if (values.Count > 0)
            draft.Fields.Add((field, values));
    }
}
