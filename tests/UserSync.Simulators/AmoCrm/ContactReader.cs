using System.Text.Json.Nodes;

namespace UserSync.Simulators.AmoCrm;

/// <summary>Reads an item of a write. What the contract does not name is not expected.</summary>
internal sealed class ContactReader(AmoStore store, AmoCrmSwitches switches)
{
    private readonly FieldValueReader _values = new(store, switches);

    /// <summary>Reads an item; what is wrong goes to the errors.</summary>
    /// <param name="item">The item.</param>
    /// <param name="draft">What becomes of it.</param>
    /// <param name="errors">What is wrong.</param>
    /// <param name="update">True for PATCH: an id and tags to delete may be there.</param>
    public void Read(JsonObject item, ContactDraft draft, ItemErrors errors, bool update)
    {
        foreach ((string name, JsonNode? value) in item)
        {
            switch (name)
            {
                case "name":
                    draft.Name = Text(value, name, errors);
                    break;
                case "first_name":
                    draft.FirstName = Text(value, name, errors);
                    break;
                case "last_name":
                    draft.LastName = Text(value, name, errors);
                    break;
                case "responsible_user_id":
                    draft.ResponsibleUserId = User(value, name, errors, robot: false);
                    break;
                case "created_by":
                    draft.CreatedBy = User(value, name, errors, robot: true);
                    break;
                case "updated_by":
                    draft.UpdatedBy = User(value, name, errors, robot: true);
                    break;
                case "created_at":
                    draft.CreatedAt = Whole(value, name, errors);
                    break;
                case "updated_at":
                    draft.UpdatedAt = Whole(value, name, errors);
                    break;
                case "custom_fields_values":
                    _values.Read(value, draft, errors);
                    break;
                case "tags_to_add":
                    draft.TagsToAdd = Tags(value, name, errors) ?? [];
                    break;
                case "tags_to_delete" when update:
                    draft.TagsToDelete = Tags(value, name, errors) ?? [];
                    break;
                case "_embedded" when value is JsonObject embedded:
                    Embedded(embedded, draft, errors);
                    break;
                case "id" when update:
                    draft.Id = Whole(value, name, errors);
                    break;
                case "request_id":
                    if (!value.IsText(out _))
                        errors.NotOfType(name, "string");
                    break;
                default:
                    errors.NotExpected(name);
                    break;
            }
        }
    }

    private void Embedded(JsonObject embedded, ContactDraft draft, ItemErrors errors)
    {
        foreach ((string name, JsonNode? value) in embedded)
        {
            if (name != "tags")
                errors.NotExpected("_embedded." + name);
            else if (value is not null)
                draft.Tags = Tags(value, "_embedded.tags", errors);
            else if (switches.NullTagsClear)
                draft.Tags = [];
        }
    }

    private List<TagReference>? Tags(JsonNode? value, string path, ItemErrors errors)
    {
        if (value is not JsonArray list)
        {
            errors.NotOfType(path, "array");
            return null;
        }

        List<TagReference> tags = [];
        for (int i = 0; i < list.Count; i++)
        {
            if (list[i] is not JsonObject tag)
                errors.NotOfType($"{path}.{i}", "array");
            else if (Tag(tag, $"{path}.{i}", errors) is { } reference)
                tags.Add(reference);
        }

        return tags;
    }

    // By id or by name: with both the real system shows the tag twice.
    private TagReference? Tag(JsonObject tag, string path, ItemErrors errors)
    {
        foreach ((string name, _) in tag)
        {
            if (name is not ("id" or "name") || (name == "name" && tag.ContainsKey("id")))
                errors.NotExpected($"{path}.{name}");
        }

        if (tag.TryGetPropertyValue("id", out JsonNode? id))
        {
            if (!id.IsWhole(out long number))
                errors.NotOfType(path + ".id", "int");
            else if (!store.Tags.Exists(t => t.Id == number))
                errors.NotAChoice(path + ".id");
            return new TagReference(number, null);
        }

        if (!tag.TryGetPropertyValue("name", out JsonNode? name_))
        {
            errors.Missing(path + ".name");
            return null;
        }

        if (name_.IsText(out string text) && text.Length > 0)
            return new TagReference(null, text);
        errors.NotOfType(path + ".name", "string");
        return null;
    }

    private static string? Text(JsonNode? value, string path, ItemErrors errors)
    {
        if (value.IsText(out string text))
            return text;
        errors.NotOfType(path, "string");
        return null;
    }

    private static long? Whole(JsonNode? value, string path, ItemErrors errors)
    {
        if (value.IsWhole(out long number))
            return number;
        errors.NotOfType(path, "int");
        return null;
    }

    // A wrong type is told twice, as was seen.
    private long? User(JsonNode? value, string path, ItemErrors errors, bool robot)
    {
        long? id = Whole(value, path, errors);
        if (id is null || (!(robot && id == 0) && store.ActiveUser(id.Value) is null))
            errors.NotAChoice(path);
        return id;
    }
}
