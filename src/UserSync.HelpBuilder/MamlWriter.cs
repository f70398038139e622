using System.Xml.Linq;

namespace UserSync.HelpBuilder;

/// <summary>Writes the pages as MAML, the format that Get-Help reads beside a compiled module.</summary>
internal static class MamlWriter
{
    private static readonly XNamespace Msh = "http://msh";
    private static readonly XNamespace Maml = "http://schemas.microsoft.com/maml/2004/10";
    private static readonly XNamespace Command = "http://schemas.microsoft.com/maml/dev/command/2004/10";
    private static readonly XNamespace Dev = "http://schemas.microsoft.com/maml/dev/2004/10";

    /// <summary>Writes one file for all cmdlets of an assembly.</summary>
    public static void Write(string file, IEnumerable<(CmdletFacts Facts, CmdletPage Page)> pages)
        => new XDocument(new XElement(Msh + "helpItems", new XAttribute("schema", "maml"), pages.Select(p => Of(p.Facts, p.Page)))).Save(file);

    private static XElement Of(CmdletFacts facts, CmdletPage page) => new(
        Command + "command",
        new XAttribute(XNamespace.Xmlns + "maml", Maml), new XAttribute(XNamespace.Xmlns + "command", Command), new XAttribute(XNamespace.Xmlns + "dev", Dev),
        new XElement(Command + "details",
            new XElement(Command + "name", facts.Name),
            new XElement(Command + "verb", facts.Name.Split('-')[0]),
            new XElement(Command + "noun", facts.Name.Split('-')[1]),
            Paragraphs(Maml + "description", page.Synopsis)),
        Paragraphs(Maml + "description", page.Description),
        new XElement(Command + "syntax", Sets(facts).Select(set => new XElement(Command + "syntaxItem",
            new XElement(Maml + "name", facts.Name),
            set.OrderBy(p => p.Position, StringComparer.Ordinal).Select(p => Parameter(p, page))))),
        new XElement(Command + "parameters", facts.Parameters.Select(p => Parameter(p, page))),
        new XElement(Command + "returnValues", new XElement(Command + "returnValue",
            new XElement(Dev + "type", new XElement(Maml + "name", string.Join(", ", facts.Outputs))),
            Paragraphs(Maml + "description", page.Outputs))),
        new XElement(Command + "examples", page.Examples.Select((e, n) => new XElement(Command + "example",
            new XElement(Maml + "title", FormattableString.Invariant($"Example {n + 1}: {e.Title}")),
            new XElement(Dev + "code", e.Code),
            Paragraphs(Dev + "remarks", e.Remarks)))));

    private static IEnumerable<IEnumerable<ParameterFacts>> Sets(CmdletFacts facts)
    {
        string[] names = [.. facts.Parameters.SelectMany(p => p.Sets).Distinct(StringComparer.Ordinal)];
        return names.Length == 0 ? [facts.Parameters] : names.Select(n => facts.Parameters.Where(p => p.Sets.Count == 0 || p.Sets.Contains(n, StringComparer.Ordinal)));
    }

    private static XElement Parameter(ParameterFacts parameter, CmdletPage page) => new(
        Command + "parameter",
        new XAttribute("required", parameter.Required), new XAttribute("globbing", value: false), new XAttribute("pipelineInput", parameter.Pipeline),
        new XAttribute("position", parameter.Position), new XAttribute("aliases", parameter.Aliases.Count == 0 ? "none" : string.Join(", ", parameter.Aliases)),
        new XElement(Maml + "name", parameter.Name),
        Paragraphs(Maml + "description", page.Parameters.GetValueOrDefault(parameter.Name, "")),
        parameter.IsSwitch ? null : new XElement(Command + "parameterValue", new XAttribute("required", value: true), parameter.Type),
        new XElement(Dev + "type", new XElement(Maml + "name", parameter.Type)));

    private static XElement Paragraphs(XName name, string text)
        => new(name, text.Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Select(p => new XElement(Maml + "para", p)));
}
