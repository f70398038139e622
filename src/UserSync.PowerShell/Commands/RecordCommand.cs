using System.Management.Automation;
using UserSync.Core.Connectors;
using UserSync.Core.Errors;
using UserSync.Core.Matching;
using UserSync.PowerShell.Sessions;
using UserSync.PowerShell.Shell;

namespace UserSync.PowerShell.Commands;

/// <summary>Reads records of one side and passes each on as it arrives.</summary>
public abstract class RecordCommand : ConnectedCommand
{
    private bool _asked;
    private string[]? _emailKeys;

    /// <summary>Only records with one of these addresses.</summary>
    [Parameter(HelpMessage = "Only records with one of these e-mail addresses, compared without regard to case.")]
    [ValidateNotNullOrEmpty]
    public string[]? Email { get; set; }

    /// <summary>Text that the system searches for.</summary>
    [Parameter(HelpMessage = "Only records that the system's own search finds for this text.")]
    [Alias("Query")]
    [ValidateNotNullOrEmpty]
    public string? Search { get; set; }

    /// <summary>Only records changed since a time.</summary>
    [Parameter(HelpMessage = "Only records changed at or after this time, where the system knows it.")]
    public DateTimeOffset? Since { get; set; }

    internal abstract string[]? IdList { get; }

    internal abstract string IdName { get; }

    internal abstract string ItemName { get; }

    /// <summary>The wanted addresses in the form in which they are compared.</summary>
    internal string[] EmailKeys => _emailKeys ??= [.. (Email ?? []).Select(EmailNormaliser.Normalise).OfType<string>().Distinct(StringComparer.Ordinal)];

    internal override void Process()
    {
        string[] ids = IdsOf(IdList);
        if (ids.Length == 0)
            return;
        _asked = true;
        if (AdmitIds(ids) is { } session)
            ReadIds(session, ids);
    }

    internal override void End()
    {
        if (_asked)
            return;
        if (Shell.ExpectsInput || Shell.IsBound("InputObject") || Shell.IsBound(IdName))
            WarnNothing(ItemName);
        else if (Email is not null && EmailKeys.Length == 0)
            Shell.Warning("None of the given texts is an e-mail address, so nothing was read.");
        else
            ReadAll(Open());
    }

    /// <summary>Opens the profile for what is given, which may name it.</summary>
    internal abstract ProfileSession? AdmitIds(string[] ids);

    internal abstract void ReadIds(ProfileSession session, string[] ids);

    internal abstract void ReadAll(ProfileSession session);

    internal bool HasEmail(IEnumerable<string?> addresses)
        => Email is null || addresses.Select(EmailNormaliser.Normalise).Any(a => a is not null && EmailKeys.Contains(a, StringComparer.Ordinal));

    internal bool IsRecent(DateTimeOffset? changed) => Since is null || changed is null || changed >= Since;

    /// <summary>The time to ask the system for.</summary>
    /// <exception cref="UserSyncException">ProfileInvalid: the system does not know when a record was changed.</exception>
    internal DateTimeOffset? Time(ConnectorCapabilities capabilities) => Since is null || capabilities.ModifiedTime ? Since
        : throw new UserSyncException(new SyncError(ErrorIds.ProfileInvalid, "This system does not know when a record was changed: -Since cannot be honoured.") { Item = "-Since", Remedy = "Leave -Since out." });

    internal static bool Names(string[] wanted, string id, string name)
        => wanted.Contains(id, StringComparer.Ordinal) || wanted.Contains(name, StringComparer.OrdinalIgnoreCase);
}
