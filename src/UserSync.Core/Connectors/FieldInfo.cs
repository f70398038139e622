namespace UserSync.Core.Connectors;

/// <summary>A field that can be mapped.</summary>
/// <param name="Path">The path for a profile.</param>
/// <param name="Label">What people see.</param>
/// <param name="Type">text, number, boolean, date, datetime, email, phone, url, choice or choices.</param>
public sealed record FieldInfo(string Path, string Label, string Type)
{
    /// <summary>False when the field can only be read.</summary>
    public bool Writable { get; init; } = true;

    /// <summary>The values that a choice accepts.</summary>
    public IReadOnlyList<string> Choices { get; init; } = [];

    /// <summary>The side that the field belongs to, as the front shows it.</summary>
    public string? End { get; init; }
}
