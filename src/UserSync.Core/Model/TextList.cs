using System.Collections;

namespace UserSync.Core.Model;

/// <summary>A list that reads well as text: what Export-Csv and a string make of it.</summary>
public sealed class TextList<T>(IReadOnlyList<T> items) : IReadOnlyList<T>
{
    /// <inheritdoc/>
    public int Count => items.Count;

    /// <inheritdoc/>
    public T this[int index] => items[index];

    /// <inheritdoc/>
    public IEnumerator<T> GetEnumerator() => items.GetEnumerator();

    /// <inheritdoc/>
    public override string ToString() => string.Join("; ", items);

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

/// <summary>Makes lists that read well as text.</summary>
public static class TextList
{
    /// <summary>Wraps a list, once.</summary>
    public static IReadOnlyList<T> Of<T>(IReadOnlyList<T> items) => items as TextList<T> ?? (IReadOnlyList<T>)new TextList<T>(items);
}
