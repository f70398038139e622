using System.Text;
using Markdig;
using Markdig.Syntax;

namespace UserSync.HelpBuilder;

/// <summary>An about topic as the text file that Get-Help shows: headings in capitals, text below them indented.</summary>
internal static class AboutTopic
{
    private const int Width = 76;

    /// <summary>Turns a page of docs/about into text.</summary>
    public static string ToText(string markdown)
    {
        var text = new StringBuilder();
        foreach (Block block in Markdown.Parse(markdown))
        {
            if (block is HeadingBlock heading)
            {
                text.Append('\n').Append(heading.Level == 1 ? "TOPIC\n    " + PlainText.Of(heading) : PlainText.Of(heading).ToUpperInvariant()).Append('\n');
                continue;
            }

            bool verbatim = block is CodeBlock;
            foreach (string line in PlainText.Of(block).Split('\n'))
                Append(text, line, verbatim);
            text.Append('\n');
        }

        return text.ToString().TrimStart('\n');
    }

    private static void Append(StringBuilder text, string line, bool verbatim)
    {
        const string Indent = "    ";
        if (verbatim || line.Length <= Width - Indent.Length)
        {
            text.Append(verbatim ? Indent + Indent : Indent).Append(verbatim ? line.TrimStart() : line).Append('\n');
            return;
        }

        string hang = line.StartsWith("* ", StringComparison.Ordinal) ? Indent + "  " : Indent;
        var current = new StringBuilder(Indent);
        foreach (string word in line.Split(' '))
        {
            if (current.Length + word.Length > Width && current.ToString().Trim().Length > 0)
            {
                text.Append(current.ToString().TrimEnd()).Append('\n');
                current.Clear().Append(hang);
            }

            current.Append(word).Append(' ');
        }

        text.Append(current.ToString().TrimEnd()).Append('\n');
    }
}
