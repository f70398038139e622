using System.IO.Enumeration;
using System.Management.Automation;
using UserSync.Core.Model;
using UserSync.PowerShell.Completion;
using UserSync.PowerShell.Sessions;

namespace UserSync.PowerShell.Commands;

/// <summary>Lists the groups or roles of the website.</summary>
[Cmdlet(VerbsCommon.Get, "CmsGroup")]
[OutputType(typeof(CmsGroup))]
public sealed class GetCmsGroupCommand : ConnectedCommand
{
    /// <summary>Names or ids of the wanted groups.</summary>
    [Parameter(Position = 0, HelpMessage = "Names or ids of the wanted groups; * and ? stand for any characters.")]
    [ArgumentCompleter(typeof(GroupCompleter))]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = ["*"];

    internal override void End()
    {
        ProfileSession session = Open();
        var all = new List<CmsGroup>();
        foreach (CmsGroup found in session.All(session.Cms().ListGroupsAsync(StopToken)))
        {
            all.Add(found);
            if (Name.Any(p => FileSystemName.MatchesSimpleExpression(p, found.Name) || FileSystemName.MatchesSimpleExpression(p, found.Id)))
                Shell.Output(found);
        }

        session.Remember(new KnownNames { Groups = KnownNames.Of(all) });
    }
}
