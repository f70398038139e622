namespace UserSync.Simulators.AmoCrm;

/// <summary>What a contact was like before a write.</summary>
internal sealed class ContactSnapshot(AmoContact contact)
{
    public string Name { get; } = contact.Name;

    public string FirstName { get; } = contact.FirstName;

    public string LastName { get; } = contact.LastName;

    public long ResponsibleUserId { get; } = contact.ResponsibleUserId;

    public IReadOnlyList<long> Tags { get; } = [.. contact.Tags];

    public IReadOnlyDictionary<long, IReadOnlyList<AmoValue>> Values { get; } = contact.Values.ToDictionary();

    /// <summary>True when a contact is not like this any more.</summary>
    public bool DiffersFrom(AmoContact now) => Name != now.Name || FirstName != now.FirstName || LastName != now.LastName || ResponsibleUserId != now.ResponsibleUserId
        || !Tags.Order().SequenceEqual(now.Tags.Order()) || Values.Count != now.Values.Count || now.Values.Exists(v => !(Values.GetValueOrDefault(v.Key) ?? []).SequenceEqual(v.Value));
}
