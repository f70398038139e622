using UserSync.Core.Connectors;
using UserSync.Core.Model;
using UserSync.Core.Planning;

namespace UserSync.PowerShell;

/// <summary>Says of a planned change what will happen, in the words of -WhatIf and -Confirm.</summary>
internal static class ChangeWords
{
    public static string Of(PlannedChange change) => change.Action switch
    {
        ChangeAction.Unlink => $"remove the link to contact {change.ContactId}",
        ChangeAction.Create => change.Target == Side.Crm ? $"create a contact{Fields(change)} and link it" : $"create a user{Fields(change)} and link it",
        ChangeAction.Link when change.FormerContactId is { } former && former != change.ContactId => $"move the link from contact {former} to contact {change.ContactId}",
        ChangeAction.Link when change.FormerContactId is not null => $"set the flag \"temporary user\" to {(change.Temporary == true ? "true" : "false")}",
        ChangeAction.Link => $"link to contact {change.ContactId}",
        ChangeAction.Update when change.Writes.Count > 0 && change.Writes.All(static w => !w.Value.HasValue) => $"clear{Fields(change)} of {Record(change)}",
        ChangeAction.Update => $"update{Fields(change)} of {Record(change)}",
        ChangeAction.Note => change.ContactId is { } noted ? $"write a note to contact {noted}" : "write a note to the new contact",
        ChangeAction.Block => "block the user",
        ChangeAction.Delete => $"delete {Record(change)}",
        ChangeAction.Confirm => "renew the baseline",
        _ => change.Reason,
    };

    /// <summary>True when a record is lost by it.</summary>
    public static bool IsDestructive(PlannedChange change) => change.Action == ChangeAction.Delete;

    private static string Record(PlannedChange change) => change.Target == Side.Crm ? $"contact {change.ContactId}" : $"user {change.UserId}";

    private static string Fields(PlannedChange change)
    {
        string fields = string.Join(", ", change.Writes.Select(w => w.Path));
        return fields.Length == 0 ? "" : change.Action == ChangeAction.Create ? $" with {fields}" : $" {fields}";
    }
}
