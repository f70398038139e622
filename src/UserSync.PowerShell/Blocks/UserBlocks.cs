using System.Management.Automation;
using UserSync.Core.Errors;
using UserSync.Core.Execution;
using UserSync.Core.Model;
using UserSync.Core.Planning;
using UserSync.PowerShell.Sessions;
using UserSync.PowerShell.Shell;

namespace UserSync.PowerShell.Blocks;

/// <summary>The caller's script blocks: which users take part, and with which values.</summary>
internal sealed class UserBlocks
{
    private readonly IShell _shell;
    private readonly ProfileSession _session;
    private readonly ScriptBlock? _filter;
    private readonly ScriptBlock? _transform;
    private readonly UserValues _values;

    public UserBlocks(IShell shell, ProfileSession session, ScriptBlock? filter, ScriptBlock? transform)
    {
        _shell = shell;
        _session = session;
        _filter = filter;
        _transform = transform;
        _values = new UserValues(new PlanRules(session.Profile, session.Crm().Capabilities).Paths.UserPaths);
    }

    /// <summary>Asks the blocks about a user, on the pipeline's thread.</summary>
    public Task<UserChoice> Choose(CmsUser user, CancellationToken cancellationToken)
        => _session.OnPipelineAsync(() => Decide(user), cancellationToken);

    private UserChoice Decide(CmsUser user)
    {
        CmsUser shown = user with { Profile = _session.Reference };
        if (_filter is not null)
        {
            try
            {
                if (!IsTrue(_shell.Run(_filter, shown)))
                    return UserChoice.LeftOut;
            }
            catch (RuntimeException failure) when (failure is not PipelineStoppedException)
            {
                return Failed(ErrorIds.FilterFailed, "-Filter", user, failure.Message);
            }
        }

        if (_transform is null)
            return UserChoice.Take(user);
        try
        {
            return UserChoice.Take(_values.Apply(user, shown, _shell.Run(_transform, shown)));
        }
        catch (RuntimeException failure) when (failure is not PipelineStoppedException)
        {
            return Failed(ErrorIds.TransformFailed, "-Transform", user, failure.Message);
        }
        catch (FormatException failure)
        {
            return Failed(ErrorIds.TransformFailed, "-Transform", user, failure.Message);
        }
    }

    // As Where-Object takes it.
    private static bool IsTrue(IReadOnlyList<object?> brought) => LanguagePrimitives.IsTrue(brought.Count == 1 ? brought[0] : brought.ToArray());

    private static UserChoice Failed(string id, string block, CmsUser user, string why) => UserChoice.Fail(new SyncError(id, $"{block} failed for {user}: {why}")
    {
        Item = user.UserId,
        Side = Side.Cms,
        Remedy = "Correct the script block and run again with -Failed and the id of this run.",
    });
}
