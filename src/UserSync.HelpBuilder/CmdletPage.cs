using Markdig;
using Markdig.Syntax;

namespace UserSync.HelpBuilder;

/// <summary>
/// A page of docs/cmdlets: <c># Name</c>, then the sections Synopsis, Description, Parameters (a <c>###</c> heading each), Examples
/// (a <c>###</c> heading, a code block, words), Outputs, Errors, Links.
/// </summary>
internal sealed class CmdletPage
{
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder().UsePipeTables().Build();
    private readonly Dictionary<string, string> _sections = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>One sentence.</summary>
    public string Synopsis => Section("Synopsis");

    /// <summary>What it does and when to use it.</summary>
    public string Description => Section("Description");

    /// <summary>What it puts out.</summary>
    public string Outputs => Section("Outputs");

    /// <summary>Ids of the errors that can come, each with its cause.</summary>
    public string Errors => Section("Errors");

    /// <summary>Names of related cmdlets and topics.</summary>
    public List<string> Links { get; } = [];

    /// <summary>Text of each parameter.</summary>
    public Dictionary<string, string> Parameters { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The examples.</summary>
    public List<PageExample> Examples { get; } = [];

    /// <summary>Reads a page.</summary>
    public static CmdletPage Read(string markdown)
    {
        var page = new CmdletPage();
        string section = "";
        string? heading = null;
        string code = "";
        var words = new List<string>();
        void Close()
        {
            string text = string.Join("\n\n", words).Trim();
            if (heading is not null && section.Equals("Parameters", StringComparison.OrdinalIgnoreCase))
                page.Parameters[heading.TrimStart('-')] = text;
            else if (heading is not null && section.Equals("Examples", StringComparison.OrdinalIgnoreCase))
                page.Examples.Add(new PageExample(heading, code, text));
            else if (section.Length > 0)
                page._sections[section] = text;
            words.Clear();
            code = "";
            heading = null;
        }

        foreach (Block block in Markdown.Parse(markdown, Pipeline))
        {
            switch (block)
            {
                case HeadingBlock { Level: 1 }:
                    break;
                case HeadingBlock { Level: 2 } title:
                    Close();
                    section = PlainText.Of(title);
                    break;
                case HeadingBlock title:
                    Close();
                    heading = PlainText.Of(title);
                    break;
                case FencedCodeBlock block2 when section.Equals("Examples", StringComparison.OrdinalIgnoreCase) && code.Length == 0:
                    code = block2.Lines.ToString().TrimEnd();
                    break;
                case ListBlock list when section.Equals("Links", StringComparison.OrdinalIgnoreCase):
                    page.Links.AddRange(list.Select(PlainText.Of));
                    break;
                default:
                    words.Add(PlainText.Of(block));
                    break;
            }
        }

        Close();
        return page;
    }

    /// <summary>What is missing, measured against the cmdlet itself.</summary>
    public IEnumerable<string> Problems(CmdletFacts facts)
    {
        foreach (string section in (string[])["Synopsis", "Description", "Outputs", "Errors"])
        {
            if (Section(section).Length == 0)
                yield return $"section {section} is missing or empty";
        }

        foreach (ParameterFacts parameter in facts.Parameters)
        {
            if (!Parameters.TryGetValue(parameter.Name, out string? text) || text.Length == 0)
                yield return $"parameter -{parameter.Name} has no text";
        }

        foreach (string name in Parameters.Keys.Where(n => facts.Parameters.All(p => !p.Name.Equals(n, StringComparison.OrdinalIgnoreCase))))
            yield return $"the cmdlet has no parameter -{name}";
        if (Examples.Count(e => e.Code.Length > 0) < 3)
            yield return "three examples with code are wanted";
        if (Links.Count == 0)
            yield return "section Links is missing or empty";
    }

    private string Section(string name) => _sections.GetValueOrDefault(name, "");
}
