using System.Globalization;
using UserSync.Core.Connectors;
using UserSync.Core.Errors;
using UserSync.Core.Model;

namespace UserSync.Connectors.WordPress;

/// <summary>What WordPress would refuse, drop silently or crash on; found before anything is sent.</summary>
internal static class WriteRules
{
    /// <summary>The first thing that is wrong with a write; null when nothing is.</summary>
    public static SyncError? Check(RecordWrite write, UserSchema schema)
    {
        foreach (FieldWrite field in write.Fields)
        {
            if (Check(write.Kind, field, schema) is { } error)
                return error;
        }

        return write.Kind == WriteKind.Create && write.Fields.All(f => f.Path != "email" || !f.Value.HasValue)
            ? Refused("email", "A user of WordPress needs an e-mail address.", "Map the e-mail, or allow temporary addresses under users.temporary.")
            : null;
    }

    /// <summary>The error for a custom value that the site does not know.</summary>
    public static SyncError Unregistered(string key) => Refused(UserFields.MetaPrefix + key,
        $"The site does not know the custom field \"{key}\"; WordPress drops such values without a word.",
        $"Register it on the site by register_meta('user', '{key}', ['single' => true, 'show_in_rest' => true, …]), or take it out of the field map: see docs/wordpress.md.");

    private static SyncError? Check(WriteKind kind, FieldWrite field, UserSchema schema)
    {
        if (UserBody.MetaKey(field.Path) is { } key)
            return CheckMeta(field, key, schema);
        if (field.Path == "username" && kind != WriteKind.Create)
            return Refused(field.Path, "The login name of a WordPress user cannot be changed.", "Take username out of the field map.");
        if (field.Path != "username" && !UserFields.IsWritable(field.Path))
            return Refused(field.Path, $"WordPress has no field \"{field.Path}\" that can be written.", "Get-CmsField lists the fields.");
        if (field.Path == "email" && field.Value.IsEmpty && kind != WriteKind.Create)
            return Refused(field.Path, "The e-mail address of a WordPress user cannot be cleared.", "Do not let empty addresses travel to the site.");
        if (UserFields.Longest.TryGetValue(field.Path, out int longest) && field.Value.ToString().Length > longest)
        {
            return Refused(field.Path, string.Create(CultureInfo.InvariantCulture, $"The value of \"{field.Path}\" has {field.Value.ToString().Length} characters, WordPress stores {longest}."),
                "Shorten it at its source.");
        }

        return null;
    }

    private static SyncError? CheckMeta(FieldWrite field, string key, UserSchema schema)
    {
        if (schema.Meta is not { } registered)
            return null;
        if (!registered.TryGetValue(key, out MetaField? meta))
            return Unregistered(key);
        if (meta.ReadOnly)
            return Refused(field.Path, $"The custom field \"{key}\" can only be read.", "Take it out of the fields that travel to the site.");
        string text = field.Value.ToString();
        bool fits = field.Value.IsEmpty || meta.Type switch
        {
            "integer" => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _),
            "number" => decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _),
            "boolean" => text is "true" or "false",
            "object" => false,
            _ => true,
        };
        // A wrong type in a create would be refused after the user was made.
        return fits ? null : Refused(field.Path, $"The custom field \"{key}\" takes {meta.Type}, not this value.", "Use a transform, or map another field.");
    }

    private static SyncError Refused(string item, string message, string remedy) =>
        new(ErrorIds.ItemRefused, message) { Kind = ConnectorErrorKind.InvalidItem, Side = Side.Cms, Item = item, Remedy = remedy };
}
