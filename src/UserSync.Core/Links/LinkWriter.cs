using System.Data.Common;
using System.Globalization;
using UserSync.Core.Errors;
using UserSync.Core.Model;

namespace UserSync.Core.Links;

/// <summary>Writes links inside one transaction, with statements prepared once. No path around it touches the table.</summary>
internal sealed class LinkWriter : IAsyncDisposable
{
    private readonly TimeProvider _clock;
    private readonly Statement _insert;
    private readonly Statement _owners;
    private readonly Statement _update;
    private readonly Statement _delete;
    private readonly Statement _baseline;
    private readonly Statement _touch;
    private readonly Statement _stored;

    public LinkWriter(DbConnection connection, DbTransaction transaction, TimeProvider clock)
    {
        _clock = clock;
        _insert = new Statement(connection, transaction, """
            INSERT INTO link (site, account, user_id, user_key, contact_id, is_temporary, origin, email, created_at, updated_at, user_url, contact_url)
            VALUES (@0, @1, @2, @3, @4, @5, @6, @7, @8, @9, @10, @11) ON CONFLICT DO NOTHING RETURNING id
            """);
        _owners = new Statement(connection, transaction, $"""
            SELECT {LinkTable.Columns} FROM link l WHERE l.site=@0 AND l.account=@1 AND l.user_id=@2
            UNION ALL
            SELECT {LinkTable.Columns} FROM link l WHERE l.site=@0 AND l.account=@1 AND l.contact_id=@3 AND l.user_id<>@2
            """);
        _update = new Statement(connection, transaction, "UPDATE link SET contact_id=@1, is_temporary=@2, updated_at=@3, contact_url=@4, origin=@5 WHERE id=@0");
        _delete = new Statement(connection, transaction, "DELETE FROM link WHERE site=@0 AND account=@1 AND user_id=@2 AND contact_id=@3");
        _baseline = new Statement(connection, transaction, "INSERT INTO baseline (link_id, fields) VALUES (@0, @1) ON CONFLICT (link_id) DO UPDATE SET fields=excluded.fields");
        _stored = new Statement(connection, transaction, "SELECT fields FROM baseline WHERE link_id=@0");
        _touch = new Statement(connection, transaction, """
            UPDATE link SET email=COALESCE(@4, email), updated_at=@5, user_url=COALESCE(@6, user_url), contact_url=COALESCE(@7, contact_url), is_temporary=COALESCE(@8, is_temporary)
            WHERE site=@0 AND account=@1 AND user_id=@2 AND contact_id=@3 RETURNING id
            """);
    }

    /// <summary>Adds a link; with a baseline it gets that, too.</summary>
    public async Task<LinkChange> AddAsync(SyncLink link, CancellationToken cancellationToken, Baseline? baseline = null)
    {
        DateTimeOffset now = _clock.GetUtcNow();
        SyncLink row = link with { CreatedAt = link.CreatedAt == default ? now : link.CreatedAt, UpdatedAt = now };
        object? id = await _insert.Bind(row.Site, row.Account, row.UserId, row.UserKey, row.ContactId, row.IsTemporary, row.Origin, row.Email, row.CreatedAt, row.UpdatedAt, row.UserUrl, row.ContactUrl)
            .ScalarAsync(cancellationToken);
        if (id is not null and not DBNull)
        {
            if (baseline is { Count: > 0 })
                await SaveBaselineAsync(Convert.ToInt64(id, CultureInfo.InvariantCulture), baseline, cancellationToken);
            return new LinkChange(row, Changed: true);
        }

        List<Owner> owners = await OwnersAsync(link, cancellationToken);
        if (owners is [var same] && Same(same, link))
        {
            if (baseline is { Count: > 0 })
                await SaveBaselineAsync(same.Id, baseline, cancellationToken);
            return new LinkChange(same.Link, Changed: false);
        }

        return new LinkChange(link, Changed: false, Taken(link, owners));
    }

