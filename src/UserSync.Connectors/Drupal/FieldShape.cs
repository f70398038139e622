namespace UserSync.Connectors.Drupal;

/// <summary>How a field's value is written in JSON.</summary>
internal enum FieldShape
{
    /// <summary>No value was seen.</summary>
    Unknown,

    /// <summary>A text, a day or a point in time.</summary>
    Text,

    /// <summary>A number.</summary>
    Number,

    /// <summary>Yes or no.</summary>
    Boolean,

    /// <summary>A list of values.</summary>
    Many,

    /// <summary>A value with parts, such as a formatted text.</summary>
    Object,
}
