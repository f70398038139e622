using UserSync.Core.Model;

namespace UserSync.Core.Connectors;

/// <summary>One field to be written.</summary>
/// <param name="Path">The field path on the written side.</param>
/// <param name="Value">
/// The new value; <see cref="FieldValue.Empty"/> clears. <see cref="FieldValue.NotRead"/> in a plan only: what a user's contact gets of it
/// is known once the site has made the user. No connector is ever given one.
/// </param>
/// <param name="Before">
/// What the side held when the change was planned. Of a list (addresses, numbers) it is the one element that the value
/// replaces; empty means that the value is added and all other elements stay.
/// </param>
public sealed record FieldWrite(string Path, FieldValue Value, FieldValue Before)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Path}: {Text(Before)} -> {Text(Value)}";

    private static string Text(FieldValue value) => value.HasValue ? value.ToString() : value.IsNotRead ? "(known when the user is made)" : "(empty)";
}
