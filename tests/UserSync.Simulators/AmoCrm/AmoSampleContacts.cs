namespace UserSync.Simulators.AmoCrm;

/// <summary>The people of the contract's samples.</summary>
internal static class AmoSampleContacts
{
    public static IEnumerable<AmoContact> Make()
    {
        AmoContact marta = Person(51000001, "Marta Lindqvist", "Marta", "Lindqvist", 1759500000, 1759999998);
        marta.CompanyId = 52000001;
        marta.Leads.Add(53000001);
        marta.Tags.AddRange([5001, 5003]);
        marta.Set(601001, [new AmoValue("Editor")]);
        marta.Set(601003, [new AmoValue("+12025550143", 701005, "MOB"), new AmoValue("+442079460123", 701001, "WORK")]);
        marta.Set(601005, [new AmoValue("marta.lindqvist@example.org", 701021, "WORK"), new AmoValue("marta@home.example.org", 701023, "PRIV")]);
        marta.Set(601007, [new AmoValue(316472400L)]);
        marta.Set(601009, [new AmoValue("https://marta.example.org/")]);
        marta.Set(601011, [new AmoValue("12 Harbour Street", 1, "address_line_1"), new AmoValue("Gothenburg", 3, "city"), new AmoValue("41101", 5, "zip"), new AmoValue("SE", 6, "country")]);
        marta.Set(601013, [new AmoValue("Gold", 702005)]);
        marta.Set(601015, [new AmoValue("Новости", 702011), new AmoValue("События", 702013)]);
        marta.Set(601017, [new AmoValue(true)]);
        marta.Set(601019, [new AmoValue("120.5")]);
        marta.Set(601021, [new AmoValue(1609448400L)]);
        marta.Set(601023, [new AmoValue("1001")]);
        marta.Set(601025, [new AmoValue("First line\nSecond & last line")]);
        marta.Set(601027, [new AmoValue(1759996400L)]);
        marta.Set(601029, [new AmoValue("Paid", 702023)]);
        yield return marta;

        AmoContact petr = Person(51000003, "Пётр Снегирёв", "Пётр", "Снегирёв", 1759600000, 1759999999);
        petr.Tags.Add(5003);
        petr.Set(601003, [new AmoValue("84950000001", 701005, "MOB")]);
        petr.Set(601005, [new AmoValue("Petr.Snegirev@Example.org", 701021, "WORK")]);
        yield return petr;

        yield return Person(51000005, "Contact without fields", "", "", 1759700000, 1760000000);

        AmoContact johanna = Person(51000007, "Йоханна", "Йоханна", "", 1759800000, 1760000010);
        johanna.Set(601003, [new AmoValue("+74950000002", 701011, "OTHER")]);
        yield return johanna;

        AmoContact second = Person(51000009, "Marta L.", "Marta", "L.", 1759900000, 1760000020);
        second.Set(601005, [new AmoValue("marta.lindqvist@example.org", 701021, "WORK")]);
        yield return second;

        AmoContact old = Person(51000011, "Old Member", "Old", "Member", 1760000000, 1760000030);
        old.Set(601005, [new AmoValue("old.member@example.org", 701021, "WORK")]);
        old.State = AmoContactState.Trashed;
        old.TrashedAt = 1760000030;
        yield return old;
    }

    private static AmoContact Person(long id, string name, string first, string last, long createdAt, long updatedAt) => new(id)
    {
        Name = name,
        FirstName = first,
        LastName = last,
        ResponsibleUserId = 9000002,
        GroupId = 500001,
        UpdatedBy = 9000001,
        CreatedAt = createdAt,
        UpdatedAt = updatedAt,
    };
}
