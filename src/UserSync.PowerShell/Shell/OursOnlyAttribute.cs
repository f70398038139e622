using System.Management.Automation;
using UserSync.Core.Execution;
using UserSync.Core.Model;

namespace UserSync.PowerShell.Shell;

/// <summary>
/// Lets only objects of the named type bind by value. PowerShell would make one out of any object whose properties fit, and a
/// stranger's e-mail would then pass for one that was read from the site.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class OursOnlyAttribute : ArgumentTransformationAttribute
{
    // Binder and cmdlet run on one thread, one after the other; the attribute itself is shared by all of them.
    [ThreadStatic]
    private static object? s_refused;

    /// <summary>Names the type.</summary>
    public OursOnlyAttribute(Type type) => Type = type;

    /// <summary>The type that may bind.</summary>
    public Type Type { get; }

    /// <summary>The object that was refused last on this thread, if none was let through since; told once.</summary>
    internal static object? TakeRefused()
    {
        object? refused = s_refused;
        s_refused = null;
        return refused;
    }

    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        object? plain = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        s_refused = null;

        // A finding stands for its link, whole: what Test-SyncLink brings can be removed and moved.
        if (plain is LinkFinding finding && Type == typeof(SyncLink))
            return finding.Link;
        if (plain is null || Type.IsInstanceOfType(plain))
            return plain;
        s_refused = inputData;

        // Of all exceptions only this pair lets the binder go on to the object's properties; when none fits either, it says so for this object.
        throw new ArgumentTransformationMetadataException($"A {Type.Name} is expected, not a {plain.GetType().Name}.", new PSInvalidCastException());
    }
}
