using System.Management.Automation;
using UserSync.Core.Errors;
using UserSync.PowerShell.Completion;
using UserSync.PowerShell.Sessions;
using UserSync.PowerShell.Shell;

namespace UserSync.PowerShell.Commands;

/// <summary>Removes what the journal remembers of a person, or what is older than a time.</summary>
[Cmdlet(VerbsCommon.Clear, "SyncHistory", DefaultParameterSetName = PersonSet, SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(void))]
public sealed class ClearSyncHistoryCommand : ProfileCommand
{
    private const string PersonSet = "Person";
    private const string BeforeSet = "Before";
    private bool _hadInput;

    /// <summary>Users.</summary>
    [Parameter(ParameterSetName = PersonSet, Position = 0, ValueFromPipelineByPropertyName = true, HelpMessage = "Users of whom everything is removed from the journal; also taken from the property UserId of piped objects.")]
    [ArgumentCompleter(typeof(UserIdCompleter))]
    [AllowNull]
    [AllowEmptyCollection]
    [AllowEmptyString]
    public string[]? UserId { get; set; }

    /// <summary>Contacts.</summary>
    [Parameter(ParameterSetName = PersonSet, ValueFromPipelineByPropertyName = true, HelpMessage = "Contacts of whom everything is removed from the journal; also taken from the property ContactId of piped objects.")]
    [ArgumentCompleter(typeof(ContactIdCompleter))]
    [AllowNull]
    [AllowEmptyCollection]
    [AllowEmptyString]
    public string[]? ContactId { get; set; }

    /// <summary>What is older.</summary>
    [Parameter(ParameterSetName = BeforeSet, Mandatory = true, HelpMessage = "Removes the lines of the journal that are older than this time; the runs stay with their summaries.")]
    public DateTimeOffset? Before { get; set; }

    internal override void Process()
    {
        foreach ((string id, bool isUser) in IdsOf(UserId).Select(i => (i, true)).Concat(IdsOf(ContactId).Select(i => (i, false))))
        {
            _hadInput = true;
            if (Admit(id) is not { } session || !Shell.ShouldProcess($"{(isUser ? "user" : "contact")} {id}", "remove everything that the journal remembers"))
                continue;
            int removed = session.Take(() => session.Store(preview: false).Changes.PurgeAsync(session.Site, session.Account, isUser ? id : null, isUser ? null : id, StopToken));
            if (removed == 0)
                Refuse(id, ErrorIds.NoIdentity, $"The journal remembers nothing of {(isUser ? "user" : "contact")} {id}.", "Get-SyncHistory shows what it remembers.");
            else
                Shell.Verbose(FormattableString.Invariant($"{(isUser ? "user" : "contact")} {id}: {removed} lines removed."));
        }
    }

    internal override void End()
    {
        if (Before is not { } time)
        {
            if (!_hadInput)
                WarnNothing("user or contact");
            return;
        }

        ProfileSession session = Open();
        if (!Shell.ShouldProcess($"journal of site {session.Site} and account {session.Account}", FormattableString.Invariant($"remove what is older than {time:u}")))
            return;
        int removed = session.Take(() => session.Store(preview: false).Changes.RemoveBeforeAsync(session.Site, session.Account, time, StopToken));
        Shell.Verbose(FormattableString.Invariant($"{removed} lines removed."));
    }
}
