using UserSync.Connectors.Composition;
using UserSync.Core.Connectors;
using UserSync.Core.Execution;
using UserSync.Core.Links;
using UserSync.Core.Profiles;

namespace UserSync.Cli.Checks;

/// <summary>Both ends and the link store of a profile while they are checked; what could be opened is closed again.</summary>
internal sealed class Ends(WorkspaceOpener opener, SyncProfile profile) : IAsyncDisposable
{
    private readonly List<IAsyncDisposable> _open = [];

    /// <summary>The checklist, the profile itself first.</summary>
    public IAsyncEnumerable<CheckResult> CheckAsync(CancellationToken cancellationToken)
    {
        var check = new ProfileCheck(profile, () => Keep(opener.OpenCms(profile)), () => Keep(opener.OpenCrm(profile)), OpenStoreAsync, TimeProvider.System);
        return check.RunAsync(cancellationToken).Prepend(new CheckResult("profile", Passed: true, $"{profile.Path} is whole.") { Profile = profile.Name });
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (IAsyncDisposable open in _open)
            await open.DisposeAsync();
    }

    private async Task<LinkStore> OpenStoreAsync(CancellationToken cancellationToken) => Keep(await opener.OpenStoreAsync(profile, preview: true, cancellationToken));

    private T Keep<T>(T opened)
        where T : IAsyncDisposable
    {
        _open.Add(opened);
        return opened;
    }
}
