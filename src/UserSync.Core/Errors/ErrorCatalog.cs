using System.Text;

namespace UserSync.Core.Errors;

/// <summary>Every error id with its cause and remedy: the one place from which docs/errors.md is made.</summary>
public static class ErrorCatalog
{
    /// <summary>All entries, grouped by what they are about.</summary>
    public static IReadOnlyList<ErrorEntry> All { get; } = [.. Remote, .. Local, .. Brakes, .. Items];

    private static ErrorEntry[] Remote =>
    [
        new(ErrorIds.RemoteUnavailable, "The system did not answer, the connection broke, or it answered with a server error (5xx).", "Run again later; the run goes on where it stopped. If it stays so, open the address in a browser from this machine and check proxy and firewall."),
        new(ErrorIds.RemoteThrottled, "The system asked for a slower pace (429) more often than UserSync waits.", "Run again later, or set `http.requestsPerSecond` lower. Look for other programs that use the same account."),
        new(ErrorIds.CredentialRefused, "The system refused the log-in: the secret is wrong, expired or revoked, or log-ins of this kind are switched off.", "Make a new token or password, store it where the profile's reference points to, and try `Test-SyncProfile`."),
        new(ErrorIds.PermissionMissing, "The account is known but has no right to what was asked for.", "Give it the right that the message names; docs of each system list the least rights."),
        new(ErrorIds.RecordNotFound, "A record that was to be read or changed does not exist in the system.", "Run `Test-SyncLink` to see which links point to nothing, then remove or move them."),
        new(ErrorIds.DuplicateValue, "Another record already holds a value that must be unique, such as an e-mail address or a log-in name.", "Look at both records. Link the right one (`Resolve-SyncConflict -LinkTo`), or change the value of one of them."),
        new(ErrorIds.ItemRefused, "The system refused the values of this record; the message says which. The others were not affected.", "Correct the value at its source, or add a transform to the field; then repeat the failed items."),
        new(ErrorIds.WriteInDoubt, "The answer to a write was lost, so it may or may not have been stored. The intent is kept.", "Run again: the next run finds out first what became of it. Do not create the record by hand in the meantime."),
        new(ErrorIds.AccountBlocked, "The system has blocked the account or this machine's address. Going on would make it worse, so later runs are refused for a while.", "Find out from the provider why, wait for the block to end, and lower `http.requestsPerSecond`."),
        new(ErrorIds.AnswerNotUnderstood, "The answer was not what the system's interface promises: a web page, a cut body, another shape.", "Check the address in the profile: a log-in page or a security plugin often stands in between. `-Debug` shows the answer."),
        new(ErrorIds.RemoteInMaintenance, "The system says that it is being maintained.", "Run again when it is back."),
        new(ErrorIds.PlanEnded, "The plan of the amoCRM or Kommo account is not paid: it takes no changes.", "Pay the plan, then run again; nothing is lost."),
        new(ErrorIds.RemoteFatal, "The system cannot be used as it is configured; the message says why.", "Change what the message names; repeating alone will not help."),
    ];

