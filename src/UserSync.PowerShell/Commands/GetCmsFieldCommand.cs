using System.Management.Automation;
using UserSync.Core.Connectors;
using UserSync.PowerShell.Completion;
using UserSync.PowerShell.Sessions;

namespace UserSync.PowerShell.Commands;

/// <summary>Lists the fields of users that a profile can map.</summary>
[Cmdlet(VerbsCommon.Get, "CmsField")]
[OutputType(typeof(FieldInfo))]
public sealed class GetCmsFieldCommand : FieldCommand
{
    /// <summary>Paths of the wanted fields.</summary>
    [Parameter(Position = 0, HelpMessage = "Paths of the wanted fields; * and ? stand for any characters.")]
    [ArgumentCompleter(typeof(UserFieldCompleter))]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Path { get; set; } = ["*"];

    internal override string[] Wanted => Path;

    internal override (IConnector Connector, string Name) EndOf(ProfileSession session) => (session.Cms(), session.Site);

    internal override KnownNames Known(IReadOnlyList<KnownName>? fields) => new() { UserFields = fields };
}
