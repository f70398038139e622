using Newtonsoft.Json;
using UserSync.Connectors.Accounts;
using UserSync.Core.Connectors;
using UserSync.Core.Json;
using UserSync.Core.Model;

namespace UserSync.Connectors.Joomla;

/// <summary>
/// Makes the JSON that is sent to create or change a user: flat, not JSON:API. What is left out stays; "" clears, null would change
/// nothing.
/// </summary>
internal sealed class UserBody(FieldTable fields, Calendar calendar)
{
    private readonly SortedDictionary<string, string> _core = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, FieldValue> _custom = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, string> _raw = new(StringComparer.Ordinal);

    /// <summary>Ids of the groups that the user shall have; without them nothing is saved.</summary>
    public required IReadOnlyList<string> Groups { get; init; }

    /// <summary>True for a Super User, who is only saved with the settings of the action log; what they were cannot be read.</summary>
    public bool WithActionLog { get; init; }

    /// <summary>Adds the fields of a write; of a new user only those with a value.</summary>
    public UserBody Add(RecordWrite write)
    {
        foreach (FieldWrite field in write.Fields.Where(f => write.Kind != WriteKind.Create || f.Value.HasValue))
        {
            if (UserFields.CustomName(field.Path) is { } name)
                _custom[name] = field.Value;
            else
                _core[field.Path] = field.Path == "email" ? MailDomain.ToAscii(field.Value.ToString()) : field.Value.ToString();
        }

        return this;
    }

    /// <summary>Sets an attribute of Joomla.</summary>
    public UserBody With(string name, string value)
    {
        _core[name] = value;
        return this;
    }

    /// <summary>Carries a custom value along that is not changed.</summary>
    public UserBody Carry(JoomlaField field, FieldValue value)
    {
        _custom.TryAdd(field.Name, value);
        return this;
    }

    /// <summary>Sends a custom field as it is given.</summary>
    public UserBody Raw(JoomlaField field, string value)
    {
        _raw[field.Name] = value;
        return this;
    }

    /// <summary>The JSON.</summary>
    public override string ToString()
    {
        using StringWriter text = new();
        using (JsonTextWriter json = JsonText.Writer(text))
        {
            json.WriteStartObject();
            json.WritePropertyName("groups");
            Texts(json, Groups);
            foreach ((string name, string value) in _core)
            {
                json.WritePropertyName(name);
                json.WriteValue(value);
            }

            if (WithActionLog)
            {
                json.WritePropertyName("actionlogs");
                json.WriteRawValue("{\"actionlogsNotify\":\"0\",\"actionlogsExtensions\":[]}");
            }

            if (_custom.Count + _raw.Count > 0)
            {
                // Wrapped, so that no field can be taken for an attribute.
                json.WritePropertyName("com_fields");
                json.WriteStartObject();
                foreach ((string name, FieldValue value) in _custom.Where(c => !_raw.ContainsKey(c.Key)))
                    Custom(json, name, value);
                foreach ((string name, string value) in _raw)
                {
                    json.WritePropertyName(name);
                    json.WriteValue(value);
                }

                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        return text.ToString();
    }

    // Bare values: the shape in which they are read crashes Joomla (recording patch-list-back-as-read).
    private void Custom(JsonTextWriter json, string name, FieldValue value)
    {
        json.WritePropertyName(name);
        if (fields.TryGet(name, out JoomlaField? field) && field.Several)
            Texts(json, value.Values);
        else
            json.WriteValue(field is { IsCalendar: true } && value.HasValue ? calendar.Write(value.Text!, field.WithTime) : value.ToString());
    }

    private static void Texts(JsonTextWriter json, IEnumerable<string> texts)
    {
        json.WriteStartArray();
        foreach (string text in texts)
            json.WriteValue(text);
        json.WriteEndArray();
    }
}