    private static ErrorEntry[] Local =>
    [
        new(ErrorIds.ProfileNotFound, "There is no profile of that name or path, several have the name, or it cannot be read.", "`Get-SyncProfile` lists what is there and where it is looked for; `New-SyncProfile` makes one."),
        new(ErrorIds.ProfileInvalid, "The profile has errors. The message lists all of them, each with line, column, path and remedy.", "Correct the file; [profile.md](profile.md) describes every key."),
        new(ErrorIds.SecretUnavailable, "The secret that the profile refers to cannot be had: the variable is not set, the file is missing or readable for others, or the vault does not answer.", "Set the variable, make the file readable for its owner only (`chmod 600`), or unlock the vault."),
        new(ErrorIds.FileNotFound, "The CSV or JSON file does not exist.", "Check `path` in the profile (a relative one starts at the profile's folder), and that whatever exports the file has run."),
        new(ErrorIds.FileInvalid, "The CSV or JSON file is broken, not UTF-8, or lacks a column; the message names the line.", "Correct the line, or export the file anew as UTF-8."),
        new(ErrorIds.FileChanged, "Another program changed the file after it was read; nothing was written.", "Run again when the other program has finished."),
        new(ErrorIds.FileNotWritable, "The file cannot be written: a right is missing, the disk is full, or the folder is read-only. Nothing was changed.", "Do what the message names, and run again."),
        new(ErrorIds.FileLocked, "Another program holds the file open.", "Close it there (a spreadsheet, an export that is still running), and run again."),
        new(ErrorIds.StoreUnavailable, "The link store cannot be opened or written: the path, a right, the disk, a lock, or a network file system.", "Check `links` in the profile. A SQLite store belongs on a local disk with room to spare."),
        new(ErrorIds.StoreCorrupt, "The link store is damaged, or the file is no link store.", "Restore it from a backup. Without one: keep the file, import the links from an export, and run once with `-Rebase`."),
        new(ErrorIds.StoreTooNew, "The link store was written by a newer version of UserSync.", "Update UserSync on this machine."),
        new(ErrorIds.IdentityChanged, "The site or account is not the one that this store was made with: a copy for testing, a move, or a wrong address.", "Check the address. For a copy use a store of its own; after a real move run once with `-AcceptIdentity`."),
        new(ErrorIds.LeaseHeld, "Another run works on the same site or account.", "Wait for it to end. If it was killed, its lease runs out by itself after a few minutes."),
        new(ErrorIds.LeaseLost, "This run lost its lease, for instance because the machine slept, and stopped before its next write.", "Run again; what was done is kept."),
        new(ErrorIds.NormaliserUnsuitable, "This process cannot normalise Unicode text, so addresses with accents would not be recognised.", "Install ICU (`libicu`) and unset `DOTNET_SYSTEM_GLOBALIZATION_INVARIANT`."),
        new(ErrorIds.UnexpectedFailure, "UserSync itself failed in a way that nobody foresaw.", "Run again. If it repeats, report it with the output of `-Verbose`; secrets are left out there."),
        new(ErrorIds.CountersDisagree, "The numbers of the summary do not add up, so some change has no known result.", "Run again: the next run compares and settles. Report it with the run's id."),
    ];

    private static ErrorEntry[] Brakes =>
    [
        new(ErrorIds.EmptyListing, "A side listed nobody although records are known there. That is a missing right or a wrong filter more often than an empty system, so nothing was done.", "Check rights and filter with `Get-CmsUser` or `Get-CrmContact`. If it is really empty, remove the links first."),
        new(ErrorIds.ListingIncomplete, "A listing ended before its end: it brought fewer records than the system counts, or many linked ones were missing.", "Run again. If it stays so, check the rights of the account and the filter."),
        new(ErrorIds.TooManyDeletes, "The run would delete or unlink more than `brakes.maxDeletePercent` of the pairs; nothing was written.", "Look at the plan with `-WhatIf`. If it is right, run once with a larger `-MaxDeletePercent`."),
        new(ErrorIds.TooManyCreates, "The run would create more records than `brakes.maxCreates`; nothing was written.", "Look at the plan with `-WhatIf`. Often a match rule does not fit; else raise the number."),
        new(ErrorIds.RebaseNeeded, "Match rules or filters were changed since the last run, so records may have left without being gone.", "Look at the plan with `-WhatIf`, then run once with `-Rebase`: it keeps links, deletes nothing and learns the present state."),
        new(ErrorIds.NeedsHuman, "An earlier run stopped at something that only a person can clear: credentials, rights, identity, a blocked account, a damaged store.", "Clear what that run's message names; `Test-SyncProfile` tells whether it is cleared."),
    ];

