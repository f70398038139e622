using System.IO.Enumeration;
using System.Management.Automation;
using UserSync.Core.Connectors;
using UserSync.PowerShell.Sessions;

namespace UserSync.PowerShell.Commands;

/// <summary>What the cmdlets that list fields share.</summary>
public abstract class FieldCommand : ConnectedCommand
{
    /// <summary>Paths of the wanted fields.</summary>
    [Parameter(Position = 0, HelpMessage = "Paths of the wanted fields; * and ? stand for any characters.")]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Path { get; set; } = ["*"];

    internal override void End()
    {
        ProfileSession session = Open();
        (IConnector connector, string name) = EndOf(session);
        foreach (FieldInfo found in session.All(connector.ListFieldsAsync(StopToken)))
        {
            if (Path.Any(p => FileSystemName.MatchesSimpleExpression(p, found.Path)))
                Shell.Output(found with { End = name });
        }
    }

    /// <summary>The end whose fields are listed, and its stable key.</summary>
    internal abstract (IConnector Connector, string Name) EndOf(ProfileSession session);
}
