namespace UserSync.Core.Model;

/// <summary>A person in the CRM. Of the text properties null means "not read" and "" means "read and empty".</summary>
public sealed record CrmContact
{
    /// <summary>The account's stable key, <c>crm.account</c> of the profile.</summary>
    public required string Account { get; init; }

    /// <summary>The id of the contact.</summary>
    public required string ContactId { get; init; }

    /// <summary>Name of the profile through which the contact was read.</summary>
    public string? Profile { get; init; }

    /// <summary>Person, or something else that is left out.</summary>
    public ContactKind Kind { get; init; }

    /// <summary>Live, trashed, merged or gone.</summary>
    public ContactState State { get; init; }

    /// <summary>The surviving contact when <see cref="State"/> is merged and the CRM tells it.</summary>
    public string? MergedInto { get; init; }

    /// <summary>The display name.</summary>
    public string? Name { get; init; }

    /// <summary>The first name.</summary>
    public string? FirstName { get; init; }

    /// <summary>The last name.</summary>
    public string? LastName { get; init; }

    /// <summary>All addresses in the CRM's order; null when they were not read.</summary>
    public IReadOnlyList<ContactEmail>? Emails { get; init; }

    /// <summary>All numbers in the CRM's order; null when they were not read.</summary>
    public IReadOnlyList<ContactPhone>? Phones { get; init; }

    /// <summary>Tags of the contact; null when they were not read.</summary>
    public IReadOnlyList<CrmTag>? Tags { get; init; }

    /// <summary>Groups of the CRM that the contact was put into; null when they were not read.</summary>
    public IReadOnlyList<CrmGroup>? Groups { get; init; }

    /// <summary>When the contact was made.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>When the contact was changed last; null where the CRM does not know.</summary>
    public DateTimeOffset? ModifiedAt { get; init; }

    /// <summary>Address of the contact in the CRM's own interface.</summary>
    public string? Url { get; init; }

    /// <summary>All further fields by path: <c>#123456</c>, <c>Group.Field</c>, <c>address.city</c>.</summary>
    public IReadOnlyDictionary<string, FieldValue> Fields { get; init; } = FieldMap.None;

    /// <summary>The first or primary address; null when there is none or it was not read.</summary>
    public string? Email => (Emails?.FirstOrDefault(e => e.Primary) ?? (Emails is [var first, ..] ? first : null))?.Address;

    /// <summary>
    /// The value at a field path; <see cref="FieldValue.NotRead"/> for a path that was not read. <c>EMAIL</c> and <c>PHONE</c>
    /// are all elements, <c>EMAIL[WORK]</c> those of one kind, compared without case.
    /// </summary>
    public FieldValue Get(string path)
    {
        switch (path)
        {
            case "id": return FieldValue.Of(ContactId);
            case "name": return FieldValue.OfRead(Name);
            case "first_name": return FieldValue.OfRead(FirstName);
            case "last_name": return FieldValue.OfRead(LastName);
            case "url": return FieldValue.OfRead(Url);
            default: break;
        }

        if (Fields.TryGetValue(path, out FieldValue value))
            return value;
        if (MembershipPath.Parse(path) is { } membership)
        {
            return membership.Base == MembershipPath.Tag
                ? Tags is null ? FieldValue.NotRead : MembershipPath.Of(Tags.Any(t => membership.Means(t.Id, t.Name)))
                : Groups is null ? FieldValue.NotRead : MembershipPath.Of(Groups.Any(g => membership.Means(g.Id, g.Name)));
        }

        var multi = MultiPath.Parse(path);
        return multi?.Base switch
        {
            MultiPath.Email when Emails is not null => FieldValue.Of(Emails.Where(e => multi.Takes(e.Kind)).Select(e => e.Address)),
            MultiPath.Phone when Phones is not null => FieldValue.Of(Phones.Where(p => multi.Takes(p.Kind)).Select(p => p.Number)),
            _ => FieldValue.NotRead,
        };
    }

    /// <inheritdoc/>
    public override string ToString() => $"contact {ContactId} ({Email ?? Name})";
}
