using System.IO.Enumeration;
using System.Management.Automation;
using UserSync.Core.Connectors;
using UserSync.PowerShell.Sessions;

namespace UserSync.PowerShell.Commands;

/// <summary>Lists the fields of users that a profile can map.</summary>
[Cmdlet(VerbsCommon.Get, "CmsField")]
[OutputType(typeof(FieldInfo))]
public sealed class GetCmsFieldCommand : ConnectedCommand
{
    /// <summary>Paths of the wanted fields.</summary>
    [Parameter(Position = 0, HelpMessage = "Paths of the wanted fields; * and ? stand for any characters.")]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Path { get; set; } = ["*"];

    internal override void End()
    {
        ProfileSession session = Open();
        foreach (FieldInfo found in session.All(session.Cms().ListFieldsAsync(StopToken)))
        {
            if (Path.Any(p => FileSystemName.MatchesSimpleExpression(p, found.Path)))
                Shell.Output(found with { End = session.Site });
        }
    }
}
