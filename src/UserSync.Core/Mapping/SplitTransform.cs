using System.Globalization;
using UserSync.Core.Model;

namespace UserSync.Core.Mapping;

/// <summary>Takes one part of a text, or makes several values of it. A part that is not there is empty.</summary>
/// <param name="Separator">What stands between the parts; null or "" for any white space.</param>
/// <param name="Part">Which part.</param>
/// <param name="Index">For <see cref="SplitPart.Index"/>: the part's number from 0.</param>
public sealed record SplitTransform(string? Separator, SplitPart Part, int Index = 0) : FieldTransform
{
    /// <inheritdoc/>
    public override string Signature =>
        TransformSignature.Of("split", Separator ?? "", Part == SplitPart.Index ? Index.ToString(CultureInfo.InvariantCulture) : Part.ToString());

    /// <inheritdoc/>
    public override bool IsOwnInverse => false;

    /// <inheritdoc/>
    public override FieldTransform? Inverse => Part == SplitPart.All && !string.IsNullOrEmpty(Separator) ? new JoinTransform(Separator) : null;

    /// <inheritdoc/>
    public override FieldValue Apply(FieldValue value, Func<string, FieldValue> record) => FieldValue.Of(value.Values.SelectMany(Parts));

    private IEnumerable<string> Parts(string text)
    {
        const StringSplitOptions Clean = StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries;
        string trimmed = text.Trim();
        bool bySpace = string.IsNullOrWhiteSpace(Separator);
        string[] Split(int most) => bySpace
            ? trimmed.Split(default(char[]), most, Clean)
            : trimmed.Split(Separator, most, Clean);

        switch (Part)
        {
            case SplitPart.First: return Split(int.MaxValue).Take(1);
            case SplitPart.Last: return Split(int.MaxValue).TakeLast(1);
            case SplitPart.Rest: return Split(2).Skip(1);
            case SplitPart.Index: return Split(int.MaxValue).Skip(Index).Take(1);
            default: return Split(int.MaxValue);
        }
    }
}
