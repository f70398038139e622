using System.Management.Automation;
using UserSync.Core.Links;
using UserSync.PowerShell.Completion;
using UserSync.PowerShell.Sessions;
using UserSync.PowerShell.Shell;

namespace UserSync.PowerShell.Commands;

/// <summary>Lists what a human must decide.</summary>
[Cmdlet(VerbsCommon.Get, "SyncConflict")]
[OutputType(typeof(SyncConflict))]
public sealed class GetSyncConflictCommand : ProfileCommand
{
    private bool _asked;

    /// <summary>Conflicts that are to be read again.</summary>
    [Parameter(ValueFromPipeline = true, HelpMessage = "Conflicts that are to be read again.")]
    [OursOnly(typeof(SyncConflict))]
    [AllowNull]
    public SyncConflict? InputObject { get; set; }

    /// <summary>Numbers of conflicts.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true, HelpMessage = "Numbers of conflicts, in whatever state.")]
    [ArgumentCompleter(typeof(ConflictIdCompleter))]
    [AllowNull]
    [AllowEmptyCollection]
    public long[]? ConflictId { get; set; }

    /// <summary>Only conflicts of these users.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, HelpMessage = "Only conflicts of these users; also taken from the property UserId of piped objects.")]
    [AllowNull]
    [AllowEmptyCollection]
    [AllowEmptyString]
    public string[]? UserId { get; set; }

    /// <summary>Where the conflict stands.</summary>
    [Parameter(HelpMessage = "Only conflicts in this state: Open (the default), Ignored or Resolved.")]
    public ConflictState State { get; set; }

    internal override void Process()
    {
        string[] users = IdsOf(UserId);
        if ((InputObject is { } known ? [known.ConflictId] : ConflictId) is { Length: > 0 } numbers)
        {
            _asked = true;
            if (Admit(numbers, InputObject?.Profile, InputObject?.Site, InputObject?.Account) is { } session)
                ReadNumbers(session, numbers);
        }
        else if (users.Length > 0)
        {
            _asked = true;
            if (Admit(users) is { } session)
                Read(session, users);
        }
    }

    internal override void End()
    {
        if (_asked)
            return;
        if (Shell.ExpectsInput || Shell.IsBound(nameof(InputObject)) || Shell.IsBound(nameof(ConflictId)) || Shell.IsBound(nameof(UserId)))
            WarnNothing("conflict");
        else
            Read(Open(), null);
    }

    private void Read(ProfileSession session, string[]? users)
    {
        foreach (SyncConflict conflict in session.All(session.Store(preview: true).Conflicts.ReadAsync(session.Site, session.Account, State, StopToken)))
        {
            if (users is null || users.Contains(conflict.UserId, StringComparer.Ordinal))
                Shell.Output(conflict with { Profile = session.Reference });
        }
    }

    private void ReadNumbers(ProfileSession session, long[] numbers)
    {
        foreach (long number in numbers)
        {
            try
            {
                SyncConflict conflict = session.Take(() => session.Store(preview: true).Conflicts.GetAsync(number, StopToken));

                // Several profiles may share a store.
                if (conflict.Site != session.Site || conflict.Account != session.Account)
                    Refuse(number, Core.Errors.ErrorIds.ForeignItem, $"Conflict {number} is of site {conflict.Site} and account {conflict.Account}.", "Use the profile of that pair.");
                else
                    Shell.Output(conflict with { Profile = session.Reference });
            }
            catch (Core.Errors.UserSyncException failure) when (failure.Error.Id == Core.Errors.ErrorIds.ConflictNotFound)
            {
                Shell.Error(ShellError.Of(failure, number));
            }
        }
    }
}
