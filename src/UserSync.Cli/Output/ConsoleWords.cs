using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;
using UserSync.Core.Errors;

namespace UserSync.Cli.Output;

/// <summary>The core speaks of cmdlets and their parameters; here the same things have other names.</summary>
internal static partial class ConsoleWords
{
    private static readonly Dictionary<string, string> Words = new(StringComparer.Ordinal)
    {
        ["Get-SyncProfile"] = "usersync profile list",
        ["New-SyncProfile"] = "usersync profile new",
        ["Test-SyncProfile"] = "usersync profile test",
        ["Get-SyncPlan"] = "usersync plan",
        ["Invoke-UserContactSync"] = "usersync sync",
        ["Get-SyncLink"] = "usersync links",
        ["New-SyncLink"] = "usersync links add",
        ["Set-SyncLink"] = "usersync links add --move",
        ["Remove-SyncLink"] = "usersync links remove",
        ["Test-SyncLink"] = "usersync links test",
        ["Import-SyncLink"] = "usersync links import",
        ["Export-SyncLink"] = "usersync links export",
        ["Get-SyncConflict"] = "usersync conflicts",
        ["Resolve-SyncConflict -LinkTo"] = "usersync conflicts link",
        ["Resolve-SyncConflict -Restore"] = "usersync conflicts restore",
        ["-Fill"] = "--fill",
        ["-Clear"] = "--clear",
        ["-FromCrm"] = "--from-crm",
        ["-ToCrm"] = "--to-crm",
        ["-Mend"] = "--mend",
        ["-Force"] = "--even-if-unclear",
        ["Resolve-SyncConflict -Ignore"] = "usersync conflicts ignore",
        ["Get-SyncHistory -Summary"] = "usersync history",
        ["Undo-SyncRun"] = "usersync undo",
        ["Clear-SyncHistory"] = "usersync history clear",
        ["Resolve-SyncConflict -Create"] = "usersync conflicts create",
        ["Get-SyncHistory"] = "usersync history",
        ["Get-CmsField"] = "usersync profile fields",
        ["Get-CrmField"] = "usersync profile fields",
        ["Connect-CrmAccount"] = "usersync connect",
        ["New-CrmMarkerField"] = "usersync profile marker",
        ["Get-CmsGroup"] = "Get-CmsGroup (PowerShell module)",
        ["Get-CmsUser"] = "Get-CmsUser (PowerShell module)",
        ["Get-CrmContact"] = "Get-CrmContact (PowerShell module)",
        ["Install-SyncAgent"] = "usersync agent install",
        ["Import-CrmContact"] = "usersync import",
        [" or pass -CmsCredential / -CrmCredential"] = "",
        ["-CmsCredential / -CrmCredential"] = "another profile",
        ["Use -All"] = "Leave it out",
        ["Pipe users, name ids, or use -All"] = "Name ids with --user, or leave it out for all",
        ["-WhatIf"] = "--what-if",
        ["-Rebase"] = "--rebase",
        ["-AcceptIdentity"] = "--accept-identity",
        ["-MaxDeletePercent"] = "--max-delete-percent",
        ["-Incremental"] = "--incremental",
        ["-Since"] = "--since",
        ["-Failed"] = "--failed",
    };

    /// <summary>The text in the words of the console.</summary>
    public static string Of(string text) => Names().Replace(text, found => Words.GetValueOrDefault(found.Value, found.Value));

    /// <summary>The error in the words of the console.</summary>
    [return: NotNullIfNotNull(nameof(error))]
    public static SyncError? Of(SyncError? error)
        => error is null ? null : error with
        {
            Message = Of(error.Message),
            Remedy = error.Remedy is { } remedy ? Of(remedy) : null,

            // A parameter may be the item; anything else is somebody's data.
            Item = error.Item is ['-', ..] parameter ? Of(parameter) : error.Item,
        };

    [GeneratedRegex(@"Use -All|Pipe users, name ids, or use -All| or pass -CmsCredential / -CrmCredential|-CmsCredential / -CrmCredential|Resolve-SyncConflict -(LinkTo|Ignore|Restore|Create)|Get-SyncHistory -Summary|(?<![\w-])[A-Z][a-z]+-[A-Z][A-Za-z]+|(?<![\w-])-[A-Z][A-Za-z]+", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Names();
}
