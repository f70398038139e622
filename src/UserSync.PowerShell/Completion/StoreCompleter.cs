using System.Collections;
using UserSync.Connectors.Composition;
using UserSync.Core.Links;
using UserSync.Core.Profiles;
using UserSync.PowerShell.Sessions;

namespace UserSync.PowerShell.Completion;

/// <summary>Completes from the link store of the profile, which is only looked at.</summary>
public abstract class StoreCompleter : LocalCompleter
{
    // Whoever types waits: a large store is searched only so far.
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(400);

    internal override IEnumerable<(string Text, string Tip)> Find(string typed, IDictionary given)
    {
        if (Load(given) is not { } loaded)
            yield break;
        using var patience = new CancellationTokenSource(Patience);
        var opener = new WorkspaceOpener(new WorkspaceOptions { Host = ProcessHost.Create(TimeSpan.Zero), Secrets = new SecretResolver(static _ => null) });
        LinkStore store = Pull.One(() => opener.OpenStoreAsync(loaded, preview: true, CancellationToken.None), CancellationToken.None);
        try
        {
            foreach ((string text, string tip) in Read(store, loaded, given).ToBlockingEnumerable(CancellationToken.None).TakeWhile(_ => !patience.IsCancellationRequested))
            {
                if (text.StartsWith(typed, StringComparison.OrdinalIgnoreCase))
                    yield return (text, tip);
            }
        }
        finally
        {
            Pull.Done(store.DisposeAsync);
        }
    }

    internal abstract IAsyncEnumerable<(string Text, string Tip)> Read(LinkStore store, SyncProfile profile, IDictionary given);

    internal static IAsyncEnumerable<Core.Model.SyncLink> Links(LinkStore store, SyncProfile profile)
        => store.Links.ReadAsync(new LinkQuery { Site = profile.Cms.Key, Account = profile.Crm.Key }, CancellationToken.None);
}
