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
            facts.Parameters.Where(p => !p.IsHidden && (p.Sets.Count == 0 || p.Sets.ContainsKey(set)))
                .OrderBy(p => p.Position, StringComparer.Ordinal).ThenByDescending(p => p.IsRequiredIn(set))
                .Select(p => Parameter(p, page, p.IsRequiredIn(set)))))),
        new XElement(Command + "parameters", facts.Parameters.Select(p => Parameter(p, page, p.Required))),
        new XElement(Command + "inputTypes", Inputs(facts).Select(i => new XElement(Command + "inputType",
            new XElement(Dev + "type", new XElement(Maml + "name", i.Type)),
            Paragraphs(Maml + "description", i.Text)))),
        new XElement(Command + "returnValues", new XElement(Command + "returnValue",
            new XElement(Dev + "type", new XElement(Maml + "name", string.Join(", ", facts.Outputs))),
            Paragraphs(Maml + "description", page.Outputs))),
        new XElement(Maml + "alertSet", Paragraphs(Maml + "alert", page.Errors)),
        new XElement(Command + "examples", page.Examples.Select((e, n) => new XElement(Command + "example",
            new XElement(Maml + "title", FormattableString.Invariant($"Example {n + 1}: {e.Title}")),
            new XElement(Dev + "code", e.Code),
            Paragraphs(Dev + "remarks", e.Remarks)))),
        new XElement(Maml + "relatedLinks", page.Links.Select(l => new XElement(Maml + "navigationLink", new XElement(Maml + "linkText", l), new XElement(Maml + "uri")))));

    private static IEnumerable<string> Sets(CmdletFacts facts)
        => facts.Parameters.SelectMany(p => p.Sets.Keys).Distinct(StringComparer.Ordinal).OrderByDescending(s => s == facts.DefaultSet).DefaultIfEmpty("");

    private static IEnumerable<(string Type, string Text)> Inputs(CmdletFacts facts)
    {
        foreach (ParameterFacts parameter in facts.Parameters.Where(p => p.ByValue is not null))
            yield return (parameter.ByValue!, $"Bound to -{parameter.Name}.");
        string[] named = [.. facts.Parameters.Where(p => p.Pipeline.Contains("PropertyName", StringComparison.Ordinal) && !p.IsHidden).Select(p => p.Name)];
        if (named.Length > 0)
            yield return ("System.Management.Automation.PSObject", $"Objects with properties of these names: {string.Join(", ", named)}.");
    }

    private static XElement Parameter(ParameterFacts parameter, CmdletPage page, bool required) => new(
        Command + "parameter",
        new XAttribute("required", required), new XAttribute("globbing", parameter.TakesWildcards), new XAttribute("pipelineInput", parameter.Pipeline),
        new XAttribute("position", parameter.Position), new XAttribute("aliases", parameter.Aliases.Count == 0 ? "none" : string.Join(", ", parameter.Aliases)),
        new XElement(Maml + "name", parameter.Name),
        Paragraphs(Maml + "description", page.Parameters.GetValueOrDefault(parameter.Name, "")),
        parameter.IsSwitch ? null : new XElement(Command + "parameterValue", new XAttribute("required", value: true), parameter.Type),
        new XElement(Dev + "type", new XElement(Maml + "name", parameter.Type)));

    private static XElement Paragraphs(XName name, string text)
        => new(name, text.Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Select(p => new XElement(Maml + "para", p)));
}
