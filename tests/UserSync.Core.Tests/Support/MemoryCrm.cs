using System.Globalization;
using System.Runtime.CompilerServices;
using UserSync.Core.Connectors;
using UserSync.Core.Errors;
using UserSync.Core.Model;

namespace UserSync.Core.Tests.Support;

/// <summary>Contacts in memory, with a marker field of their own; can be as lossy as real systems are.</summary>
public sealed class MemoryCrm : MemoryConnector, ICrmConnector, ILinkMirror
{
    private readonly Dictionary<string, string> _markers = new(StringComparer.Ordinal);
    private int _last = 100;

    public List<CrmContact> Contacts { get; } = [];

    public HashSet<string> HiddenFromListing { get; } = new(StringComparer.Ordinal);

    /// <summary>The links that the CRM keeps itself; used only where the capability says so.</summary>
    public List<MirroredLink> Mirrored { get; } = [];

    public int MirrorWrites { get; private set; }

    /// <summary>True refuses to take any link out.</summary>
    public bool KeepsMirrored { get; set; }

    /// <summary>True when nobody can say which contact a lost create made.</summary>
    public bool SettlesUnclearly { get; set; }

    public bool RefuseDeletes { get; set; }

    /// <summary>Notes as they were written, with the contact.</summary>
    public List<(string ContactId, string Text)> Notes { get; } = [];

    /// <summary>Contacts whose changes are refused.</summary>
    public HashSet<string> Refused { get; } = new(StringComparer.Ordinal);

    /// <summary>The contact that answers to updates name, whatever was written.</summary>
    public string? AnswersWith { get; set; }

    /// <summary>Fields of its own that every contact has, empty until somebody writes them.</summary>
    public List<string> OwnFields { get; } = [];

    /// <summary>What becomes of a text when it is stored.</summary>
    public Func<string, string> Lossy { get; set; } = static text => text;

    public override Side Side => Side.Crm;

    public CrmContact Add(string id, string name, params string[] emails)
    {
        var contact = new CrmContact { Account = "account", ContactId = id, Name = name, Emails = [.. emails.Select(e => new ContactEmail(e))], Phones = [], Tags = [], CreatedAt = DateTimeOffset.UnixEpoch.AddDays(Contacts.Count), Fields = Blank() };
        Contacts.Add(contact);
        return contact;
    }

    public CrmContact this[string id] => Contacts.Single(c => c.ContactId == id);

    public void Change(string id, Func<CrmContact, CrmContact> change)
    {
        int index = Contacts.FindIndex(c => c.ContactId == id);
        Contacts[index] = change(Contacts[index]);
    }

    public async IAsyncEnumerable<CrmContact> ReadAsync(RecordQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        bool Takes(CrmContact contact) => contact.State == ContactState.Live && !HiddenFromListing.Contains(contact.ContactId)
            && (query.Tags.Count == 0 || contact.Tags!.Any(t => query.Tags.Contains(t.Name, StringComparer.Ordinal))) && !contact.Tags!.Any(t => query.NotTags.Contains(t.Name, StringComparer.Ordinal));
        foreach (CrmContact[] page in Contacts.Where(Takes).ToList().Chunk(Capabilities.Costs.PageSize))
        {
            cancellationToken.ThrowIfCancellationRequested();
            Requests.Add(write: false);
            await Task.Yield();
            foreach (CrmContact contact in page)
                yield return contact;
        }
    }

    public async IAsyncEnumerable<CrmContact> GetAsync(IReadOnlyCollection<string> contactIds, RecordQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Requests.Add(write: false);
        await Task.Yield();
        foreach (string id in contactIds)
        {
            if (HiddenFromListing.Contains(id))
                continue;
            yield return Contacts.Find(c => c.ContactId == id) ?? new CrmContact { Account = "account", ContactId = id, State = ContactState.Gone };
        }
    }

    // As loose as a database's collation: the caller must compare again.
    public async IAsyncEnumerable<CrmContact> FindAsync(LookupKey key, IReadOnlyCollection<string> values, RecordQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (values.Count > Capabilities.Costs.FindBatch)
            throw new InvalidOperationException("More keys than the connector takes.");
        Requests.Add(write: false);
        await Task.Yield();
        foreach (CrmContact contact in Contacts.Where(c => c.Get(key.Path).Values.Any(v => values.Any(w => CultureInfo.InvariantCulture.CompareInfo.Compare(v, w, CompareOptions.IgnoreCase | CompareOptions.IgnoreNonSpace) == 0))).ToList())
            yield return contact;
    }

    public Task<IReadOnlyList<long>> FindNotesAsync(IReadOnlyList<RecordWrite> notes, CancellationToken cancellationToken)
        => Task.FromResult<IReadOnlyList<long>>([.. notes.Where(n => Notes.Contains((n.RecordId!, n.Note!))).Select(n => n.IntentId)]);

    public IAsyncEnumerable<CrmTag> ListTagsAsync(CancellationToken cancellationToken) => AsyncEnumerable.Empty<CrmTag>();

    public Task<long?> CountAsync(CancellationToken cancellationToken) => Task.FromResult<long?>(null);

    public override IAsyncEnumerable<FieldInfo> ListFieldsAsync(CancellationToken cancellationToken)
        => new[] { new FieldInfo("name", "Name", "text"), new FieldInfo("EMAIL", "E-mail", "email") }.ToAsyncEnumerable();

