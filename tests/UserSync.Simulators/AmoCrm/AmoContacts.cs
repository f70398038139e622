namespace UserSync.Simulators.AmoCrm;

/// <summary>All contacts, ordered by id and by change; large numbers are paged quickly.</summary>
public sealed class AmoContacts
{
    private readonly Dictionary<long, AmoContact> _all = [];
    private readonly List<AmoContact> _live = [];
    private readonly SortedSet<(long UpdatedAt, long Id)> _changes = [];

    /// <summary>Contacts that can be seen, by id.</summary>
    public IReadOnlyList<AmoContact> Live => _live;

    /// <summary>Contacts that can be seen, by change and then by id.</summary>
    public IEnumerable<AmoContact> ByChange => _changes.Select(c => _all[c.Id]);

    /// <summary>Contacts in the trash or merged away.</summary>
    public IEnumerable<AmoContact> Gone => _all.Values.Where(c => c.State != AmoContactState.Live).OrderBy(c => c.Id);

    /// <summary>A contact in whatever state; null when there was never one.</summary>
    public AmoContact? Find(long id) => _all.GetValueOrDefault(id);

    /// <summary>A contact that can be seen; null for none.</summary>
    public AmoContact? FindLive(long id) => _all.GetValueOrDefault(id) is { State: AmoContactState.Live } contact ? contact : null;

    /// <summary>Puts a contact in.</summary>
    public void Add(AmoContact contact)
    {
        _all.Add(contact.Id, contact);
        if (contact.State == AmoContactState.Live)
            Show(contact);
    }

    /// <summary>Sets the time of change.</summary>
    public void Touch(AmoContact contact, long updatedAt)
    {
        bool shown = _changes.Remove((contact.UpdatedAt, contact.Id));
        contact.UpdatedAt = updatedAt;
        if (shown)
            _changes.Add((updatedAt, contact.Id));
    }

    /// <summary>Moves a contact between its states.</summary>
    public void Move(AmoContact contact, AmoContactState state)
    {
        if (contact.State == state)
            return;
        if (contact.State == AmoContactState.Live)
        {
            _live.Remove(contact);
            _changes.Remove((contact.UpdatedAt, contact.Id));
        }

        contact.State = state;
        if (state == AmoContactState.Live)
            Show(contact);
    }

    private void Show(AmoContact contact)
    {
        if (_live.Count == 0 || _live[^1].Id < contact.Id)
            _live.Add(contact);
        else
            _live.Insert(~_live.BinarySearch(contact, Comparer<AmoContact>.Create((a, b) => a.Id.CompareTo(b.Id))), contact);
        _changes.Add((contact.UpdatedAt, contact.Id));
    }
}
