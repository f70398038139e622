using System.Globalization;
using UserSync.Core.Links;
using UserSync.Core.Links.Sqlite;
using UserSync.Core.Model;

namespace UserSync.Benchmarks;

/// <summary>Links into the store, every batch synced, and look-ups by id.</summary>
internal sealed class LinkStoreRuns
{
    private const int Batch = 1000;
    private readonly string _folder;
    private readonly int _count;

    public LinkStoreRuns(string folder, int count)
    {
        _folder = folder;
        _count = count;
    }

    public async Task MeasureAsync()
    {
        await using LinkStore store = await LinkStore.OpenAsync(new SqliteDatabase(Path.Combine(_folder, "links.db")), TimeProvider.System, CancellationToken.None);
        await Measure.RunAsync("add links, batches of 1000, synced", async () =>
        {
            int added = 0;
            foreach (SyncLink[] batch in Enumerable.Range(0, _count).Select(Link).Chunk(Batch))
                added += (await store.Links.AddAsync(batch, CancellationToken.None)).Count(c => c.Changed);
            return added;
        });
        await Measure.RunAsync("look up by user id, 500 at once", async () =>
        {
            int found = 0;
            foreach (string[] ids in Enumerable.Range(0, _count).Select(i => i.ToString(CultureInfo.InvariantCulture)).Chunk(500))
            {
                await foreach (SyncLink link in store.Links.ReadAsync(new LinkQuery { Site = "bench", Account = "bench", UserIds = ids }, CancellationToken.None))
                    found += link.ContactId.Length > 0 ? 1 : 0;
            }

            return found;
        });
        await Measure.RunAsync("read all links", async () => await store.Links.ReadAsync(LinkQuery.All, CancellationToken.None).CountAsync());
    }

    private static SyncLink Link(int i) => new()
    {
        Site = "bench",
        Account = "bench",
        UserId = i.ToString(CultureInfo.InvariantCulture),
        ContactId = "c" + i.ToString(CultureInfo.InvariantCulture),
    };
}
