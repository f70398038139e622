using System.Management.Automation;

namespace UserSync.PowerShell.Shell;

/// <summary>
/// Lets only objects of the named type bind by value. PowerShell would make one out of any object whose properties fit, and a
/// stranger's e-mail would then pass for one that was read from the site.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class OursOnlyAttribute : ArgumentTransformationAttribute
{
    /// <summary>Names the type.</summary>
    public OursOnlyAttribute(Type type) => Type = type;

    /// <summary>The type that may bind.</summary>
    public Type Type { get; }

    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        // Not an error: the object may still name its ids by its properties.
        object? plain = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        return Type.IsInstanceOfType(plain) ? plain : null;
    }
}
