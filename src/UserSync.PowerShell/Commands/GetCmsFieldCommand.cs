using System.Management.Automation;
using UserSync.Core.Connectors;
using UserSync.PowerShell.Sessions;

namespace UserSync.PowerShell.Commands;

/// <summary>Lists the fields of users that a profile can map.</summary>
[Cmdlet(VerbsCommon.Get, "CmsField")]
[OutputType(typeof(FieldInfo))]
public sealed class GetCmsFieldCommand : FieldCommand
{
    internal override (IConnector Connector, string Name) EndOf(ProfileSession session) => (session.Cms(), session.Site);
}
