using System.CommandLine;
using UserSync.Cli.Output;
using UserSync.Core.Connectors;
using UserSync.Core.Errors;
using UserSync.Core.Execution;
using UserSync.Core.Model;
using UserSync.Core.Profiles;

namespace UserSync.Cli.Commands;

/// <summary><c>usersync profile marker</c>: makes the field by which UserSync recognises the contacts that it makes.</summary>
internal static class ProfileMarkerCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(CommandFrame frame)
    {
        var name = new Option<string?>("--name") { Description = "Name of the field as people see it.", HelpName = "text" };
        var link = new Option<bool>("--profile-link") { Description = "Makes a field for the address of the user's page instead of one for the user's id." };
        var command = new Command("marker", "Makes the field in the CRM by which UserSync recognises the contacts that it makes (amoCRM).") { name, link };
        frame.Act(command, async session =>
        {
            SyncProfile profile = session.LoadProfile();
            bool isLink = session.Value(link);
            await using ICrmConnector crm = session.Opener.OpenCrm(profile);
            if (crm is not IMarkerFieldMaker maker)
                throw new UserSyncException(new SyncError(ErrorIds.ProfileInvalid, $"A CRM of kind {profile.Crm.Kind} needs no such field.") { Side = Side.Crm, Item = "crm.kind", Remedy = "Leave contacts.marker out of the profile." });
            FieldInfo field = await maker.MakeMarkerFieldAsync(isLink ? MarkerFieldKind.ProfileLink : MarkerFieldKind.UserId, session.Value(name) ?? (isLink ? "CMS profile" : "CMS user id"), session.Stop);
            if (session.IsJson)
                session.Json.Property("field", new { field.Path, field.Label, field.Type });
            else
                session.Tell($"{field.Path} {field.Label}: write it into the profile as \"contacts\": {{ \"{(isLink ? "profileLinkField" : "marker")}\": \"{field.Path}\" }}.");
            return RunEnd.Done;
        });
        return command;
    }
}
