using UserSync.Core.Connectors;
using UserSync.Core.Links;
using UserSync.Core.Model;
using UserSync.Core.Profiles;

namespace UserSync.Core.Execution;

/// <summary>A profile with both connectors and the link store open. Whoever opens it disposes it.</summary>
public sealed class Workspace : IAsyncDisposable
{
    /// <summary>Takes over connectors and store.</summary>
    public Workspace(SyncProfile profile, ICmsConnector cms, ICrmConnector crm, LinkStore store, HostContext host)
    {
        Profile = profile;
        Cms = cms;
        Crm = crm;
        Store = store;
        Host = host;
    }

    /// <summary>The profile.</summary>
    public SyncProfile Profile { get; }

    /// <summary>The website.</summary>
    public ICmsConnector Cms { get; }

    /// <summary>The CRM.</summary>
    public ICrmConnector Crm { get; }

    /// <summary>The memory.</summary>
    public LinkStore Store { get; }

    /// <summary>The outside world.</summary>
    public HostContext Host { get; }

    /// <summary>The site's stable key.</summary>
    public string Site => Profile.Cms.Key;

    /// <summary>The account's stable key.</summary>
    public string Account => Profile.Crm.Key;

    /// <summary>The system of a side.</summary>
    public IConnector EndOf(Side side) => side == Side.Crm ? Crm : Cms;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Cms.DisposeAsync();
        await Crm.DisposeAsync();
        await Store.DisposeAsync();
    }
}
