using System.Management.Automation;
using UserSync.Core.Connectors;
using UserSync.PowerShell.Sessions;

namespace UserSync.PowerShell.Commands;

/// <summary>Lists the fields of contacts that a profile can map.</summary>
[Cmdlet(VerbsCommon.Get, "CrmField")]
[OutputType(typeof(FieldInfo))]
public sealed class GetCrmFieldCommand : FieldCommand
{
    internal override (IConnector Connector, string Name) EndOf(ProfileSession session) => (session.Crm(), session.Account);
}