    /// <summary>Points the user's link to another contact, or changes its flag; the baseline of a moved link goes.</summary>
    public async Task<LinkChange> ChangeAsync(SyncLink link, CancellationToken cancellationToken)
    {
        List<Owner> owners = await OwnersAsync(link, cancellationToken);
        Owner? own = owners.Find(o => o.Link.UserId == link.UserId);
        if (own is null)
        {
            return new LinkChange(link, Changed: false, new SyncError(ErrorIds.LinkNotFound, $"User {link.UserId} of site {link.Site} has no link to account {link.Account}.")
            {
                Item = link.UserId,
                Side = Side.Cms,
                Remedy = "Use New-SyncLink to make one.",
            });
        }

        if (owners.Count > 1)
            return new LinkChange(link, Changed: false, Taken(link, owners.FindAll(o => o != own)));
        if (Same(own, link) && own.Link.IsTemporary == link.IsTemporary)
            return new LinkChange(own.Link, Changed: false);
        DateTimeOffset now = _clock.GetUtcNow();
        await _update.Bind(own.Id, link.ContactId, link.IsTemporary, now, link.ContactUrl, link.Origin).RunAsync(cancellationToken);
        if (!Same(own, link))
            await SaveBaselineAsync(own.Id, [], cancellationToken);
        return new LinkChange(link with { CreatedAt = own.Link.CreatedAt, UpdatedAt = now }, Changed: true) { Before = own.Link };
    }

    /// <summary>Removes a link when user and contact are still those.</summary>
    public async Task<bool> RemoveAsync(SyncLink link, CancellationToken cancellationToken)
        => await _delete.Bind(link.Site, link.Account, link.UserId, link.ContactId).RunAsync(cancellationToken) > 0;

    /// <summary>Replaces a pair's baseline.</summary>
    public Task SaveBaselineAsync(long linkId, Baseline baseline, CancellationToken cancellationToken)
        => _baseline.Bind(linkId, StoredJson.Write(baseline)).RunAsync(cancellationToken);

    /// <summary>Replaces the baseline of the pair that a link names, and what the link remembers of it; false when there is no such link.</summary>
    /// <param name="link">The link.</param>
    /// <param name="baseline">Its new baseline.</param>
    /// <param name="keep">Keys of the baseline that stay as they are.</param>
    /// <param name="temporary">What becomes of the flag "temporary user"; null leaves it.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<bool> ConfirmAsync(SyncLink link, Baseline baseline, IReadOnlyList<string> keep, bool? temporary, CancellationToken cancellationToken)
    {
        object? found = await _touch.Bind(link.Site, link.Account, link.UserId, link.ContactId, link.Email, _clock.GetUtcNow(), link.UserUrl, link.ContactUrl, temporary).ScalarAsync(cancellationToken);
        if (found is null or DBNull)
            return false;
        long id = Convert.ToInt64(found, CultureInfo.InvariantCulture);
        if (keep.Count > 0 && await _stored.Bind(id).ScalarAsync(cancellationToken) is string stored)
        {
            Baseline before = StoredJson.ReadBaseline(stored);
            foreach (string key in keep.Where(before.ContainsKey))
                baseline[key] = before[key];
        }

        await SaveBaselineAsync(id, baseline, cancellationToken);
        return true;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _touch.DisposeAsync();
        await _stored.DisposeAsync();
        await _insert.DisposeAsync();
        await _owners.DisposeAsync();
        await _update.DisposeAsync();
        await _delete.DisposeAsync();
        await _baseline.DisposeAsync();
    }

    private static bool Same(Owner owner, SyncLink link) => owner.Link.UserId == link.UserId && owner.Link.ContactId == link.ContactId;

    private static SyncError Taken(SyncLink link, List<Owner> owners)
    {
        string held = string.Join("; ", owners.Select(o => $"user {o.Link.UserId} is linked to contact {o.Link.ContactId}"));
        return new SyncError(ErrorIds.LinkTaken, $"User {link.UserId} of site {link.Site} cannot be linked to contact {link.ContactId} of account {link.Account}: {held}.")
        {
            Item = link.UserId,
            Remedy = "Use Set-SyncLink to move a link, or Remove-SyncLink first.",
        };
    }

    private Task<List<Owner>> OwnersAsync(SyncLink link, CancellationToken cancellationToken) => _owners
        .Bind(link.Site, link.Account, link.UserId, link.ContactId)
        .ListAsync(r => new Owner(r.GetInt64(0), LinkTable.ReadLink(r)), cancellationToken);

    private sealed record Owner(long Id, SyncLink Link);
}
