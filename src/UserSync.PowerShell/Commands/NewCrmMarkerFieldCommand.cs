using System.Management.Automation;
using UserSync.Core.Connectors;
using UserSync.Core.Errors;
using UserSync.Core.Model;
using UserSync.PowerShell.Sessions;

namespace UserSync.PowerShell.Commands;

/// <summary>Makes the field of contacts by which UserSync recognises those that it made, in a CRM that needs one.</summary>
[Cmdlet(VerbsCommon.New, "CrmMarkerField", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(FieldInfo))]
public sealed class NewCrmMarkerFieldCommand : ConnectedCommand
{
    /// <summary>What people see.</summary>
    [Parameter(Position = 0, HelpMessage = "Name of the field as people see it. Default: CMS user id, or CMS profile.")]
    [ValidateNotNullOrEmpty]
    public string? Name { get; set; }

    /// <summary>Makes a field for the address of the user's page instead.</summary>
    [Parameter(HelpMessage = "Makes a field for the address of the user's page in the CMS, for contacts.profileLinkField, instead of one for the user's id.")]
    public SwitchParameter ProfileLink { get; set; }

    internal override void End()
    {
        ProfileSession session = Open();
        MarkerFieldKind kind = ProfileLink ? MarkerFieldKind.ProfileLink : MarkerFieldKind.UserId;
        string name = Name ?? (ProfileLink ? "CMS profile" : "CMS user id");
        if (session.Crm() is not IMarkerFieldMaker maker)
        {
            throw new UserSyncException(new SyncError(ErrorIds.ProfileInvalid, $"A CRM of kind {session.Profile.Crm.Kind} needs no such field.")
            {
                Side = Side.Crm,
                Item = "crm.kind",
                Remedy = "Leave contacts.marker out of the profile.",
            });
        }

        if (Shell.ShouldProcess($"account {session.Account}", $"make the field \"{name}\" of contacts"))
            Shell.Output(session.Take(() => maker.MakeMarkerFieldAsync(kind, name, StopToken)));
    }
}
