using System.Management.Automation;
using System.Net;

namespace UserSync.PowerShell.Shell;

/// <summary>A PowerShell credential as the text that connectors take.</summary>
internal static class CredentialText
{
    /// <summary>A credential cannot be made without a user name: under this one the password is a token.</summary>
    public const string TokenUser = "token";

    public static string Of(PSCredential credential)
    {
        string password = new NetworkCredential("", credential.Password).Password;
        return string.IsNullOrEmpty(credential.UserName) || credential.UserName == TokenUser ? password : $"{credential.UserName}:{password}";
    }
}
