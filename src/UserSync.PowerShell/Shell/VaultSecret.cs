using System.Management.Automation;
using System.Net;
using System.Security;
using UserSync.Core.Errors;

namespace UserSync.PowerShell.Shell;

/// <summary>Reads a secret through SecretManagement, which the user may or may not have installed.</summary>
internal static class VaultSecret
{
    /// <summary>The secret as text; an account with a password as <c>user:password</c>.</summary>
    public static string Read(PSCmdlet cmdlet, string vault, string name)
    {
        if (cmdlet.InvokeCommand.GetCommand("Get-Secret", CommandTypes.Cmdlet | CommandTypes.Function | CommandTypes.Alias) is null)
            throw Unavailable(vault, name, "SecretManagement is not installed.", "Run: Install-PSResource Microsoft.PowerShell.SecretManagement; or use env: or file: in the profile.");
        object? value;
        try
        {
            value = cmdlet.InvokeCommand
                .InvokeScript(useLocalScope: true, ScriptBlock.Create("Get-Secret -Vault $args[0] -Name $args[1] -ErrorAction Stop"), input: null, vault, name)
                .FirstOrDefault()?.BaseObject;
        }
        catch (RuntimeException failure) when (failure is not PipelineStoppedException)
        {
            throw Unavailable(vault, name, failure.Message, "Check with Get-SecretInfo that it is there, and unlock the vault.", failure);
        }

        return value switch
        {
            string text => text,
            SecureString secure => new NetworkCredential("", secure).Password,
            PSCredential credential => CredentialText.Of(credential),
            null => throw Unavailable(vault, name, "the vault has no such entry.", "Check the name with Get-SecretInfo."),
            _ => throw Unavailable(vault, name, "it is neither text nor a credential.", "Store it as a string or as a PSCredential."),
        };
    }

    private static UserSyncException Unavailable(string vault, string name, string why, string remedy, Exception? inner = null)
        => new(new SyncError(ErrorIds.SecretUnavailable, $"secret:{vault}/{name} cannot be read: {why}") { Item = $"secret:{vault}/{name}", Remedy = remedy }, inner);
}
