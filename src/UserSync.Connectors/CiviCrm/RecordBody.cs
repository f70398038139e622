using Newtonsoft.Json.Linq;
using UserSync.Core.Connectors;
using UserSync.Core.Model;

namespace UserSync.Connectors.CiviCrm;

/// <summary>The values of a contact's own fields as the API takes them.</summary>
internal static class RecordBody
{
    /// <summary>Names, core and custom fields, and the primary address; lists and websites are records of their own.</summary>
    public static JObject Own(RecordWrite write, CiviSite site, CiviTime time)
    {
        JObject values = [];
        foreach (FieldWrite field in write.Fields)
        {
            if (field.Path == "name")
                Name(values, field.Value, write.Fields);
            else if (FieldPaths.ToApi(field.Path) is { } name)
                values[name] = Value(field.Value, site.Fields.GetValueOrDefault(name), time);
        }

        return values;
    }

    // First and last name that are mapped themselves go before what is split.
    private static void Name(JObject values, FieldValue name, IReadOnlyList<FieldWrite> fields)
    {
        (string first, string last) = PersonName.Split(name.Text ?? "");
        if (!fields.Any(f => f.Path == "first_name"))
            values["first_name"] = first;
        if (!fields.Any(f => f.Path == "last_name"))
            values["last_name"] = last;
    }

    private static JToken Value(FieldValue value, CiviField? field, CiviTime time)
    {
        if (!value.HasValue)
            return field is { Several: true } ? new JArray() : JValue.CreateNull();
        return field is { Several: true } ? new JArray(value.Values.Select(v => One(v, field, time))) : One(value.Text!, field, time);
    }

    private static JToken One(string text, CiviField? field, CiviTime time) => field switch
    {
        null => text,
        { Options.Count: > 0 } => WriteRules.Option(field, text) ?? text,
        { IsTime: true } => time.Write(text) ?? text,
        { DataType: "Boolean" } => text is "true" or "1",
        _ => text,
    };
}
