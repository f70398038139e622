namespace UserSync.Simulators.AmoCrm;

/// <summary>Carries out writes that were found right.</summary>
internal sealed class ContactStore(AmoStore store, AmoJournal journal, SimulatedClock clock, AmoCrmSwitches switches)
{
    /// <summary>Makes a contact.</summary>
    public AmoContact Create(ContactDraft draft, AmoUser actor)
    {
        long now = store.Now;
        long by = draft.CreatedBy ?? actor.Id;
        AmoContact contact = new(store.NextContactId()) { CreatedAt = draft.CreatedAt ?? now, CreatedBy = by, UpdatedBy = draft.UpdatedBy ?? by, UpdatedAt = draft.UpdatedAt ?? now };
        Responsible(contact, draft.ResponsibleUserId ?? actor.Id);
        contact.IndexedAt = clock.GetUtcNow() + switches.IndexDelay;
        Fill(contact, draft);
        store.Contacts.Add(contact);
        journal.Added(contact, by);
        return contact;
    }

    /// <summary>Changes a contact.</summary>
    public AmoContact Update(AmoContact contact, ContactDraft draft, AmoUser actor)
    {
        ContactSnapshot before = new(contact);
        string text = contact.Text;
        if (draft.ResponsibleUserId is { } responsible)
            Responsible(contact, responsible);
        Fill(contact, draft);
        bool changed = before.DiffersFrom(contact);
        if (!changed && !switches.EmptyUpdateBumps)
            return contact;
        if (clock.GetUtcNow() >= contact.IndexedAt)
            contact.IndexedText = text;
        contact.IndexedAt = clock.GetUtcNow() + switches.IndexDelay;
        contact.UpdatedBy = draft.UpdatedBy ?? actor.Id;
        store.Contacts.Touch(contact, draft.UpdatedAt ?? store.Now);
        journal.Updated(before, contact, contact.UpdatedBy);
        return contact;
    }

    private void Responsible(AmoContact contact, long userId)
    {
        contact.ResponsibleUserId = userId;
        contact.GroupId = store.Users.Find(u => u.Id == userId)?.GroupId ?? 0;
    }

    private void Fill(AmoContact contact, ContactDraft draft)
    {
        contact.FirstName = draft.FirstName ?? contact.FirstName;
        contact.LastName = draft.LastName ?? contact.LastName;
        bool parts = draft.FirstName is not null || draft.LastName is not null;
        if (parts && (draft.Name is null || switches.PartsMakeName))
            contact.Name = string.Join(' ', (store.Account.NameOrder == 1 ? new[] { contact.FirstName, contact.LastName } : [contact.LastName, contact.FirstName]).Where(p => p.Length > 0));
        else
            contact.Name = draft.Name ?? contact.Name;
        foreach ((AmoField field, IReadOnlyList<AmoValue>? values) in draft.Fields)
            contact.Set(field.Id, values);
        contact.TextChanged();
        Tag(contact, draft);
    }

    private void Tag(AmoContact contact, ContactDraft draft)
    {
        if (draft.Tags is not null)
        {
            contact.Tags.Clear();
            contact.Tags.AddRange(draft.Tags.Select(Made).Distinct());
        }

        List<long> less = [.. draft.TagsToDelete.Select(Known)];
        List<long> more = [.. draft.TagsToAdd.Select(Made)];
        contact.Tags.RemoveAll(less.Contains);
        contact.Tags.AddRange(more.Except(contact.Tags).Where(t => switches.TagInBothListsStays || !less.Contains(t)).ToList());
    }

    private long Made(TagReference tag) => tag.Id ?? store.Tag(tag.Name!).Id;

    private long Known(TagReference tag) => tag.Id ?? store.FindTag(tag.Name!)?.Id ?? -1;
}