    public override async IAsyncEnumerable<SettledCreate> SettleAsync(IReadOnlyList<OpenCreate> creates, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Requests.Add(write: false);
        await Task.Yield();
        foreach (OpenCreate create in creates)
            yield return new SettledCreate(create.IntentId, SettlesUnclearly ? null : _markers.GetValueOrDefault(create.Write.Marker!)) { Ambiguous = SettlesUnclearly };
    }

    public async IAsyncEnumerable<MirroredLink> ReadLinksAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.Yield();
        foreach (MirroredLink link in Mirrored.ToList())
            yield return link;
    }

    public Task<IReadOnlyList<SyncError>> WriteLinksAsync(IReadOnlyList<MirroredLink> add, IReadOnlyList<MirroredLink> remove, CancellationToken cancellationToken)
    {
        MirrorWrites++;
        if (KeepsMirrored && remove.Count > 0)
            return Task.FromResult<IReadOnlyList<SyncError>>([.. remove.Select(r => new SyncError(ErrorIds.ItemRefused, "kept") { Item = r.UserId })]);
        Mirrored.RemoveAll(m => remove.Any(r => r.UserId == m.UserId && r.ContactId == m.ContactId));
        Mirrored.AddRange(add);
        return Task.FromResult<IReadOnlyList<SyncError>>([]);
    }

    /// <summary>Forgets which contacts were made for whom.</summary>
    public void Forget() => _markers.Clear();

    protected override WriteResult Store(RecordWrite write)
    {
        switch (write.Kind)
        {
            case WriteKind.Create:
                string id = write.RecordId ?? (++_last).ToString(CultureInfo.InvariantCulture);
                if (write.Marker is null || !_markers.TryAdd(write.Marker, id))
                    throw new InvalidOperationException($"A second contact is made for {write.Marker}.");
                CrmContact made = Apply(new CrmContact { Account = "account", ContactId = id, Name = "", Emails = [], Phones = [], Tags = [], Fields = Blank() }, write.Fields);
                Contacts.Add(Labelled(made, write));
                return Done(write, id);
            case WriteKind.Note when Capabilities.Notes && Contacts.Exists(c => c.ContactId == write.RecordId && c.State == ContactState.Live) && !Refused.Contains(write.RecordId!):
                Notes.Add((write.RecordId!, write.Note!));
                return new WriteResult(write.IntentId, WriteOutcome.Done) { RecordId = write.RecordId };
            case WriteKind.Update when Refused.Contains(write.RecordId!):
                return Refuse(write, ConnectorErrorKind.InvalidItem, $"Contact {write.RecordId} may not be changed.");
            case WriteKind.Update when Contacts.Exists(c => c.ContactId == write.RecordId):
                Change(write.RecordId!, c => Labelled(Apply(c, write.Fields), write));
                return Done(write, write.RecordId!);
            case WriteKind.Delete when RefuseDeletes:
                return Refuse(write, ConnectorErrorKind.Permission, $"Contact {write.RecordId} may not be deleted.");
            case WriteKind.Delete when Contacts.RemoveAll(c => c.ContactId == write.RecordId) > 0:
                return new WriteResult(write.IntentId, WriteOutcome.Done) { RecordId = write.RecordId };
            default:
                return Refuse(write, ConnectorErrorKind.NotFound, $"Contact {write.RecordId} does not exist.");
        }
    }

    private FieldMap Blank()
    {
        var fields = new FieldMap();
        foreach (string path in OwnFields)
            fields[path] = FieldValue.Empty;
        return fields;
    }

    private static CrmContact Labelled(CrmContact contact, RecordWrite write) => contact with
    {
        Tags = [.. (contact.Tags ?? []).Where(t => !write.RemoveTags.Contains(t.Name, StringComparer.OrdinalIgnoreCase)).Select(t => t.Name).Union(write.AddTags).Select(t => new CrmTag(t, t))],
        Groups = [.. (contact.Groups ?? []).Where(g => !write.LeaveGroups.Contains(g.Name, StringComparer.OrdinalIgnoreCase)).Select(g => g.Name).Union(write.JoinGroups).Select(g => new CrmGroup(g, g))],
    };

    private CrmContact Apply(CrmContact contact, IReadOnlyList<FieldWrite> fields)
    {
        foreach (FieldWrite field in fields)
        {
            if (field.Value.IsNotRead)
                throw new InvalidOperationException($"{field.Path} is written although it was not read.");
            string stored = field.Value.Text is { } text ? Lossy(text) : "";
            contact = (field.Path, MultiPath.Parse(field.Path)) switch
            {
                ("name", _) => contact with { Name = stored },
                (_, { Base: MultiPath.Email } path) => contact with { Emails = [.. contact.Emails!.Where(e => e.Address != field.Before.Text), .. stored.Length > 0 ? new[] { new ContactEmail(stored, path.Kind) } : []] },
                (_, { Base: MultiPath.Phone } path) => contact with { Phones = [.. contact.Phones!.Where(e => e.Number != field.Before.Text), .. stored.Length > 0 ? new[] { new ContactPhone(stored, path.Kind) } : []] },
                _ => contact with { Fields = new FieldMap().With(contact.Fields, field.Path, FieldValue.Of(stored)) },
            };
        }

        return contact;
    }

    private WriteResult Done(RecordWrite write, string id)
    {
        CrmContact now = this[id];
        var returned = new FieldMap();
        foreach (FieldWrite field in write.Fields)
            returned[field.Path] = now.Get(field.Path);
        return new WriteResult(write.IntentId, WriteOutcome.Done) { RecordId = write.Kind == WriteKind.Update ? AnswersWith ?? id : id, Url = $"https://crm.example.org/{id}", Returned = returned };
    }
}
