using UserSync.Core.Connectors;

namespace UserSync.Connectors.WordPress;

/// <summary>A custom value that the site registered for the REST API.</summary>
/// <param name="Key">The meta key.</param>
/// <param name="Type">JSON type: string, integer, number, boolean, array or object.</param>
/// <param name="Label">Description or the key.</param>
internal sealed record MetaField(string Key, string Type, string Label)
{
    /// <summary>JSON schema format: date-time, email, uri; null for none.</summary>
    public string? Format { get; init; }

    /// <summary>The accepted values; empty for any.</summary>
    public IReadOnlyList<string> Choices { get; init; } = [];

    /// <summary>True when the site does not accept values.</summary>
    public bool ReadOnly { get; init; }

    /// <summary>The field for a profile.</summary>
    public FieldInfo ToField() => new(UserFields.MetaPrefix + Key, Label, (Type, Format) switch
    {
        ("integer" or "number", _) => "number",
        ("boolean", _) => "boolean",
        ("array", _) => "choices",
        (_, "date-time") => "datetime",
        (_, "email") => "email",
        (_, "uri") => "url",
        _ => Choices.Count > 0 ? "choice" : "text",
    })
    {
        Writable = !ReadOnly,
        Choices = Choices,
    };
}
