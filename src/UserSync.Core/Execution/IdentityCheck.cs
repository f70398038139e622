using UserSync.Core.Connectors;
using UserSync.Core.Errors;
using UserSync.Core.Links;
using UserSync.Core.Model;

namespace UserSync.Core.Execution;

/// <summary>Refuses a site or an account that is another one than the links were made with, unless the caller accepts it.</summary>
internal sealed class IdentityCheck(LinkStore store, SyncRequest request)
{
    /// <summary>Asks an end who it is; brings what it says.</summary>
    /// <exception cref="UserSyncException">IdentityChanged.</exception>
    public async Task<EndIdentity> CheckAsync(IConnector end, string name, CancellationToken cancellationToken)
    {
        EndIdentity identity = await end.IdentifyAsync(cancellationToken);
        string? known = await store.Ends.IdentityAsync(end.Side, name, cancellationToken);
        if (known is not null && known != identity.Id && !request.AcceptIdentity)
        {
            throw new UserSyncException(new SyncError(ErrorIds.IdentityChanged, $"The {(end.Side == Side.Cms ? "site" : "account")} {name} was {known} and is now {identity.Id}. Its links may belong to other people. Nothing was changed.")
            {
                Side = end.Side,
                Item = name,
                Remedy = "If it is the same system that has moved, run once with -AcceptIdentity; a copy or another account needs another key in the profile.",
            });
        }

        if (!request.WhatIf && known != identity.Id)
            await store.Ends.AcceptAsync(end.Side, name, identity, cancellationToken);
        return identity;
    }
}
