using System.CommandLine;
using UserSync.Cli.Output;
using UserSync.Core.Connectors;
using UserSync.Core.Execution;
using UserSync.Core.Profiles;

namespace UserSync.Cli.Commands;

/// <summary><c>usersync profile fields</c>: the paths that can be mapped, of both sides.</summary>
internal static class ProfileFieldsCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(CommandFrame frame)
    {
        var command = new Command("fields", "Lists the fields of both sides by the paths that a profile uses.");
        frame.Act(command, ListAsync);
        return command;
    }

    private static async Task<RunEnd> ListAsync(Session session)
    {
        SyncProfile profile = session.LoadProfile();
        await using ICmsConnector cms = session.Opener.OpenCms(profile);
        await using ICrmConnector crm = session.Opener.OpenCrm(profile);
        using var rows = new Listing(session.Out, "path", "side", "label", "type", "writable");
        if (session.IsJson)
            session.Json.BeginList("fields");
        foreach (IConnector end in (IConnector[])[cms, crm])
        {
            await foreach (FieldInfo field in end.ListFieldsAsync(session.Stop))
            {
                if (session.IsJson)
                    session.Json.Item(new { end.Side, field.Path, field.Label, field.Type, field.Writable, field.Choices });
                else
                    rows.Add(field.Path, end.Side == Core.Model.Side.Cms ? "CMS" : "CRM", field.Label, field.Type, field.Writable ? "yes" : "no");
            }
        }

        return RunEnd.Done;
    }
}
