namespace UserSync.Connectors.CiviCrm;

/// <summary>One option of a custom field.</summary>
/// <param name="Value">What is stored.</param>
/// <param name="Label">What people see.</param>
internal sealed record CiviOption(string Value, string Label)
{
    private const char Separator = '\u0001';

    /// <summary>Value and label as one text.</summary>
    public static string Join(string value, string label) => value + Separator + label;

    /// <summary>The option that <see cref="Join"/> wrote; null for another text.</summary>
    public static CiviOption? Parse(string text) => text.Split(Separator) is [var value, var label] ? new CiviOption(value, label) : null;
}
