namespace UserSync.Core.Profiles.Loading;

/// <summary>Finds where a token of a JSON text begins; the reader only tells where it ends.</summary>
internal sealed class SourceText(string text)
{
    private readonly string[] _lines = text.Split('\n');

    /// <summary>Column, from 1, of the quoted text that ends at or before a column.</summary>
    public int StartOfText(int line, int end, char quote)
    {
        string content = Line(line);
        int closing = end == 0 ? -1 : content.LastIndexOf(quote, Math.Min(end, content.Length) - 1);
        for (int i = closing - 1; i >= 0; i--)
        {
            if (content[i] == quote && !IsEscaped(content, i))
                return i + 1;
        }

        return Math.Max(end, 1);
    }

    /// <summary>Column, from 1, of the number or word that ends at a column.</summary>
    public int StartOfWord(int line, int end)
    {
        string content = Line(line);
        int start = Math.Min(end, content.Length);
        while (start > 0 && (char.IsAsciiLetterOrDigit(content[start - 1]) || content[start - 1] is '-' or '+' or '.'))
            start--;
        return start + 1;
    }

    private static bool IsEscaped(string content, int quote)
    {
        int slashes = 0;
        while (quote - slashes > 0 && content[quote - slashes - 1] == '\\')
            slashes++;
        return slashes % 2 == 1;
    }

    private string Line(int line) => line >= 1 && line <= _lines.Length ? _lines[line - 1] : "";
}
