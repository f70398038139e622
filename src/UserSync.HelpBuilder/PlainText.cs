using System.Text;
using Markdig.Extensions.Tables;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace UserSync.HelpBuilder;

/// <summary>Markdown as the plain text that a console shows.</summary>
internal static class PlainText
{
    /// <summary>The text of a block.</summary>
    public static string Of(MarkdownObject block)
    {
        var text = new StringBuilder();
        Append(text, block, "");
        return text.ToString().Trim();
    }

    private static void Append(StringBuilder text, MarkdownObject block, string indent)
    {
        switch (block)
        {
            case CodeBlock code:
                foreach (string line in code.Lines.ToString().TrimEnd().Split('\n'))
                    text.Append(indent).Append("    ").Append(line.TrimEnd()).Append('\n');
                break;
            case ListBlock list:
                foreach (ListItemBlock item in list.OfType<ListItemBlock>())
                {
                    string body = string.Join("\n", item.Select(Of));
                    text.Append(indent).Append("* ").Append(body.Replace("\n", "\n" + indent + "  ", StringComparison.Ordinal)).Append('\n');
                }

                break;
            case Table table:
                foreach (TableRow row in table.OfType<TableRow>().Where(r => !r.IsHeader))
                    text.Append(indent).AppendJoin(": ", row.Select(Of)).Append('\n');
                break;
            case LeafBlock { Inline: not null } leaf:
                text.Append(indent);
                Append(text, leaf.Inline);
                text.Append('\n');
                break;
            case ContainerBlock container:
                foreach (Block child in container)
                    Append(text, child, indent);
                break;
            default:
                break;
        }
    }

    private static void Append(StringBuilder text, ContainerInline inlines)
    {
        foreach (Inline inline in inlines)
        {
            switch (inline)
            {
                case LiteralInline literal: text.Append(literal.Content.AsSpan()); break;
                case CodeInline code: text.Append(code.Content); break;
                case LineBreakInline: text.Append(' '); break;
                case HtmlEntityInline entity: text.Append(entity.Transcoded.AsSpan()); break;
                case AutolinkInline link: text.Append(link.Url); break;
                case ContainerInline container: Append(text, container); break;
                default: break;
            }
        }
    }
}
