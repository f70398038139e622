using System.Management.Automation;
using UserSync.Connectors.Files.Links;

namespace UserSync.PowerShell.Shell;

/// <summary>Lets a switch take the words that files hold: true, false, 1, 0, yes, no and nothing.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class FlagAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        object? plain = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        return plain switch
        {
            null => false,
            string text => LinkColumns.Flag(text) ?? throw new ArgumentTransformationMetadataException($"'{text}' is neither true nor false."),
            _ => plain,
        };
    }
}
