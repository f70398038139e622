using System.Globalization;
using System.Text;

namespace UserSync.Core.Mapping;

/// <summary>Cuts a text to a number of Unicode characters, never inside what people see as one letter.</summary>
/// <param name="Length">Most characters, at least 1.</param>
public sealed record TruncateTransform(int Length) : TextTransform
{
    /// <inheritdoc/>
    public override string Signature => TransformSignature.Of("truncate", Length.ToString(CultureInfo.InvariantCulture));

    /// <summary>False: on the way back a cut text would replace the whole one.</summary>
    public override bool IsOwnInverse => false;

    /// <inheritdoc/>
    protected override string Apply(string text)
    {
        if (text.Length <= Length)
            return text;
        int end = 0;
        int characters = 0;
        while (end < text.Length)
        {
            ReadOnlySpan<char> letter = text.AsSpan(end, StringInfo.GetNextTextElementLength(text, end));
            foreach (Rune unused in letter.EnumerateRunes())
                characters++;
            if (characters > Length)
                return text[..end].TrimEnd();
            end += letter.Length;
        }

        return text;
    }
}
