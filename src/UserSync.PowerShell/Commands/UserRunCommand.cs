using System.Management.Automation;
using UserSync.Core.Errors;
using UserSync.Core.Execution;
using UserSync.Core.Model;
using UserSync.Core.Profiles;
using UserSync.PowerShell.Blocks;
using UserSync.PowerShell.Completion;
using UserSync.PowerShell.Sessions;
using UserSync.PowerShell.Shell;

namespace UserSync.PowerShell.Commands;

/// <summary>A run that is given users.</summary>
public abstract class UserRunCommand : SyncRunCommand
{
    private readonly List<CmsUser> _users = [];
    private readonly HashSet<string> _userIds = new(StringComparer.Ordinal);

    /// <summary>Users as Get-CmsUser brings them.</summary>
    [Parameter(ParameterSetName = GivenSet, ValueFromPipeline = true, HelpMessage = "Users as Get-CmsUser brings them.")]
    [AllowNull]
    [OursOnly(typeof(CmsUser))]
    public CmsUser? InputObject { get; set; }

    /// <summary>Ids of users.</summary>
    [Parameter(ParameterSetName = GivenSet, Position = 0, ValueFromPipelineByPropertyName = true, HelpMessage = "Ids of users; also taken from the property UserId of piped objects.")]
    [ArgumentCompleter(typeof(UserIdCompleter))]
    [AllowNull]
    [AllowEmptyCollection]
    [AllowEmptyString]
    public string[]? UserId { get; set; }

    /// <summary>Direction of the run.</summary>
    [Parameter(HelpMessage = "Which way values travel: ToCrm, ToCms or Both. The profile's direction by default.")]
    public SyncDirection? Direction { get; set; }

    /// <summary>Chooses users.</summary>
    [Parameter(HelpMessage = "Script block that is run for each user, which is $_: only users for which it is true are part of the run.")]
    [ValidateNotNull]
    public ScriptBlock? Filter { get; set; }

    /// <summary>Changes values of users.</summary>
    [Parameter(HelpMessage = "Script block that is run for each user, which is $_, before anything is planned: it brings a hashtable of fields and values to plan with, such as @{ name = $_.Name.Trim() }, or nothing.")]
    [ValidateNotNull]
    public ScriptBlock? Transform { get; set; }

    internal override string NobodyGiven => "No user was given, so nothing was done. Pipe users, name ids, or use -All.";

    internal override void Process()
    {
        object? refused = Shell.TakeRefused();
        if (InputObject is { } user)
        {
            if (Admit(user, user.Profile, user.Site) is not null)
                _users.Add(user);
            return;
        }

        string[] ids = IdsOf(UserId);
        if (ids.Length > 0)
        {
            if (Admit(ids.Length == 1 ? ids[0] : ids) is not null)
                _userIds.UnionWith(ids);
        }
        else if (Shell.ExpectsInput && refused is not null)
        {
            // Something of it bound, a profile perhaps, but no id.
            Refuse(refused, ErrorIds.NoIdentity, $"{refused} is no user and has no UserId; it was passed over.", "Pipe what Get-CmsUser brings, or objects with a property UserId.");
        }
    }

    internal override SyncRequest About() => new()
    {
        Users = _users,
        UserIds = [.. _userIds],
        Direction = Direction,
        LeavesOut = Filter is not null,
    };

    internal override SyncRequest Complete(ProfileSession session, SyncRequest request) => request with
    {
        Choose = Filter is null && Transform is null ? null : new UserBlocks(Shell, session, Filter, Transform).Choose,
    };
}
