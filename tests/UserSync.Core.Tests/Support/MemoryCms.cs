using System.Runtime.CompilerServices;
using UserSync.Core.Connectors;
using UserSync.Core.Model;

namespace UserSync.Core.Tests.Support;

public sealed class MemoryCms : MemoryConnector, ICmsConnector
{
    public List<CmsUser> Users { get; } = [];

    /// <summary>Users that a listing leaves out although they exist.</summary>
    public HashSet<string> HiddenFromListing { get; } = new(StringComparer.Ordinal);

    public override Side Side => Side.Cms;

    public CmsUser Add(string id, string? email, string name = "", string? phone = null)
    {
        var user = new CmsUser { Site = "site", UserId = id, UserName = "u" + id, Email = email ?? "", Name = name, Fields = new FieldMap { ["fields.phone"] = FieldValue.Of(phone) } };
        Users.Add(user);
        return user;
    }

    public void Change(string id, Func<CmsUser, CmsUser> change)
    {
        int index = Users.FindIndex(u => u.UserId == id);
        Users[index] = change(Users[index]);
    }

    public async IAsyncEnumerable<CmsUser> ReadAsync(RecordQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (CmsUser[] page in Users.Where(u => !HiddenFromListing.Contains(u.UserId)).Chunk(Capabilities.Costs.PageSize))
        {
            cancellationToken.ThrowIfCancellationRequested();
            Requests.Add(write: false);
            await Task.Yield();
            foreach (CmsUser user in page.Where(u => query.ChangedSince is null || u.ModifiedAt >= query.ChangedSince))
                yield return user;
        }
    }

    public async IAsyncEnumerable<CmsUser> GetAsync(IReadOnlyCollection<string> userIds, RecordQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Requests.Add(write: false);
        await Task.Yield();
        foreach (CmsUser user in Users.Where(u => userIds.Contains(u.UserId)).ToList())
            yield return user;
    }

    public IAsyncEnumerable<CmsUser> FindAsync(LookupKey key, IReadOnlyCollection<string> values, RecordQuery query, CancellationToken cancellationToken) => throw new NotSupportedException();

    public IAsyncEnumerable<CmsGroup> ListGroupsAsync(CancellationToken cancellationToken) => AsyncEnumerable.Empty<CmsGroup>();

    public Task<long?> CountAsync(CancellationToken cancellationToken) => Task.FromResult<long?>(null);

    public override IAsyncEnumerable<FieldInfo> ListFieldsAsync(CancellationToken cancellationToken)
        => new[] { new FieldInfo("name", "Name", "text"), new FieldInfo("email", "E-mail", "email") }.ToAsyncEnumerable();

    public override IAsyncEnumerable<SettledCreate> SettleAsync(IReadOnlyList<OpenCreate> creates, CancellationToken cancellationToken) => throw new NotSupportedException();

    protected override WriteResult Store(RecordWrite write) => throw new InvalidOperationException("A run towards the CRM never writes to the CMS.");
}
