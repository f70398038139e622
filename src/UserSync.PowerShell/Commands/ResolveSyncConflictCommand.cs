using System.Globalization;
using System.Management.Automation;
using UserSync.Core.Errors;
using UserSync.Core.Execution;
using UserSync.Core.Links;
using UserSync.Core.Model;
using UserSync.PowerShell.Completion;
using UserSync.PowerShell.Sessions;
using UserSync.PowerShell.Shell;

namespace UserSync.PowerShell.Commands;

/// <summary>Decides conflicts: links the user to a contact, has a new one made, takes one out of the trash for him, or leaves things as they are and is not asked again.</summary>
[Cmdlet(VerbsDiagnostic.Resolve, "SyncConflict", DefaultParameterSetName = IgnoreSet, SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(SyncConflict))]
public sealed class ResolveSyncConflictCommand : ProfileCommand
{
    private const string IgnoreSet = "Ignore";
    private const string LinkSet = "LinkTo";
    private const string RestoreSet = "Restore";
    private const string CreateSet = "Create";
    private bool _hadInput;

    /// <summary>A conflict.</summary>
    [Parameter(ValueFromPipeline = true, HelpMessage = "Conflicts as Get-SyncConflict brings them.")]
    [OursOnly(typeof(SyncConflict))]
    [AllowNull]
    public SyncConflict? InputObject { get; set; }

    /// <summary>Numbers of conflicts.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true, HelpMessage = "Numbers of conflicts; also taken from the property ConflictId of piped objects.")]
    [ArgumentCompleter(typeof(ConflictIdCompleter))]
    [AllowNull]
    [AllowEmptyCollection]
    public long[]? ConflictId { get; set; }

    /// <summary>The contact that the user is linked to.</summary>
    [Parameter(ParameterSetName = LinkSet, Mandatory = true, HelpMessage = "Id of the contact that the user of the conflict is linked to; where the conflict is about a contact alone, id of its user. Where several match, one of them. A link that the user has already is moved.")]
    [ArgumentCompleter(typeof(CandidateCompleter))]
    [ValidateNotNullOrEmpty]
    public string? LinkTo { get; set; }

    /// <summary>Leaves things as they are.</summary>
    [Parameter(ParameterSetName = IgnoreSet, Mandatory = true, HelpMessage = "Leaves things as they are; the conflict is not reported again.")]
    public SwitchParameter Ignore { get; set; }

    /// <summary>Makes a new partner.</summary>
    [Parameter(ParameterSetName = CreateSet, Mandatory = true, HelpMessage = "The next run makes a new contact for the user of the conflict, or a new user for its contact, whoever matches.")]
    public SwitchParameter Create { get; set; }

    /// <summary>Takes the contact out of the trash.</summary>
    [Parameter(ParameterSetName = RestoreSet, Mandatory = true, HelpMessage = "Takes the contact of the conflict out of the CRM's trash and links the user to it.")]
    public SwitchParameter Restore { get; set; }

    /// <summary>Brings the conflicts as they are afterwards.</summary>
    [Parameter(HelpMessage = "Brings the conflicts as they are afterwards.")]
    public SwitchParameter PassThru { get; set; }

    internal override void Process()
    {
        long[] numbers = InputObject is { } given ? [given.ConflictId] : ConflictId ?? [];
        foreach (long number in numbers)
        {
            _hadInput = true;
            object item = InputObject ?? (object)number;
            if (Admit(item, InputObject?.Profile, InputObject?.Site, InputObject?.Account) is not { } session)
                continue;
            try
            {
                Decide(session, session.Take(() => session.Store(Shell.WhatIf).Conflicts.GetAsync(number, StopToken)), item);
            }
            catch (UserSyncException failure) when (failure.Error.Id is ErrorIds.ConflictNotFound or ErrorIds.LinkTaken or ErrorIds.ContactNotFound or ErrorIds.ItemRefused or ErrorIds.RecordNotFound)
            {
                Shell.Error(ShellError.Of(failure, item));
            }
        }
    }

