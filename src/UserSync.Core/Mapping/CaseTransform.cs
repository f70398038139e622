using System.Text;

namespace UserSync.Core.Mapping;

/// <summary>Writes letters small, capital, or as in a name. Independent of the machine's language.</summary>
/// <param name="Case">How letters are written.</param>
public sealed record CaseTransform(LetterCase Case) : TextTransform
{
    /// <inheritdoc/>
    public override string Signature => Case switch { LetterCase.Lower => "lower", LetterCase.Upper => "upper", _ => "title" };

    /// <inheritdoc/>
    public override bool IsOwnInverse => true;

    /// <inheritdoc/>
    protected override string Apply(string text) => Case switch
    {
        LetterCase.Lower => text.ToLowerInvariant(),
        LetterCase.Upper => text.ToUpperInvariant(),
        _ => Title(text),
    };

    private static string Title(string text)
    {
        var result = new StringBuilder(text.Length);
        int start = 0;
        for (int i = 0; i <= text.Length; i++)
        {
            if (i < text.Length && !IsBoundary(text[i]))
                continue;
            AppendWord(result, text.AsSpan(start, i - start));
            if (i < text.Length)
                result.Append(text[i]);
            start = i + 1;
        }

        return result.ToString();
    }

    private static bool IsBoundary(char c) => char.IsWhiteSpace(c) || c is '-' or '\u2010' or '.' or '/';

    private static void AppendWord(StringBuilder result, ReadOnlySpan<char> word)
    {
        if (word.IsEmpty || IsMixed(word))
        {
            result.Append(word);
            return;
        }

        bool capital = true;
        for (int i = 0; i < word.Length; i++)
        {
            result.Append(capital ? char.ToUpperInvariant(word[i]) : char.ToLowerInvariant(word[i]));

            // O'Brien and d'Angelo, but the 's of a possessive stays small.
            capital = word[i] is '\'' or '\u2019' && word.Length - i > 2;
        }
    }

    private static bool IsMixed(ReadOnlySpan<char> word)
    {
        bool lower = false;
        bool laterUpper = false;
        for (int i = 0; i < word.Length; i++)
        {
            lower |= char.IsLower(word[i]);
            laterUpper |= i > 0 && char.IsUpper(word[i]);
        }

        return lower && laterUpper;
    }
}
