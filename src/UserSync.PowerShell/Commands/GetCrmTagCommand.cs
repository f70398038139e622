using System.IO.Enumeration;
using System.Management.Automation;
using UserSync.Core.Model;
using UserSync.PowerShell.Completion;
using UserSync.PowerShell.Sessions;

namespace UserSync.PowerShell.Commands;

/// <summary>Lists the tags of the CRM.</summary>
[Cmdlet(VerbsCommon.Get, "CrmTag")]
[OutputType(typeof(CrmTag))]
public sealed class GetCrmTagCommand : ConnectedCommand
{
    /// <summary>Names or ids of the wanted tags.</summary>
    [Parameter(Position = 0, HelpMessage = "Names or ids of the wanted tags; * and ? stand for any characters.")]
    [ArgumentCompleter(typeof(TagCompleter))]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = ["*"];

    internal override void End()
    {
        ProfileSession session = Open();
        var all = new List<CrmTag>();
        foreach (CrmTag found in session.All(session.Crm().ListTagsAsync(StopToken)))
        {
            all.Add(found);
            if (Name.Any(p => FileSystemName.MatchesSimpleExpression(p, found.Name) || FileSystemName.MatchesSimpleExpression(p, found.Id)))
                Shell.Output(found);
        }

        session.Remember(new KnownNames { Tags = KnownNames.Of(all) });
    }
}
