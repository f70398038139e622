using System.Globalization;
using UserSync.Core.Connectors;

namespace UserSync.Connectors.Drupal;

/// <summary>A field that the site gave its users, as its definition says.</summary>
/// <param name="Name">The machine name.</param>
/// <param name="Label">What people see.</param>
/// <param name="Type">Drupal's type, such as <c>list_string</c>.</param>
internal sealed record DrupalField(string Name, string Label, string Type)
{
    /// <summary>True when it must have a value.</summary>
    public bool Required { get; init; }

    /// <summary>True when it takes several values.</summary>
    public bool Many { get; init; }

    /// <summary>True for a date without a time.</summary>
    public bool DateOnly { get; init; }

    /// <summary>Most characters of a text; null for no limit.</summary>
    public int? Longest { get; init; }

    /// <summary>Accepted values with their labels; empty for any.</summary>
    public IReadOnlyDictionary<string, string> Choices { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>True for a text with a text format.</summary>
    public bool IsFormatted => Type is "text" or "text_long" or "text_with_summary";

    /// <summary>True for a whole or broken number.</summary>
    public bool IsNumber => Type is "integer" or "decimal" or "float" or "list_integer" or "list_float";

    /// <summary>True for a point in time.</summary>
    public bool IsMoment => (Type == "datetime" && !DateOnly) || Type == "timestamp";

    /// <summary>The type for a profile; null for a type that is neither read nor written: pictures, references, addresses.</summary>
    public string? KnownType => Type switch
    {
        "string" or "string_long" or "text" or "text_long" or "text_with_summary" => "text",
        "integer" or "decimal" or "float" => "number",
        "boolean" => "boolean",
        "datetime" => DateOnly ? "date" : "datetime",
        "timestamp" => "datetime",
        "email" => "email",
        "telephone" => "phone",
        "link" => "url",
        "list_string" or "list_integer" or "list_float" => Many ? "choices" : "choice",
        _ => null,
    };

    /// <summary>The field for a profile; null for a type that is not supported.</summary>
    public FieldInfo? ToField() => KnownType is { } type ? new FieldInfo(UserFields.Prefix + Name, Label, type) { Choices = [.. Choices.Keys] } : null;

    /// <summary>The stored form of a choice that was given by value or label; null when there is none.</summary>
    public string? Choice(string text) => Choices.Count == 0 || Choices.ContainsKey(text) ? text
        : Choices.FirstOrDefault(c => string.Equals(c.Value, text, StringComparison.OrdinalIgnoreCase)).Key;

    /// <summary>Whether a text is a number.</summary>
    public static bool IsDecimal(string text) => decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _);
}
