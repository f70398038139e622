using System.Runtime.CompilerServices;

namespace UserSync.Core.Model;

/// <summary>
/// The value of one field: not read, empty, or one or more texts. Numbers are invariant, booleans <c>true</c>/<c>false</c>,
/// dates <c>yyyy-MM-dd</c>, points in time RFC 3339 with offset; connectors convert from and to the form of their system.
/// </summary>
/// <remarks>
/// <see cref="NotRead"/> (the default) equals nothing but itself in <see cref="Equals(FieldValue)"/>, is never written and
/// never clears: systems leave fields out silently when a right is missing.
/// </remarks>
public readonly struct FieldValue : IEquatable<FieldValue>
{
    private static readonly object Nothing = new();
    private readonly object? _content;

    private FieldValue(object? content) => _content = content;

    /// <summary>The side did not tell this field.</summary>
    public static FieldValue NotRead => default;

    /// <summary>The side told that the field holds nothing.</summary>
    public static FieldValue Empty => new(Nothing);

    /// <summary>True when the side did not tell this field.</summary>
    public bool IsNotRead => _content is null;

    /// <summary>True when the field was read and holds nothing.</summary>
    public bool IsEmpty => ReferenceEquals(_content, Nothing);

    /// <summary>True when there is at least one text.</summary>
    public bool HasValue => _content is string or string[];

    /// <summary>The first text, or null when there is none.</summary>
    public string? Text => _content switch { string one => one, string[] many => many[0], _ => null };

    /// <summary>All texts in the order of the side; empty when there is none.</summary>
    public IReadOnlyList<string> Values => _content switch { string one => [one], string[] many => many, _ => [] };

    /// <summary>How many texts there are.</summary>
    public int Count => _content switch { string => 1, string[] many => many.Length, _ => 0 };

    /// <summary>One text; null and "" are <see cref="Empty"/>.</summary>
    public static FieldValue Of(string? text) => string.IsNullOrEmpty(text) ? Empty : new(text);

    /// <summary>A property that the side may not have told: null is <see cref="NotRead"/>, "" is <see cref="Empty"/>.</summary>
    public static FieldValue OfRead(string? text) => text is null ? NotRead : Of(text);

    /// <summary>Several texts; empty ones are left out, none at all is <see cref="Empty"/>.</summary>
    public static FieldValue Of(IEnumerable<string> texts)
    {
        string[] kept = [.. texts.Where(t => !string.IsNullOrEmpty(t))];
        return kept.Length switch { 0 => Empty, 1 => new(kept[0]), _ => new(kept) };
    }

    /// <summary>Ordinal comparison of all texts in order. Mappings compare by their own normalisation instead.</summary>
    public bool Equals(FieldValue other) => (_content, other._content) switch
    {
        (string a, string b) => string.Equals(a, b, StringComparison.Ordinal),
        (string[] a, string[] b) => a.AsSpan().SequenceEqual(b),
        var (a, b) => ReferenceEquals(a, b),
    };

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is FieldValue other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => _content switch
    {
        string one => string.GetHashCode(one, StringComparison.Ordinal),
        string[] many => string.GetHashCode(many[0], StringComparison.Ordinal) ^ many.Length,
        null => 0,
        _ => RuntimeHelpers.GetHashCode(Nothing),
    };

    /// <summary>The texts joined by ", "; "" when empty or not read.</summary>
    public override string ToString() => string.Join(", ", Values);

    /// <summary>Same as <see cref="Equals(FieldValue)"/>.</summary>
    public static bool operator ==(FieldValue left, FieldValue right) => left.Equals(right);

    /// <summary>Negation of <see cref="Equals(FieldValue)"/>.</summary>
    public static bool operator !=(FieldValue left, FieldValue right) => !left.Equals(right);
}
