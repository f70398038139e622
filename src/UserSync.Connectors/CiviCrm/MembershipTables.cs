using UserSync.Core.Connectors;
using UserSync.Core.Errors;

namespace UserSync.Connectors.CiviCrm;

/// <summary>Tags and groups by what a profile calls them.</summary>
internal sealed class MembershipTables(CiviApi api) : IDisposable
{
    /// <summary>The tags.</summary>
    public TagTable Tags { get; } = new(api);

    /// <summary>The groups.</summary>
    public GroupTable Groups { get; } = new(api);

    /// <summary>Why a write cannot be carried out; null when all its groups take members.</summary>
    public Task<SyncError?> CheckAsync(RecordWrite write, CancellationToken cancellationToken) => Groups.CheckAsync(write.JoinGroups, cancellationToken);

    /// <summary>The ids of what a write names; tags that are missing are made.</summary>
    public async Task<MembershipIds> IdsAsync(RecordWrite write, CancellationToken cancellationToken) => new(
        await Tags.IdsAsync(write.AddTags, make: true, cancellationToken),
        await Tags.IdsAsync(write.RemoveTags, make: false, cancellationToken),
        await Groups.IdsAsync(write.JoinGroups, cancellationToken),
        await Groups.IdsAsync(write.LeaveGroups, cancellationToken));

    /// <inheritdoc/>
    public void Dispose()
    {
        Tags.Dispose();
        Groups.Dispose();
    }
}
