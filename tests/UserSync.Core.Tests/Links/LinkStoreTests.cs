using System.Data.Common;
using System.Globalization;
using Microsoft.Data.Sqlite;
using UserSync.Core.Errors;
using UserSync.Core.Links;
using UserSync.Core.Links.Sqlite;
using UserSync.Core.Model;
using UserSync.Core.Tests.Support;

namespace UserSync.Core.Tests.Links;

public sealed class LinkStoreTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("usersync-store").FullName;
    private readonly ManualTime _clock = new();

    private string StorePath => Path.Combine(_folder, "links.db");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_user_has_one_contact_and_a_contact_one_user_and_the_refusal_names_both_sides()
    {
        await using LinkStore store = await OpenAsync();
        Assert.True((await AddAsync(store, "1", "11")).Changed);
        SyncError user = (await AddAsync(store, "1", "12")).Error!;
        SyncError contact = (await AddAsync(store, "2", "11")).Error!;
        Assert.All([user, contact], e => Assert.Equal(ErrorIds.LinkTaken, e.Id));
        Assert.Contains("user 1 is linked to contact 11", contact.Message, StringComparison.Ordinal);
        Assert.Single(await ReadAsync(store));
    }

    [Theory]
    [InlineData("run", "change_by_run")]
    [InlineData("user", "change_by_user")]
    [InlineData("contact", "change_by_contact (account=? AND contact_id=?")]
    public async Task The_journal_is_searched_by_an_index(string by, string index)
    {
        await using System.Data.Common.DbConnection connection = await new SqliteDatabase(StorePath).OpenAsync(CancellationToken.None);
        var query = new ChangeQuery { Site = "site", Account = "account", Run = by == "run" ? "r" : null, UserId = by == "user" ? "1" : null, ContactId = by == "contact" ? "1" : null };
        await using Statement explain = ChangeTable.Select(connection, query, 0, "EXPLAIN QUERY PLAN ");
        List<string> steps = await explain.ListAsync(r => r.GetString(3), CancellationToken.None);
        Assert.Contains(steps, s => s.Contains("USING INDEX " + index, StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_identical_link_again_is_left_as_it_is()
    {
        await using LinkStore store = await OpenAsync();
        SyncLink matched = Link("1", "11") with { Origin = LinkOrigin.Matched, Email = "a@example.org", IsTemporary = true, ContactUrl = "https://crm.example.org/11" };
        await store.Links.AddAsync([matched], CancellationToken.None);
        _clock.Advance(TimeSpan.FromSeconds(1));
        LinkChange again = await AddAsync(store, "1", "11");
        Assert.Equal((false, null), (again.Changed, again.Error));
        Assert.Equal(Assert.Single(await ReadAsync(store)), again.Link);
        Assert.Equal(LinkOrigin.Matched, again.Link.Origin);
    }

    [Fact]
    public async Task A_full_disk_is_told_as_such_and_the_store_goes_on_when_there_is_room()
    {
        var database = new SmallDisk(new SqliteDatabase(StorePath));
        await using LinkStore store = await LinkStore.OpenAsync(database, _clock, CancellationToken.None);
        SyncLink[] many = [.. Enumerable.Range(1, 2000).Select(i => new SyncLink { Site = "site", Account = "account", UserId = $"{i}", ContactId = $"c{i}" })];
        await database.LimitAsync(40);
        for (int attempt = 0; attempt < 2; attempt++)
        {
            UserSyncException full = await Assert.ThrowsAsync<UserSyncException>(() => store.Links.AddAsync(many, CancellationToken.None));
            Assert.Equal(ErrorIds.StoreUnavailable, full.Error.Id);
            Assert.Contains("disk is full", full.Message, StringComparison.Ordinal);
        }

        Assert.Empty(await ReadAsync(store));
        await database.LimitAsync(4000);
        Assert.All(await store.Links.AddAsync(many, CancellationToken.None), c => Assert.True(c.Changed));
    }

    [Fact]
    public async Task Several_sites_and_accounts_live_in_one_store()
    {
        await using LinkStore store = await OpenAsync();
        await AddAsync(store, "1", "11");
        Assert.True((await AddAsync(store, "1", "11", site: "other")).Changed);
        Assert.True((await AddAsync(store, "1", "11", account: "other")).Changed);
        Assert.Single(await store.Links.ReadAsync(new LinkQuery { Site = "other" }, CancellationToken.None).ToListAsync());
    }

    [Fact]
    public async Task A_moved_link_is_refused_when_the_contact_is_taken_and_keeps_its_place()
    {
        await using LinkStore store = await OpenAsync();
        await AddAsync(store, "1", "11");
        await AddAsync(store, "2", "12");
        LinkChange refused = (await store.Links.ChangeAsync([Link("1", "12")], CancellationToken.None)).Single();
        Assert.Equal(ErrorIds.LinkTaken, refused.Error!.Id);
        LinkChange moved = (await store.Links.ChangeAsync([Link("1", "13") with { IsTemporary = true }], CancellationToken.None)).Single();
        Assert.True(moved.Changed);
        Assert.Equal(("13", true), (await ReadAsync(store)).Where(l => l.UserId == "1").Select(l => (l.ContactId, l.IsTemporary)).Single());
        Assert.Equal(ErrorIds.LinkNotFound, (await store.Links.ChangeAsync([Link("9", "19")], CancellationToken.None)).Single().Error!.Id);
    }

    [Fact]
    public async Task Links_are_found_by_users_and_by_contacts_many_at_once()
    {
        await using LinkStore store = await OpenAsync();
        await store.Links.AddAsync([.. Enumerable.Range(0, 5000).Select(i => Link($"u{i}", $"c{i}"))], CancellationToken.None);
        string[] users = [.. Enumerable.Range(0, 5000).Where(i => i % 3 == 0).Select(i => $"u{i}"), "nobody"];
        Assert.Equal(1667, (await store.Links.ReadAsync(new LinkQuery { UserIds = users }, CancellationToken.None).ToListAsync()).Count);
        SyncLink one = Assert.Single(await store.Links.ReadAsync(new LinkQuery { ContactIds = ["c42"] }, CancellationToken.None).ToListAsync());
        Assert.Equal("u42", one.UserId);
        Assert.Equal(5000, (await ReadAsync(store)).Count);
    }

    [Fact]
    public async Task A_store_that_is_no_database_is_named_as_damaged()
    {
        await File.WriteAllTextAsync(StorePath, new string('x', 5000));
        Assert.Equal(ErrorIds.StoreCorrupt, (await Assert.ThrowsAsync<UserSyncException>(OpenAsync)).Error.Id);
    }

    [Fact]
    public async Task Another_programs_database_is_left_alone()
    {
        await ExecuteAsync("CREATE TABLE theirs (a)");
        UserSyncException refused = await Assert.ThrowsAsync<UserSyncException>(OpenAsync);
        Assert.Equal(ErrorIds.StoreCorrupt, refused.Error.Id);
    }

    [Fact]
    public async Task A_newer_store_is_refused_with_the_remedy()
    {
        await (await OpenAsync()).DisposeAsync();
        await ExecuteAsync("PRAGMA user_version=999");
        SyncError error = (await Assert.ThrowsAsync<UserSyncException>(OpenAsync)).Error;
        Assert.Equal(ErrorIds.StoreTooNew, error.Id);
        Assert.Contains("Update UserSync", error.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_in_the_place_of_the_store_is_named()
    {
        Directory.CreateDirectory(StorePath);
        SyncError error = (await Assert.ThrowsAsync<UserSyncException>(OpenAsync)).Error;
        Assert.Equal(ErrorIds.StoreUnavailable, error.Id);
        Assert.Contains(StorePath, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_new_store_is_readable_by_its_owner_only()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no file modes");
        await using LinkStore store = await OpenAsync();
        await AddAsync(store, "1", "11");
        if (OperatingSystem.IsWindows())
            return;
        foreach (string file in Directory.GetFiles(_folder))
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
    }

    [Fact]
    public async Task A_preview_of_a_missing_store_makes_no_file()
    {
        await using (LinkStore preview = await LinkStore.OpenAsync(new SqliteDatabase(StorePath, readOnly: true), _clock, CancellationToken.None))
            Assert.Empty(await ReadAsync(preview));
        Assert.Empty(Directory.GetFiles(_folder));
    }

    [Fact]
    public async Task A_preview_of_a_store_leaves_no_file_beside_it_and_cannot_write()
    {
        await using (LinkStore store = await OpenAsync())
            await AddAsync(store, "1", "11");
        await using (LinkStore preview = await LinkStore.OpenAsync(new SqliteDatabase(StorePath, readOnly: true), _clock, CancellationToken.None))
        {
            Assert.Single(await ReadAsync(preview));
            await Assert.ThrowsAsync<UserSyncException>(() => AddAsync(preview, "2", "12"));
        }

        Assert.Equal([StorePath], Directory.GetFiles(_folder));
    }

    [Fact]
    public async Task A_fence_number_only_grows()
    {
        await using LinkStore store = await OpenAsync();
        var owner = new LeaseOwner("here", 1, DateTimeOffset.UnixEpoch);
        Lease first = await store.Leases.AcquireAsync(["site a"], owner, _ => true, TimeSpan.FromMinutes(1), CancellationToken.None);
        await store.Leases.ReleaseAsync(first, CancellationToken.None);
        Lease second = await store.Leases.AcquireAsync(["site a"], owner, _ => true, TimeSpan.FromMinutes(1), CancellationToken.None);
        Assert.True(second.Fences["site a"] > first.Fences["site a"]);
        await Assert.ThrowsAsync<UserSyncException>(() => store.Leases.RenewAsync(first, CancellationToken.None));
    }

    [Fact]
    public async Task An_expired_lease_is_taken_over()
    {
        await using LinkStore store = await OpenAsync();
        var owner = new LeaseOwner("elsewhere", 1, DateTimeOffset.UnixEpoch);
        await store.Leases.AcquireAsync(["site a"], owner, _ => true, TimeSpan.FromMinutes(1), CancellationToken.None);
        await Assert.ThrowsAsync<UserSyncException>(() => store.Leases.AcquireAsync(["site a"], owner with { Host = "here" }, _ => false, TimeSpan.FromMinutes(1), CancellationToken.None));
        _clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(2, (await store.Leases.AcquireAsync(["site a"], owner with { Host = "here" }, _ => true, TimeSpan.FromMinutes(1), CancellationToken.None)).Fences["site a"]);
    }

    [Fact]
    public async Task A_transaction_longer_than_the_lease_leaves_it_renewed()
    {
        await using LinkStore store = await OpenAsync();
        store.Fence = await store.Leases.AcquireAsync(["site a"], new LeaseOwner("elsewhere", 1, DateTimeOffset.UnixEpoch), _ => true, TimeSpan.FromMinutes(1), CancellationToken.None);
        await store.WriteAsync(
            (_, _) =>
            {
                _clock.Advance(TimeSpan.FromMinutes(5));
                return Task.CompletedTask;
            },
            CancellationToken.None);
        await using LinkStore other = await OpenAsync();
        UserSyncException held = await Assert.ThrowsAsync<UserSyncException>(
            () => other.Leases.AcquireAsync(["site a"], new LeaseOwner("here", 2, DateTimeOffset.UnixEpoch), _ => true, TimeSpan.FromMinutes(1), CancellationToken.None));
        Assert.Equal(ErrorIds.LeaseHeld, held.Error.Id);
    }

    private static SyncLink Link(string user, string contact, string site = "site", string account = "account") => new() { Site = site, Account = account, UserId = user, ContactId = contact };

    private static async Task<LinkChange> AddAsync(LinkStore store, string user, string contact, string site = "site", string account = "account")
        => Assert.Single(await store.Links.AddAsync([Link(user, contact, site, account)], CancellationToken.None));

    private static Task<List<SyncLink>> ReadAsync(LinkStore store) => store.Links.ReadAsync(LinkQuery.All, CancellationToken.None).ToListAsync().AsTask();

    private Task<LinkStore> OpenAsync() => LinkStore.OpenAsync(new SqliteDatabase(StorePath), _clock, CancellationToken.None);

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = new SqliteConnection($"Data Source={StorePath};Pooling=False");
        await connection.OpenAsync();
        await using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }

    private sealed class SmallDisk(SqliteDatabase inner) : ILinkDatabase
    {
        private DbConnection? _connection;

        public string Location => inner.Location;

        public async Task<DbConnection> OpenAsync(CancellationToken cancellationToken) => _connection = await inner.OpenAsync(cancellationToken);

        public bool IsWritable(DbConnection connection) => inner.IsWritable(connection);

        public Exception Explain(DbException failure) => inner.Explain(failure);

        public async Task LimitAsync(int pages)
        {
            await using DbCommand limit = _connection!.CreateCommand();
            limit.CommandText = $"PRAGMA cache_size=10; PRAGMA max_page_count={pages.ToString(CultureInfo.InvariantCulture)}";
            await limit.ExecuteNonQueryAsync();
        }
    }
}
