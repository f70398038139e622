using System.Management.Automation;
using System.Reflection;
using UserSync.Core.Errors;
using UserSync.PowerShell.Commands;
using UserSync.PowerShell.Shell;
using UserSync.PowerShell.Tests.Support;

namespace UserSync.PowerShell.Tests;

/// <summary>What holds for every cmdlet. The reference assembly keeps nothing of an attribute, so that these read the metadata.</summary>
public sealed class MannersTests
{
    private static IEnumerable<Type> Cmdlets => typeof(UserSyncCommand).Assembly.GetTypes().Where(t => !t.IsAbstract && t.IsSubclassOf(typeof(UserSyncCommand)));

    [Fact]
    public void The_manifest_exports_every_cmdlet_and_nothing_else()
    {
        IEnumerable<string> exported = File.ReadLines(Path.Combine(SourceTree.Root, "UserSync.psd1"))
            .SkipWhile(l => !l.Contains("CmdletsToExport", StringComparison.Ordinal)).Skip(1)
            .Select(l => l.Trim()).TakeWhile(l => l != ")").Select(l => l.Trim('\''));
        Assert.Equal(Cmdlets.Select(NameOf).Order(StringComparer.Ordinal), exported);
    }

    [Fact]
    public void Classes_are_sealed_and_named_after_their_cmdlets()
        => Assert.All(Cmdlets, t => Assert.True(t.IsSealed && t.Name == NameOf(t).Replace("-", "", StringComparison.Ordinal) + "Command", t.Name));

    [Fact]
    public void Every_parameter_has_its_help_message()
    {
        IEnumerable<string> silent = Cmdlets.SelectMany(Parameters).Where(p => p.Attribute.NamedArguments.All(a => a.MemberName != "HelpMessage")).Select(p => $"{p.Property.DeclaringType!.Name}.{p.Property.Name}");
        Assert.Empty(silent.Distinct());
    }

    [Fact]
    public void No_text_binds_by_value()
    {
        Type[] texts = [typeof(string), typeof(string[]), typeof(object), typeof(object[]), typeof(PSObject)];
        Assert.Empty(Cmdlets.SelectMany(Parameters).Where(p => IsSet(p.Attribute, "ValueFromPipeline") && texts.Contains(p.Property.PropertyType)).Select(p => p.Property.Name));
    }

    [Fact]
    public void Exactly_those_that_change_something_ask()
    {
        string[] changing = ["New", "Set", "Remove", "Import", "Export", "Invoke", "Resolve", "Connect", "Undo", "Clear", "Install"];
        Assert.All(Cmdlets, t => Assert.Equal(changing.Contains(NameOf(t).Split('-')[0]), IsSet(CmdletOf(t), "SupportsShouldProcess")));
    }

    [Fact]
    public void Every_error_id_has_a_category_of_its_own_choice()
    {
        foreach (FieldInfo id in typeof(ErrorIds).GetFields())
            Assert.NotEqual(ErrorCategory.NotSpecified, ErrorCategories.Of(new SyncError((string)id.GetValue(null)!, "x")));
        Assert.Equal(ErrorCategory.ResourceBusy, ErrorCategories.Of(new SyncError(ErrorIds.LeaseHeld, "x")));
    }

    private static CustomAttributeData CmdletOf(Type type) => type.CustomAttributes.Single(a => a.AttributeType == typeof(CmdletAttribute));

    private static string NameOf(Type type) => string.Join('-', CmdletOf(type).ConstructorArguments.Select(a => (string)a.Value!));

    private static bool IsSet(CustomAttributeData attribute, string name) => attribute.NamedArguments.Any(a => a.MemberName == name && a.TypedValue.Value is true);

    private static IEnumerable<(PropertyInfo Property, CustomAttributeData Attribute)> Parameters(Type type) => type.GetProperties()
        .SelectMany(p => p.CustomAttributes.Where(a => a.AttributeType == typeof(ParameterAttribute)).Select(a => (p, a)));
}
