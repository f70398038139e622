using System.Management.Automation;
using UserSync.PowerShell.Sessions;

namespace UserSync.PowerShell.Commands;

/// <summary>Talks to the website, the CRM, or both.</summary>
public abstract class ConnectedCommand : ProfileCommand
{
    /// <summary>Account on the website.</summary>
    [Parameter(HelpMessage = "Account on the website, instead of the profile's cms.credential. For a token use the user name 'token'.")]
    [Credential]
    public PSCredential? CmsCredential { get; set; }

    /// <summary>Account in the CRM.</summary>
    [Parameter(HelpMessage = "Account in the CRM, instead of the profile's crm.credential. For a token use the user name 'token'.")]
    [Credential]
    public PSCredential? CrmCredential { get; set; }

    internal override ProfileSession Open(string? itemProfile = null)
    {
        bool isOpen = Session is not null;
        ProfileSession session = base.Open(itemProfile);
        if (!isOpen)
            session.Use(CmsCredential, CrmCredential);
        return session;
    }
}