    private static ErrorEntry[] Items =>
    [
        new(ErrorIds.LinkTaken, "The user or the contact is already linked to somebody else; the message names both.", "Remove or move the other link first, if it is wrong."),
        new(ErrorIds.LinkDiffers, "The link store and the links that the CRM keeps itself name different people; the message names both.", "Carry one side over with `Import-SyncLink -FromCrm` or `Export-SyncLink -ToCrm`, with `-Mend` in place of a stale link; where both may be right, look first."),
        new(ErrorIds.LinkNotFound, "There is no link of this user or contact.", "`Get-SyncLink` lists the links. Check that the profile is the right one."),
        new(ErrorIds.BothIdLists, "User ids and contact ids were given together, so it is not clear which decide. Nothing was removed.", "Give one of the two lists."),
        new(ErrorIds.ForeignItem, "The item that was piped in belongs to another site or account than the profile.", "Read it through the same profile, or name its own profile."),
        new(ErrorIds.SecondProfile, "Items of two profiles came through one pipeline.", "Run the pipeline once per profile."),
        new(ErrorIds.UserNotFound, "There is no such user on the site.", "Check the id. A deleted user is dealt with by a whole run (`-All`)."),
        new(ErrorIds.ContactNotFound, "There is no such contact in the CRM, or the account may not see it.", "Check the id and the rights of the account. A deleted contact is dealt with by a whole run (`-All`)."),
        new(ErrorIds.ConflictNotFound, "There is no open conflict with this id; it may have been solved meanwhile.", "`Get-SyncConflict` lists the open ones."),
        new(ErrorIds.RunNotFound, "There is no run with this id between the site and the account of the profile.", "`Get-SyncHistory -Summary` or `usersync history` lists the runs."),
        new(ErrorIds.NoIdentity, "An object in the pipe is no user, or no contact, and has no id of one, so it was passed over. The others were not affected.", "Pipe what `Get-CmsUser` or `Get-CrmContact` brings, or objects with a property `UserId` or `ContactId`."),
        new(ErrorIds.WildcardNotAllowed, "An id with `*` was given where ids stand for themselves. Nothing was done about it.", "Pipe whom you mean, from `Get-CmsUser` or from `Get-SyncLink`, whose ids may hold `*` and `?`. For everybody use `-All`."),
        new(ErrorIds.FilterFailed, "The script block of `-Filter` ended in an error for this user, so nothing was done about it. The others were not affected.", "Correct the block, then repeat the failed users with `-Failed`."),
        new(ErrorIds.TransformFailed, "The script block of `-Transform` ended in an error for this user, or brought something else than a hashtable of fields and values. Nothing was done about the user; the others were not affected.", "Correct the block, then repeat the failed users with `-Failed`."),
        new(ErrorIds.InvalidLinkRow, "A row of the import is no link: an id is missing, or a value has a wrong form. The other rows were imported.", "Correct the line that the message names, and import it again; known links are passed over."),
        new(ErrorIds.NothingGiven, "Neither records nor `-All` were given, so nothing was done.", "Pipe records in, give ids, or say `-All` for everything."),
    ];

    /// <summary>The entry of an id; null for one that is not known.</summary>
    public static ErrorEntry? Find(string id) => All.FirstOrDefault(e => string.Equals(e.Id, id, StringComparison.Ordinal));

    /// <summary>The text of docs/errors.md.</summary>
    public static string ToMarkdown()
    {
        var text = new StringBuilder();
        text.Append("# Errors\n\n");
        text.Append("Every error has a stable id. PowerShell shows it as the first part of `FullyQualifiedErrorId`, and `$_.Exception.Data['ErrorId']` holds it\n");
        text.Append("alone; `usersync --output json` prints it as `id`. This page is made from `ErrorCatalog` in the source; a test compares the two.\n");
        Append(text, "Systems", "A website or CRM did not do what it was asked for.", Remote);
        Append(text, "Profile, files and store", "Something on this machine is missing or wrong.", Local);
        Append(text, "Brakes", "UserSync stopped by itself, before the first write.", Brakes);
        Append(text, "Items", "One item failed, the others went on; or what was asked for contradicts itself.", Items);
        return text.ToString();
    }

    private static void Append(StringBuilder text, string title, string introduction, IEnumerable<ErrorEntry> entries)
    {
        text.Append("\n## ").Append(title).Append("\n\n").Append(introduction).Append("\n\n| id | cause | remedy |\n|---|---|---|\n");
        foreach (ErrorEntry entry in entries)
            text.Append("| `").Append(entry.Id).Append("` | ").Append(entry.Cause).Append(" | ").Append(entry.Remedy).Append(" |\n");
    }
}
