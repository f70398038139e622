using System.Collections.ObjectModel;

namespace UserSync.Core.Model;

/// <summary>
/// A list that reads well as text: what Export-Csv and a string make of it. It is an IList, because PowerShell binds nothing less
/// to a parameter that takes several values.
/// </summary>
public sealed class TextList<T>(IReadOnlyList<T> items) : ReadOnlyCollection<T>([.. items])
{
    /// <inheritdoc/>
    public override string ToString() => string.Join("; ", this);
}

/// <summary>Makes lists that read well as text.</summary>
public static class TextList
{
    /// <summary>Wraps a list, once.</summary>
    public static IReadOnlyList<T> Of<T>(IReadOnlyList<T> items) => items as TextList<T> ?? new TextList<T>(items);
}
