using Newtonsoft.Json;
using UserSync.Connectors.Accounts;
using UserSync.Core.Connectors;
using UserSync.Core.Json;
using UserSync.Core.Model;

namespace UserSync.Connectors.WordPress;

/// <summary>Makes the JSON that is sent to create or change a user.</summary>
internal static class UserBody
{
    /// <summary>The body of a new user; empty fields are left out, there is nothing to clear.</summary>
    public static string Create(RecordWrite write, string login, string password, UserSchema schema) =>
        Make(write, [.. write.Fields.Where(f => f.Value.HasValue && f.Path != "username")], schema, json =>
        {
            json.WritePropertyName("username");
            json.WriteValue(login);
            json.WritePropertyName("password");
            json.WriteValue(password);
        });

    /// <summary>The body of a change.</summary>
    public static string Update(RecordWrite write, UserSchema schema) => Make(write, write.Fields, schema, static _ => { });

    private static string Make(RecordWrite write, IReadOnlyList<FieldWrite> fields, UserSchema schema, Action<JsonTextWriter> start)
    {
        using StringWriter text = new();
        using (JsonTextWriter json = JsonText.Writer(text))
        {
            json.WriteStartObject();
            start(json);
            foreach (FieldWrite field in fields.Where(f => !IsMeta(f)))
            {
                json.WritePropertyName(field.Path);
                json.WriteValue(field.Path == "email" ? MailDomain.ToAscii(field.Value.ToString()) : field.Value.ToString());
            }

            if (write.Groups is { } groups)
            {
                json.WritePropertyName("roles");
                Texts(json, groups.Select(RoleKey.Of));
            }

            if (fields.Any(IsMeta))
            {
                json.WritePropertyName("meta");
                json.WriteStartObject();
                foreach (FieldWrite field in fields.Where(IsMeta))
                    Meta(json, field, schema);
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        return text.ToString();
    }

    /// <summary>The meta key of the field; null when it is none.</summary>
    public static string? MetaKey(string path) => path.StartsWith(UserFields.MetaPrefix, StringComparison.Ordinal) ? path[UserFields.MetaPrefix.Length..] : null;

    private static bool IsMeta(FieldWrite field) => MetaKey(field.Path) is not null;

    private static void Meta(JsonTextWriter json, FieldWrite field, UserSchema schema)
    {
        string key = MetaKey(field.Path)!;
        json.WritePropertyName(key);
        switch (schema.Meta?.GetValueOrDefault(key)?.Type)
        {
            case "array":
                Texts(json, field.Value.Values);
                break;
            // WordPress refuses null for these with an error 500 when no value is stored; its own empty value is 0 and false.
            case "integer" or "number" when field.Value.IsEmpty:
                json.WriteValue(0);
                break;
            case "boolean" when field.Value.IsEmpty:
                json.WriteValue(false);
                break;
            default:
                json.WriteValue(field.Value.ToString());
                break;
        }
    }

    private static void Texts(JsonTextWriter json, IEnumerable<string> texts)
    {
        json.WriteStartArray();
        foreach (string text in texts)
            json.WriteValue(text);
        json.WriteEndArray();
    }
}
