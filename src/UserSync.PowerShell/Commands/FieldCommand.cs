using System.IO.Enumeration;
using UserSync.Core.Connectors;
using UserSync.PowerShell.Completion;
using UserSync.PowerShell.Sessions;

namespace UserSync.PowerShell.Commands;

/// <summary>What the cmdlets that list fields share.</summary>
public abstract class FieldCommand : ConnectedCommand
{
    internal abstract string[] Wanted { get; }

    internal override void End()
    {
        ProfileSession session = Open();
        (IConnector connector, string name) = EndOf(session);
        var all = new List<FieldInfo>();
        foreach (FieldInfo found in session.All(connector.ListFieldsAsync(StopToken)))
        {
            all.Add(found);
            if (Wanted.Any(p => FileSystemName.MatchesSimpleExpression(p, found.Path)))
                Shell.Output(found with { End = name });
        }

        session.Remember(Known(KnownNames.Of(all)));
    }

    /// <summary>The end whose fields are listed, and its stable key.</summary>
    internal abstract (IConnector Connector, string Name) EndOf(ProfileSession session);

    /// <summary>Names the fields as those of this end.</summary>
    internal abstract KnownNames Known(IReadOnlyList<KnownName>? fields);
}
