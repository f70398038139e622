namespace UserSync.Simulators.AmoCrm;

/// <summary>Everything that the account holds; for seeding and for asserting.</summary>
public sealed class AmoStore
{
    private readonly SimulatedClock _clock;
    private readonly AmoCrmSwitches _switches;
    private long _nextContact;
    private long _nextTag;
    private long _nextField;
    private long _nextEnum;
    private long _nextNote = 54000001;

    /// <summary>An account in its first state.</summary>
    public AmoStore(AmoCrmSeed seed, SimulatedClock clock, AmoCrmSwitches switches)
    {
        _clock = clock;
        _switches = switches;
        Account = seed.Account;
        Users.AddRange(seed.Users);
        Fields.AddRange(seed.Fields);
        Tags.AddRange(seed.Tags);
        Companies.AddRange(seed.Companies);
        foreach (AmoContact contact in seed.Contacts)
            Contacts.Add(contact);
        _nextContact = Math.Max(seed.FirstContactId, After(seed.Contacts.Select(c => c.Id)));
        _nextTag = Math.Max(5001, After(Tags.Select(t => t.Id)));
        _nextField = Math.Max(601001, After(Fields.Select(f => f.Id)));
        _nextEnum = Math.Max(703001, After(Fields.SelectMany(f => f.Enums).Select(e => e.Id)));
    }

    /// <summary>The account.</summary>
    public AmoAccount Account { get; }

    /// <summary>Users.</summary>
    public List<AmoUser> Users { get; } = [];

    /// <summary>Fields of contacts.</summary>
    public List<AmoField> Fields { get; } = [];

    /// <summary>Tags of contacts.</summary>
    public List<AmoTag> Tags { get; } = [];

    /// <summary>Companies.</summary>
    public List<AmoCompany> Companies { get; } = [];

    /// <summary>Notes on contacts.</summary>
    public List<AmoNote> Notes { get; } = [];

    /// <summary>Contacts.</summary>
    public AmoContacts Contacts { get; } = new();

    /// <summary>Now, in Unix seconds.</summary>
    public long Now => _clock.GetUtcNow().ToUnixTimeSeconds();

    /// <summary>A user who can be chosen; null for none.</summary>
    public AmoUser? ActiveUser(long id) => Users.Find(u => u.Id == id && u is { IsActive: true, IsDeleted: false });

    /// <summary>A tag by its name, which is made when there is none.</summary>
    public AmoTag Tag(string name)
    {
        AmoTag? tag = FindTag(name);
        if (tag is null)
            Tags.Add(tag = new AmoTag(Take(ref _nextTag), name));
        return tag;
    }

    /// <summary>A tag by its name; null for none.</summary>
    public AmoTag? FindTag(string name)
    {
        StringComparison comparison = _switches.TagsIgnoreCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
        return Tags.Find(t => t.Name.Equals(name, comparison));
    }

    /// <summary>An id for a contact or a company: they come from one sequence.</summary>
    public long NextContactId() => Take(ref _nextContact);

    /// <summary>An id for a field.</summary>
    public long NextFieldId() => Take(ref _nextField);

    /// <summary>An id for a note.</summary>
    public long NextNoteId() => Take(ref _nextNote);

    /// <summary>An id for an option.</summary>
    public long NextEnumId() => Take(ref _nextEnum);

    private static long Take(ref long next)
    {
        long id = next;
        next += 2;
        return id;
    }

    private static long After(IEnumerable<long> ids) => ids.DefaultIfEmpty(-1).Max() + 2;
}
