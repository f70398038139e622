using System.Globalization;
using System.Management.Automation;
using System.Reflection;
using System.Runtime.Loader;

namespace UserSync.HelpBuilder;

/// <summary>What the assembly says of one cmdlet.</summary>
/// <param name="Name">Verb-Noun.</param>
/// <param name="Parameters">Its parameters by name.</param>
/// <param name="Outputs">Types that it puts out.</param>
internal sealed record CmdletFacts(string Name, IReadOnlyList<ParameterFacts> Parameters, IReadOnlyList<string> Outputs)
{
    private static readonly Dictionary<string, bool> NoSets = [];

    /// <summary>All cmdlets of an assembly by name.</summary>
    public static IReadOnlyList<CmdletFacts> ReadAll(string assembly)
    {
        string folder = Path.GetDirectoryName(assembly)!;
        AssemblyLoadContext.Default.Resolving += (context, name) =>
            Path.Combine(folder, name.Name + ".dll") is var file && File.Exists(file) ? context.LoadFromAssemblyPath(file) : null;
        return [.. AssemblyLoadContext.Default.LoadFromAssemblyPath(assembly).GetTypes()
            .Where(t => !t.IsAbstract && t.GetCustomAttribute<CmdletAttribute>() is not null)
            .Select(Read).OrderBy(c => c.Name, StringComparer.Ordinal)];
    }

    private static CmdletFacts Read(Type type)
    {
        CmdletAttribute cmdlet = type.GetCustomAttribute<CmdletAttribute>()!;
        List<ParameterFacts> parameters = [.. type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(p => p.GetCustomAttributes<ParameterAttribute>().Any()).Select(Read)];
        if (cmdlet.SupportsShouldProcess)
        {
            parameters.Add(new ParameterFacts("Confirm", "SwitchParameter", false, "named", "false", ["cf"], NoSets));
            parameters.Add(new ParameterFacts("WhatIf", "SwitchParameter", false, "named", "false", ["wi"], NoSets));
        }

        return new CmdletFacts(
            $"{cmdlet.VerbName}-{cmdlet.NounName}", [.. parameters.OrderBy(p => p.Name, StringComparer.Ordinal)],
            [.. type.GetCustomAttributes<OutputTypeAttribute>().SelectMany(o => o.Type).Select(t => t.Type?.FullName ?? t.Name)]);
    }

    private static ParameterFacts Read(PropertyInfo property)
    {
        // As PowerShell reads them: what a property overrides has no say.
        ParameterAttribute[] attributes = [.. property.GetCustomAttributes<ParameterAttribute>(inherit: false)];
        bool byValue = attributes.Any(a => a.ValueFromPipeline);
        bool byName = attributes.Any(a => a.ValueFromPipelineByPropertyName);
        ParameterAttribute? placed = attributes.FirstOrDefault(a => a.Position >= 0);
        string pipeline = (byValue, byName) switch { (true, true) => "true (ByValue, ByPropertyName)", (true, _) => "true (ByValue)", (_, true) => "true (ByPropertyName)", _ => "false" };
        return new ParameterFacts(
            property.Name, TypeName(property.PropertyType), attributes.All(a => a.Mandatory), placed?.Position.ToString(CultureInfo.InvariantCulture) ?? "named", pipeline,
            [.. property.GetCustomAttributes<AliasAttribute>(inherit: false).SelectMany(a => a.AliasNames)],
            attributes.Where(a => a.ParameterSetName != ParameterAttribute.AllParameterSets).ToDictionary(a => a.ParameterSetName, a => a.Mandatory, StringComparer.Ordinal))
        {
            IsHidden = attributes.Any(a => a.DontShow),
            ByValue = byValue ? property.PropertyType.FullName : null,
        };
    }

    private static string TypeName(Type type)
    {
        if (Nullable.GetUnderlyingType(type) is { } inner)
            return TypeName(inner);
        return type.IsArray ? TypeName(type.GetElementType()!) + "[]" : type.Name;
    }
}
