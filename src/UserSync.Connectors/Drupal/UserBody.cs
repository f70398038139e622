using System.Globalization;
using Newtonsoft.Json;
using UserSync.Core.Connectors;
using UserSync.Core.Json;
using UserSync.Core.Model;

namespace UserSync.Connectors.Drupal;

/// <summary>Makes the JSON:API documents that are sent to create and change users.</summary>
/// <param name="fields">The definitions of the site's fields; null when the account may not see them.</param>
/// <param name="shapes">What was learned of fields from users instead.</param>
internal sealed class UserBody(IReadOnlyDictionary<string, DrupalField>? fields, FieldShapes shapes)
{
    private static readonly Dictionary<string, string> NoFormats = [];

    /// <summary>A new user. Without a password nobody can log in until one is chosen by a mailed link; without a status the account would be blocked.</summary>
    public string Create(RecordWrite write, string? key, string name, bool enabled, IReadOnlyList<string> roles) => Document(key, json =>
    {
        json.WritePropertyName("name");
        json.WriteValue(name);
        json.WritePropertyName("status");
        json.WriteValue(enabled);
        // Nothing to clear in a new user.
        foreach (FieldWrite field in write.Fields.Where(f => f.Value.HasValue && f.Path is not ("name" or "username")))
            Field(json, field, NoFormats);
    }, roles.Count > 0 ? roles : null);

    /// <summary>A change.</summary>
    /// <param name="write">The change.</param>
    /// <param name="key">The user's UUID.</param>
    /// <param name="roles">All roles of the user; null leaves them alone.</param>
    /// <param name="formats">The text formats of formatted texts as the user has them: a text without its format would lose it.</param>
    public string Update(RecordWrite write, string key, IReadOnlyList<string>? roles, IReadOnlyDictionary<string, string> formats) => Document(key, json =>
    {
        foreach (FieldWrite field in write.Fields)
            Field(json, field, formats);
    }, roles);

    /// <summary>Blocks a user.</summary>
    public static string Block(string key) => Document(key, static json =>
    {
        json.WritePropertyName("status");
        json.WriteValue(false);
    }, null);

    /// <summary>A list of roles.</summary>
    public static string Roles(IEnumerable<string> uuids) => Text(json =>
    {
        json.WriteStartObject();
        RoleData(json, uuids);
        json.WriteEndObject();
    });

    /// <summary>Whether the field holds a text with a format.</summary>
    public bool IsFormatted(string attribute) => fields?.GetValueOrDefault(attribute) is { } known ? known.IsFormatted : shapes.Of(attribute) == FieldShape.Object;

    private static string Document(string? key, Action<JsonTextWriter> attributes, IReadOnlyList<string>? roles) => Text(json =>
    {
        json.WriteStartObject();
        json.WritePropertyName("data");
        json.WriteStartObject();
        json.WritePropertyName("type");
        json.WriteValue("user--user");
        if (key is not null)
        {
            json.WritePropertyName("id");
            json.WriteValue(key);
        }

        json.WritePropertyName("attributes");
        json.WriteStartObject();
        attributes(json);
        json.WriteEndObject();
        if (roles is not null)
        {
            json.WritePropertyName("relationships");
            json.WriteStartObject();
            json.WritePropertyName("roles");
            json.WriteStartObject();
            RoleData(json, roles);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteEndObject();
    });

    private static string Text(Action<JsonTextWriter> write)
    {
        using StringWriter text = new();
        using (JsonTextWriter json = JsonText.Writer(text))
            write(json);
        return text.ToString();
    }

    private static void RoleData(JsonTextWriter json, IEnumerable<string> uuids)
    {
        json.WritePropertyName("data");
        json.WriteStartArray();
        foreach (string uuid in uuids)
        {
            json.WriteStartObject();
            json.WritePropertyName("type");
            json.WriteValue("user_role--user_role");
            json.WritePropertyName("id");
            json.WriteValue(uuid);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private void Field(JsonTextWriter json, FieldWrite field, IReadOnlyDictionary<string, string> formats)
    {
        switch (field.Path)
        {
            case "email":
                json.WritePropertyName("mail");
                json.WriteValue(field.Value.ToString());
                return;
            case "name" or "username":
                json.WritePropertyName("name");
                json.WriteValue(UserName.Valid(field.Value.ToString()));
                return;
        }

        string name = UserFields.Attribute(field.Path)!;
        json.WritePropertyName(name);
        DrupalField? known = fields?.GetValueOrDefault(name);
        if (known?.Many ?? (shapes.Of(name) == FieldShape.Many || field.Value.Count > 1))
        {
            json.WriteStartArray();
            foreach (string text in field.Value.Values)
                Value(json, text, known, FieldShape.Unknown);
            json.WriteEndArray();
        }
        else if (field.Value.IsEmpty)
        {
            json.WriteNull();
        }
        else if (formats.TryGetValue(name, out string? format))
        {
            json.WriteStartObject();
            json.WritePropertyName("value");
            json.WriteValue(field.Value.ToString());
            json.WritePropertyName("format");
            json.WriteValue(format);
            json.WriteEndObject();
        }
        else
        {
            Value(json, field.Value.ToString(), known, shapes.Of(name));
        }
    }

    private static void Value(JsonTextWriter json, string text, DrupalField? known, FieldShape shape)
    {
        if (known is { DateOnly: true })
            json.WriteValue(DrupalTime.Day(text));
        else if (known is { IsMoment: true })
            json.WriteValue(DrupalTime.Moment(text));
        else if (known?.Type == "boolean" || (known is null && shape == FieldShape.Boolean))
            json.WriteValue(text == "true");
        else if (known is { IsNumber: true } || (known is null && shape == FieldShape.Number))
            json.WriteRawValue(decimal.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture));
        else
            json.WriteValue(known?.Choice(text) ?? text);
    }
}
