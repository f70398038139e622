using UserSync.Core.Model;

namespace UserSync.Core.Mapping;

/// <summary>
/// Replaces values by a table, compared exactly. The row <c>*</c> takes every other value, the row <c>""</c> an empty one;
/// a result of "" is empty. Without <c>*</c> a value that is not in the table is an error of that item.
/// </summary>
/// <param name="Rows">Results by value.</param>
public sealed record ValueTableTransform(IReadOnlyDictionary<string, string> Rows) : FieldTransform
{
    /// <summary>The row for every other value.</summary>
    public const string AnyOther = "*";

    /// <inheritdoc/>
    public override string Signature => TransformSignature.Of("map", Rows.OrderBy(r => r.Key, StringComparer.Ordinal).SelectMany(r => new[] { r.Key, r.Value }));

    /// <inheritdoc/>
    public override bool IsOwnInverse => Rows.All(r => string.Equals(r.Key, r.Value, StringComparison.Ordinal));

    /// <inheritdoc/>
    public override bool AcceptsEmpty => Rows.ContainsKey("");

    /// <inheritdoc/>
    public override FieldTransform? Inverse
    {
        get
        {
            if (IsOwnInverse)
                return this;
            bool oneToOne = !Rows.ContainsKey(AnyOther)
                && !Rows.Values.Contains(AnyOther, StringComparer.Ordinal)
                && Rows.Values.Distinct(StringComparer.Ordinal).Count() == Rows.Count;
            return oneToOne ? new ValueTableTransform(Rows.ToDictionary(r => r.Value, r => r.Key, StringComparer.Ordinal)) : null;
        }
    }

    /// <inheritdoc/>
    public override FieldValue Apply(FieldValue value, Func<string, FieldValue> record) =>
        value.IsEmpty ? FieldValue.Of(Rows[""]) : FieldValue.Of(value.Values.Select(Row));

    private string Row(string text) =>
        Rows.TryGetValue(text, out string? result) || Rows.TryGetValue(AnyOther, out result)
            ? result
            : throw new TransformException($"'{text}' is not in the value table; add a row for it, or a row \"*\" for every other value.");
}
