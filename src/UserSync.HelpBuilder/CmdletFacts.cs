using System.Globalization;
using System.Management.Automation;
using System.Reflection;
using System.Runtime.Loader;

namespace UserSync.HelpBuilder;

/// <summary>What the assembly says of one cmdlet.</summary>
/// <param name="Name">Verb-Noun.</param>
/// <param name="Parameters">Its parameters by name.</param>
/// <param name="Outputs">Types that it puts out.</param>
/// <param name="DefaultSet">Its default parameter set; empty for none.</param>
internal sealed record CmdletFacts(string Name, IReadOnlyList<ParameterFacts> Parameters, IReadOnlyList<string> Outputs, string DefaultSet)
{
    private static readonly Dictionary<string, bool> NoSets = [];

    /// <summary>All cmdlets of an assembly by name.</summary>
    public static IReadOnlyList<CmdletFacts> ReadAll(string assembly)
    {
        string folder = Path.GetDirectoryName(assembly)!;
        AssemblyLoadContext.Default.Resolving += (context, name) =>
            Path.Combine(folder, name.Name + ".dll") is var file && File.Exists(file) ? context.LoadFromAssemblyPath(file) : null;
        return [.. AssemblyLoadContext.Default.LoadFromAssemblyPath(assembly).GetTypes()
            .Where(t => !t.IsAbstract && Attributes(t, typeof(CmdletAttribute)).Any())
            .Select(Read).OrderBy(c => c.Name, StringComparer.Ordinal)];
    }

    private static CmdletFacts Read(Type type)
    {
        CustomAttributeData cmdlet = Attributes(type, typeof(CmdletAttribute)).Single();
        List<ParameterFacts> parameters = [.. type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(p => Attributes(p, typeof(ParameterAttribute)).Any()).Select(Read)];
        if (Named(cmdlet, "SupportsShouldProcess", false))
        {
            parameters.Add(new ParameterFacts("Confirm", "SwitchParameter", false, "named", "false", ["cf"], NoSets));
            parameters.Add(new ParameterFacts("WhatIf", "SwitchParameter", false, "named", "false", ["wi"], NoSets));
        }

        return new CmdletFacts(
            $"{cmdlet.ConstructorArguments[0].Value}-{cmdlet.ConstructorArguments[1].Value}", [.. parameters.OrderBy(p => p.Name, StringComparer.Ordinal)],
            [.. Attributes(type, typeof(OutputTypeAttribute)).SelectMany(o => Listed(o)).Select(t => t is Type known ? known.FullName! : $"{t}")],
            Named(cmdlet, "DefaultParameterSetName", ""));
    }

    private static ParameterFacts Read(PropertyInfo property)
    {
        CustomAttributeData[] attributes = [.. Attributes(property, typeof(ParameterAttribute))];
        bool byValue = attributes.Any(a => Named(a, "ValueFromPipeline", false));
        bool byName = attributes.Any(a => Named(a, "ValueFromPipelineByPropertyName", false));
        int position = attributes.Max(a => Named(a, "Position", -1));
        string pipeline = (byValue, byName) switch { (true, true) => "true (ByValue, ByPropertyName)", (true, _) => "true (ByValue)", (_, true) => "true (ByPropertyName)", _ => "false" };
        return new ParameterFacts(
            property.Name, TypeName(property.PropertyType), attributes.All(IsMandatory), position < 0 ? "named" : position.ToString(CultureInfo.InvariantCulture), pipeline,
            [.. Attributes(property, typeof(AliasAttribute)).SelectMany(a => Listed(a)).Select(a => $"{a}")],
            attributes.Where(a => Named(a, "ParameterSetName", "").Length > 0).ToDictionary(a => Named(a, "ParameterSetName", ""), IsMandatory, StringComparer.Ordinal))
        {
            TakesWildcards = Attributes(property, typeof(SupportsWildcardsAttribute)).Any(),
            IsHidden = attributes.Any(a => Named(a, "DontShow", false)),
            ByValue = byValue ? property.PropertyType.FullName : null,
        };
    }

    private static bool IsMandatory(CustomAttributeData parameter) => Named(parameter, "Mandatory", false);

    // As they are written in the assembly: an attribute of the reference assembly, once made, remembers nothing.
    // Those of an overridden property do not count, as they do not for PowerShell.
    private static IEnumerable<CustomAttributeData> Attributes(MemberInfo member, Type attribute) => member.GetCustomAttributesData().Where(a => a.AttributeType == attribute);

    private static T Named<T>(CustomAttributeData attribute, string name, T otherwise)
        => attribute.NamedArguments.Where(a => a.MemberName == name).Select(a => (T)a.TypedValue.Value!).FirstOrDefault(otherwise);

    private static IEnumerable<object?> Listed(CustomAttributeData attribute)
        => attribute.ConstructorArguments[0].Value is IReadOnlyCollection<CustomAttributeTypedArgument> list ? list.Select(a => a.Value) : [attribute.ConstructorArguments[0].Value];

    private static string TypeName(Type type)
    {
        if (Nullable.GetUnderlyingType(type) is { } inner)
            return TypeName(inner);
        return type.IsArray ? TypeName(type.GetElementType()!) + "[]" : type.Name;
    }
}