    internal override void End()
    {
        if (!_hadInput)
            WarnNothing("conflict");
    }

    private void Decide(ProfileSession session, SyncConflict conflict, object item)
    {
        string subject = conflict.UserId is { } of ? $"user {of}" : $"contact {conflict.ContactId}";
        string target = string.Create(CultureInfo.InvariantCulture, $"conflict {conflict.ConflictId}: {subject} ({conflict.Email})");
        if (conflict.Site != session.Site || conflict.Account != session.Account)
        {
            Refuse(item, ErrorIds.ForeignItem, $"The conflict is of site {conflict.Site} and account {conflict.Account}.", "Use the profile of that pair.");
            return;
        }

        if (LinkTo is { } contact)
        {
            (string user, string partner) = conflict.UserId is { } known ? (known, contact) : (contact, conflict.ContactId ?? "");
            if (partner.Length == 0)
                Refuse(item, ErrorIds.InvalidLinkRow, "The conflict is about nobody, so there is nobody to link.", "Use -Ignore, or Set-SyncLink.");
            else if (conflict.Kind == ConflictKind.AmbiguousMatch && !conflict.Candidates.Contains(contact, StringComparer.Ordinal))
                Refuse(item, ErrorIds.ItemRefused, $"{contact} is not among the candidates of conflict {conflict.ConflictId}: {string.Join(", ", conflict.Candidates)}. Nobody was linked.", "Give one of the candidates. If another is right, New-SyncLink or Set-SyncLink links whom you name.");
            else if (Shell.ShouldProcess(target, $"link user {user} to contact {partner}"))
                Link(session, conflict, user, partner);
        }
        else if (Create)
        {
            if (Shell.ShouldProcess(target, conflict.UserId is null ? "let the next run make a new user" : "let the next run make a new contact"))
                Finish(session, conflict, ConflictState.Create);
        }
        else if (Restore)
        {
            TrashedContact trash = new(session.Crm(), session.Store(Shell.WhatIf));
            string trashed = trash.ContactOf(conflict);
            if (!Shell.ShouldProcess(target, $"restore contact {trashed} and link to it"))
                return;
            SyncLink link = session.Take(() => trash.RestoreAsync(conflict, StopToken));
            Finish(session, conflict with { ContactId = link.ContactId }, ConflictState.Resolved);
        }
        else if (Shell.ShouldProcess(target, "leave it as it is"))
        {
            Finish(session, conflict, ConflictState.Ignored);
        }
    }

    private void Link(ProfileSession session, SyncConflict conflict, string user, string contact)
    {
        LinkStore store = session.Edit();
        var query = new LinkQuery { Site = session.Site, Account = session.Account, UserIds = [user] };
        SyncLink? old = session.All(store.Links.ReadAsync(query, StopToken)).FirstOrDefault();
        SyncLink link = old is null
            ? new SyncLink { Site = session.Site, Account = session.Account, UserId = user, ContactId = contact, Email = conflict.Email }
            : old with { ContactId = contact, Origin = LinkOrigin.Manual, ContactUrl = null };
        LinkChange change = session.Take(() => old is null ? store.Links.AddAsync([link], StopToken) : store.Links.ChangeAsync([link], StopToken))[0];
        if (change.Error is { } error)
            throw new UserSyncException(error);
        Finish(session, conflict with { UserId = user, ContactId = contact }, ConflictState.Resolved);
    }

    private void Finish(ProfileSession session, SyncConflict conflict, ConflictState state)
    {
        session.Take(async () =>
        {
            await session.Edit().Conflicts.DecideAsync(conflict.ConflictId, state, StopToken);
            return true;
        });
        if (PassThru)
            Shell.Output(conflict with { State = state, Profile = session.Reference });
    }
}
