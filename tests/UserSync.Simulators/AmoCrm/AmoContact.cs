namespace UserSync.Simulators.AmoCrm;

/// <summary>A contact as it is stored.</summary>
/// <param name="id">The id.</param>
public sealed class AmoContact(long id)
{
    private string? _text;

    /// <summary>The id.</summary>
    public long Id { get; } = id;

    /// <summary>The name that is shown; may be empty.</summary>
    public string Name { get; set; } = "";

    /// <summary>May be empty even when there is a name.</summary>
    public string FirstName { get; set; } = "";

    /// <summary>May be empty even when there is a name.</summary>
    public string LastName { get; set; } = "";

    /// <summary>The user in charge.</summary>
    public long ResponsibleUserId { get; set; }

    /// <summary>The group of the user in charge.</summary>
    public long GroupId { get; set; }

    /// <summary>Who made it; 0 for a robot.</summary>
    public long CreatedBy { get; set; }

    /// <summary>Who changed it last; 0 for a robot.</summary>
    public long UpdatedBy { get; set; }

    /// <summary>Unix seconds.</summary>
    public long CreatedAt { get; set; }

    /// <summary>Unix seconds; set by <see cref="AmoContacts.Touch"/>.</summary>
    public long UpdatedAt { get; internal set; }

    /// <summary>Unix seconds of the next task; null for none.</summary>
    public long? ClosestTaskAt { get; set; }

    /// <summary>Values in the order in which the fields were first filled; a field without values is not here.</summary>
    public List<KeyValuePair<long, IReadOnlyList<AmoValue>>> Values { get; } = [];

    /// <summary>Ids of tags.</summary>
    public List<long> Tags { get; } = [];

    /// <summary>Ids of linked leads.</summary>
    public List<long> Leads { get; } = [];

    /// <summary>The linked company; null for none.</summary>
    public long? CompanyId { get; set; }

    /// <summary>Where it is.</summary>
    public AmoContactState State { get; internal set; }

    /// <summary>When it went to the trash, Unix seconds.</summary>
    public long TrashedAt { get; internal set; }

    /// <summary>The survivor of the merge that took it away.</summary>
    public long MergedInto { get; internal set; }

    /// <summary>What a search saw before the last write; null when it saw nothing.</summary>
    internal string? IndexedText { get; set; }

    /// <summary>When a search sees the last write.</summary>
    internal DateTimeOffset IndexedAt { get; set; }

    /// <summary>All that a search looks at, one value a line.</summary>
    public string Text => _text ??= string.Join('\n', Values.SelectMany(v => v.Value).Select(v => v.Value).OfType<string>().Prepend(Name));

    /// <summary>The values of a field; null when it is empty.</summary>
    public IReadOnlyList<AmoValue>? this[long fieldId]
    {
        get
        {
            int at = Values.FindIndex(v => v.Key == fieldId);
            return at < 0 ? null : Values[at].Value;
        }
    }

    /// <summary>Sets or clears a field.</summary>
    public void Set(long fieldId, IReadOnlyList<AmoValue>? values)
    {
        int at = Values.FindIndex(v => v.Key == fieldId);
        if (values is null or [])
        {
            if (at >= 0)
                Values.RemoveAt(at);
        }
        else if (at < 0)
        {
            Values.Add(KeyValuePair.Create(fieldId, values));
        }
        else
        {
            Values[at] = KeyValuePair.Create(fieldId, values);
        }
    }

    /// <summary>The search text is made anew.</summary>
    internal void TextChanged() => _text = null;
}
