using System.Globalization;
using System.Runtime.CompilerServices;
using UserSync.Core.Connectors;
using UserSync.Core.Errors;
using UserSync.Core.Model;

namespace UserSync.Core.Tests.Support;

public sealed class MemoryCms : MemoryConnector, ICmsConnector, IUserHashes
{
    private readonly Dictionary<string, string> _markers = new(StringComparer.Ordinal);
    private int _last = 9000;

    public List<CmsUser> Users { get; } = [];

    /// <summary>What becomes of a text when it is stored.</summary>
    public Func<string, string> Lossy { get; set; } = static text => text;

    /// <summary>Users that a listing leaves out although they exist.</summary>
    public HashSet<string> HiddenFromListing { get; } = new(StringComparer.Ordinal);

    /// <summary>Groups that the site silently does not put anybody into.</summary>
    public HashSet<string> RefusedGroups { get; } = new(StringComparer.OrdinalIgnoreCase);

    public override Side Side => Side.Cms;

    /// <summary>True makes a delete only block, as the setting of a site may say.</summary>
    public bool DeletesOnlyBlock { get; set; }

    public CmsUser Add(string id, string? email, string name = "", string? phone = null, string? key = null)
    {
        var user = new CmsUser { Site = "site", UserId = id, Key = key ?? id, UserName = "u" + id, Email = email ?? "", Name = name, Fields = new FieldMap { ["fields.phone"] = FieldValue.Of(phone) } };
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

    /// <summary>As loose as a database's filter for groups: everybody is there, whatever was asked for.</summary>
    public async IAsyncEnumerable<UserHash> HashesAsync(RecordQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (!Capabilities.ContentHashes)
            throw new InvalidOperationException("This site makes no hashes.");
        Requests.Add(write: false);
        await Task.Yield();
        foreach (CmsUser user in Users.ToList())
        {
            string content = string.Join('|', [user.Email, user.Name, .. user.Groups.Select(g => g.Id), .. (query.Fields ?? []).Select(f => $"{f}={user.Get(f)}")]);
            yield return new UserHash(user.UserId, Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(content))));
        }
    }

    public async IAsyncEnumerable<CmsUser> GetAsync(IReadOnlyCollection<string> userIds, RecordQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Requests.Add(write: false);
        await Task.Yield();
        foreach (CmsUser user in Users.Where(u => userIds.Contains(u.Key) || userIds.Contains(u.UserId)).ToList())
            yield return user;
    }

    // As loose as a database's collation: the caller must compare again.
    public async IAsyncEnumerable<CmsUser> FindAsync(LookupKey key, IReadOnlyCollection<string> values, RecordQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (values.Count > Capabilities.Costs.FindBatch)
            throw new InvalidOperationException("More keys than the connector takes.");
        Requests.Add(write: false);
        await Task.Yield();
        foreach (CmsUser user in Users.Where(u => u.Get(key.Path).Values.Any(v => values.Any(w => CultureInfo.InvariantCulture.CompareInfo.Compare(v, w, CompareOptions.IgnoreCase | CompareOptions.IgnoreNonSpace) == 0))).ToList())
            yield return user;
    }

    public IAsyncEnumerable<CmsGroup> ListGroupsAsync(CancellationToken cancellationToken) => AsyncEnumerable.Empty<CmsGroup>();

    public Task<long?> CountAsync(CancellationToken cancellationToken) => Task.FromResult<long?>(null);

    public override IAsyncEnumerable<FieldInfo> ListFieldsAsync(CancellationToken cancellationToken)
        => new[] { new FieldInfo("name", "Name", "text"), new FieldInfo("email", "E-mail", "email") }.ToAsyncEnumerable();

    public override async IAsyncEnumerable<SettledCreate> SettleAsync(IReadOnlyList<OpenCreate> creates, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Requests.Add(write: false);
        await Task.Yield();
        foreach (OpenCreate create in creates)
            yield return new SettledCreate(create.IntentId, _markers.GetValueOrDefault(create.Write.Marker!)) { Key = create.Write.Key };
    }

    protected override WriteResult Store(RecordWrite write)
    {
        if (write.Kind != WriteKind.Create && !Users.Exists(u => u.UserId == write.RecordId))
            return Refuse(write, ConnectorErrorKind.NotFound, $"There is no user {write.RecordId}.");
        string? address = write.Fields.FirstOrDefault(f => f.Path == "email")?.Value.Text;
        if (address is not null && Users.Exists(u => u.UserId != write.RecordId && string.Equals(u.Email, address, StringComparison.OrdinalIgnoreCase)))
            return Refuse(write, ConnectorErrorKind.Duplicate, $"Another user has the address {address}.");
        if (write.Kind != WriteKind.Create && write.Key is { } key && !Users.Exists(u => u.Key == key))
            throw new InvalidOperationException($"{key} addresses no user.");
        switch (write.Kind)
        {
            case WriteKind.Create:
                if (Capabilities.ChoosesKey != write.Key is not null || (Capabilities.ChoosesKey && write.RecordId is not null))
                    throw new InvalidOperationException("The key of a new user is chosen where the capability says so, and its id then is not.");
                if (write.Key is not null && Users.Exists(u => u.Key == write.Key))
                    return Refuse(write, ConnectorErrorKind.Duplicate, $"There is a user {write.Key}.");
                string id = write.RecordId ?? (++_last).ToString(CultureInfo.InvariantCulture);
                if (address is null)
                    return Refuse(write, ConnectorErrorKind.InvalidItem, "A user needs an address.");
                if (write.Marker is null || !_markers.TryAdd(write.Marker, id))
                    throw new InvalidOperationException($"A second user is made for {write.Marker}.");
                Users.Add(Apply(new CmsUser { Site = "site", UserId = id, Key = write.Key ?? id, UserName = "u" + id, Email = "", Name = "", ProfileUrl = PageOf(id), Enabled = write.Enabled, Groups = Joined([.. (write.Groups ?? []).Select(g => new CmsGroup(g, g))], write), Fields = new FieldMap { ["fields.phone"] = FieldValue.Empty } }, write.Fields));
                return Done(write, id);
            case WriteKind.Update:
                if (address is null && write.Fields.Any(f => f.Path == "email"))
                    return Refuse(write, ConnectorErrorKind.InvalidItem, "The address of a user cannot be cleared.");
                Change(write.RecordId!, u => Apply(u with { Groups = Joined(u.Groups, write) }, write.Fields));
                return Done(write, write.RecordId!);
            case WriteKind.Block:
                Change(write.RecordId!, u => u with { Enabled = false });
                return Done(write, write.RecordId!);
            case WriteKind.Delete when DeletesOnlyBlock:
                Change(write.RecordId!, u => u with { Enabled = false });
                return Done(write, write.RecordId!) with { Instead = WriteKind.Block };
            case WriteKind.Delete:
                Users.RemoveAll(u => u.UserId == write.RecordId);
                return new WriteResult(write.IntentId, WriteOutcome.Done) { RecordId = write.RecordId };
            default:
                throw new InvalidOperationException($"Users take no {write.Kind}.");
        }
    }

    private WriteResult Done(RecordWrite write, string id)
    {
        CmsUser user = Users.Single(u => u.UserId == id);
        var returned = new FieldMap();
        foreach (FieldWrite field in write.Fields)
            returned[field.Path] = user.Get(field.Path);
        foreach (string path in write.GroupPaths)
            returned[path] = user.Get(path);
        return new WriteResult(write.IntentId, WriteOutcome.Done) { RecordId = id, Key = user.Key, Url = PageOf(id), Returned = returned };
    }

    private static string PageOf(string id) => "https://site/users/" + id;

    private IReadOnlyList<CmsGroup> Joined(IReadOnlyList<CmsGroup> groups, RecordWrite write) =>
        [.. groups.Where(g => !write.LeaveGroups.Contains(g.Name, StringComparer.OrdinalIgnoreCase)).Select(g => g.Name).Union(write.JoinGroups.Where(g => !RefusedGroups.Contains(g)), StringComparer.OrdinalIgnoreCase).Select(g => new CmsGroup(g, g))];

    private CmsUser Apply(CmsUser user, IReadOnlyList<FieldWrite> fields)
    {
        foreach (FieldWrite field in fields)
        {
            string text = Lossy(field.Value.ToString());
            user = field.Path switch
            {
                "name" => user with { Name = text },
                "email" => user with { Email = field.Value.ToString() },
                _ => user with { Fields = new FieldMap().With(user.Fields, field.Path, FieldValue.Of(text)) },
            };
        }

        return user;
    }
}
