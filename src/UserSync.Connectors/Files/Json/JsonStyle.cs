namespace UserSync.Connectors.Files.Json;

/// <summary>The white space of an object.</summary>
/// <param name="Lead">Before a member.</param>
/// <param name="Colon">Between name and value.</param>
/// <param name="Close">Before the closing bracket.</param>
internal sealed record JsonStyle(string Lead, string Colon, string Close)
{
    /// <summary>One line an object.</summary>
    public static JsonStyle Default { get; } = new(" ", ": ", " ");
}
