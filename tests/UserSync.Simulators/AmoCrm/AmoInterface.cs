namespace UserSync.Simulators.AmoCrm;

/// <summary>What people do in the browser, where the API has no call for it.</summary>
public sealed class AmoInterface(AmoStore store, AmoJournal journal, AmoWebhooks webhooks, SimulatedClock clock, AmoCrmSwitches switches)
{
    /// <summary>Who does it.</summary>
    public long UserId { get; set; } = store.Users[^1].Id;

    /// <summary>Changes a contact by hand.</summary>
    public void Change(long id, Action<AmoContact> change)
    {
        AmoContact contact = Live(id);
        ContactSnapshot before = new(contact);
        string text = contact.Text;
        change(contact);
        contact.TextChanged();
        contact.GroupId = store.Users.Find(u => u.Id == contact.ResponsibleUserId)?.GroupId ?? 0;
        if (clock.GetUtcNow() >= contact.IndexedAt)
            contact.IndexedText = text;
        contact.IndexedAt = clock.GetUtcNow() + switches.IndexDelay;
        Touch(contact);
        journal.Updated(before, contact, UserId);
        webhooks.Release();
    }

    /// <summary>Moves a contact to the trash.</summary>
    public void Trash(long id)
    {
        AmoContact contact = Live(id);
        Touch(contact);
        contact.TrashedAt = store.Now;
        store.Contacts.Move(contact, AmoContactState.Trashed);
        journal.Deleted(contact, UserId);
        webhooks.Release();
    }

    /// <summary>Takes a contact out of the trash.</summary>
    public void Restore(long id)
    {
        AmoContact contact = store.Contacts.Find(id) is { State: AmoContactState.Trashed } found ? found : throw new InvalidOperationException($"Contact {id} is not in the trash.");
        Touch(contact);
        store.Contacts.Move(contact, AmoContactState.Live);
        journal.Restored(contact, UserId);
        webhooks.Release();
    }

    /// <summary>Merges contacts: the survivor keeps its id and single values, and gets all addresses, tags and leads; the others disappear.</summary>
    public void Merge(long survivorId, params long[] loserIds)
    {
        AmoContact survivor = Live(survivorId);
        ContactSnapshot before = new(survivor);
        List<AmoContact> losers = [.. loserIds.Select(Live)];
        foreach (AmoContact loser in losers)
        {
            foreach ((long field, IReadOnlyList<AmoValue> values) in loser.Values)
            {
                bool several = store.Fields.Find(f => f.Id == field)!.Type == "multitext";
                IReadOnlyList<AmoValue> own = survivor[field] ?? [];
                if (own.Count == 0 || several)
                    survivor.Set(field, [.. own, .. values.Where(v => !own.Any(o => o.Value.Equals(v.Value)))]);
            }

            survivor.Tags.AddRange(loser.Tags.Except(survivor.Tags).ToList());
            survivor.Leads.AddRange(loser.Leads.Except(survivor.Leads).ToList());
            loser.MergedInto = survivorId;
            store.Contacts.Move(loser, AmoContactState.Merged);
        }

        survivor.TextChanged();
        Touch(survivor);
        journal.Merged(survivor, losers, before.ResponsibleUserId, UserId, switches.MergeWebhook);
        webhooks.Release();
    }

    /// <summary>Dismisses a user: no choice for anything any more; contacts keep the id.</summary>
    public void Dismiss(long userId) => store.Users.Single(u => u.Id == userId).IsActive = false;

    /// <summary>Removes a tag from the dictionary and from all contacts.</summary>
    public void RemoveTag(long tagId)
    {
        store.Tags.RemoveAll(t => t.Id == tagId);
        foreach (AmoContact contact in store.Contacts.Live.Concat(store.Contacts.Gone))
            contact.Tags.Remove(tagId);
    }

    /// <summary>Adds a company, which is told under <c>contacts</c>.</summary>
    public AmoCompany AddCompany(string name, long? id = null, IReadOnlyList<KeyValuePair<long, IReadOnlyList<AmoValue>>>? values = null, params long[] leads)
    {
        AmoCompany company = new(id ?? store.NextContactId(), name);
        store.Companies.Add(company);
        webhooks.Happened(new ContactHook(store).CompanyAdded(company, UserId, store.Users[0].Id, values ?? [], leads));
        webhooks.Release();
        return company;
    }

    /// <summary>Deletes a company, which is told under <c>contacts</c>.</summary>
    public void DeleteCompany(long id)
    {
        store.Companies.RemoveAll(c => c.Id == id);
        foreach (AmoContact contact in store.Contacts.Live.Where(c => c.CompanyId == id))
            contact.CompanyId = null;
        webhooks.Happened(ContactHook.Deleted(id, "company"));
        webhooks.Release();
    }

    private AmoContact Live(long id) => store.Contacts.FindLive(id) ?? throw new InvalidOperationException($"There is no contact {id} to be seen.");

    private void Touch(AmoContact contact)
    {
        contact.UpdatedBy = UserId;
        store.Contacts.Touch(contact, store.Now);
    }
}
