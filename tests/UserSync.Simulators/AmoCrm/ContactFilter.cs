using System.Globalization;
using System.Text.Json.Nodes;

namespace UserSync.Simulators.AmoCrm;

/// <summary>The filters of a list of contacts. One that is unknown lets everything through.</summary>
internal sealed class ContactFilter
{
    private readonly List<Func<AmoContact, bool>> _conditions = [];

    public ContactFilter(AmoStore store, AmoCrmSwitches switches, JsonObject filter)
    {
        foreach ((string name, JsonNode? value) in filter)
        {
            switch (name)
            {
                case "id":
                    Among(value, c => c.Id);
                    break;
                case "created_by":
                    Among(value, c => c.CreatedBy);
                    break;
                case "updated_by":
                    Among(value, c => c.UpdatedBy);
                    break;
                case "responsible_user_id":
                    Among(value, c => c.ResponsibleUserId);
                    break;
                case "name":
                    HashSet<string> names = [.. ContactList.Texts(value)];
                    _conditions.Add(c => names.Contains(c.Name));
                    break;
                case "updated_at":
                    Within(value, c => c.UpdatedAt);
                    break;
                case "closest_task_at":
                    Within(value, c => c.ClosestTaskAt);
                    break;
                case "created_at" when switches.CreatedAtFilter:
                    Within(value, c => c.CreatedAt);
                    break;
                case "custom_fields_values" when value is JsonObject fields:
                    foreach ((string id, JsonNode? wanted) in fields)
                    {
                        AmoField? field = store.Fields.Find(f => f.Id.ToString(CultureInfo.InvariantCulture) == id);
                        if (field is not null && (field.Type != "multitext" || switches.MultitextFilter))
                            Holding(field, wanted);
                    }

                    break;
            }
        }
    }

    public bool Fits(AmoContact contact) => _conditions.TrueForAll(c => c(contact));

    private void Among(JsonNode? value, Func<AmoContact, long> read)
    {
        HashSet<long> wanted = ContactList.Numbers(value);
        _conditions.Add(c => wanted.Contains(read(c)));
    }

    // A bare number instead of a window finds nothing: issue 358 of the vendor's client.
    private void Within(JsonNode? value, Func<AmoContact, long?> read)
    {
        if (value is not JsonObject window || (window["from"] is null && window["to"] is null))
        {
            _conditions.Add(static _ => false);
            return;
        }

        long from = Bound(window["from"], long.MinValue);
        long to = Bound(window["to"], long.MaxValue);
        _conditions.Add(c => read(c) is { } time && time >= from && time <= to);
    }

    private void Holding(AmoField field, JsonNode? wanted)
    {
        if (wanted is JsonObject window && (window.ContainsKey("from") || window.ContainsKey("to")))
        {
            Within(window, c => c[field.Id] is [var value, ..] ? value.Value as long? ?? (decimal.TryParse(value.Value as string, CultureInfo.InvariantCulture, out decimal n) ? (long)n : null) : null);
            return;
        }

        HashSet<string> texts = [.. ContactList.Texts(wanted)];
        _conditions.Add(c => c[field.Id]?.Any(v => texts.Contains(Text(v.Value)) || (v.EnumId is { } id && texts.Contains(id.ToString(CultureInfo.InvariantCulture)))) == true);
    }

    private static string Text(object value) => value switch
    {
        bool flag => flag ? "1" : "0",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    private static long Bound(JsonNode? node, long otherwise) => node is JsonValue value && long.TryParse(value.GetValue<string>(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long bound) ? bound : otherwise;
}
