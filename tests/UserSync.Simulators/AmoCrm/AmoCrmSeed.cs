using System.Globalization;

namespace UserSync.Simulators.AmoCrm;

/// <summary>How an account is at the start. The defaults are the account of the contract's samples, without its contacts.</summary>
public sealed class AmoCrmSeed
{
    /// <summary>A sample account without contacts.</summary>
    public AmoCrmSeed()
        : this(AmoPlatform.AmoCrm)
    {
    }

    /// <summary>A sample account on one of the platforms; with another id it is another account.</summary>
    public AmoCrmSeed(AmoPlatform platform, long accountId = 40000001) => Account = new AmoAccount(accountId) { Platform = platform, FiltersEnabled = platform == AmoPlatform.Kommo };

    /// <summary>The account.</summary>
    public AmoAccount Account { get; }

    /// <summary>The first one is the administrator who grants tokens.</summary>
    public List<AmoUser> Users { get; } =
    [
        new(9000001, "Надежда Орлова", "nadia.orlova@example.org") { IsAdmin = true, GroupId = 500001 },
        new(9000002, "Tom Vesely", "tom.vesely@example.org") { GroupId = 500001 },
    ];

    /// <summary>The fields.</summary>
    public List<AmoField> Fields { get; } = [.. AmoSampleFields.All];

    /// <summary>The tags.</summary>
    public List<AmoTag> Tags { get; } = [new(5001, "Клиент"), new(5003, "site")];

    /// <summary>The integration.</summary>
    public string ClientId { get; set; } = "6f1d2c3b-0000-4000-8000-00000000a001";

    /// <summary>Its secret.</summary>
    public string ClientSecret { get; set; } = "SAMPLE-NOT-A-REAL-SECRET";

    /// <summary>Its redirect address.</summary>
    public string RedirectUri { get; set; } = "https://cms.example.org/usersync/oauth/callback";

    /// <summary>The id of the first new contact; the next ones are greater by 2. May be above 2^31.</summary>
    public long FirstContactId { get; set; } = 51000001;

    /// <summary>The companies.</summary>
    public List<AmoCompany> Companies { get; } = [new(52000001, "ООО «Пример»")];

    /// <summary>Contacts of the account.</summary>
    public List<AmoContact> Contacts { get; } = [];

    /// <summary>The account of the contract's samples with its contacts, in the state that the samples of lists show.</summary>
    public static AmoCrmSeed Sample(AmoPlatform platform = AmoPlatform.AmoCrm)
    {
        AmoCrmSeed seed = new(platform);
        seed.Contacts.AddRange(AmoSampleContacts.Make());
        return seed;
    }

    /// <summary>Adds invented people, each with an e-mail address and a telephone number.</summary>
    public AmoCrmSeed WithPeople(int count)
    {
        long first = Math.Max(FirstContactId, Contacts.Select(c => c.Id).DefaultIfEmpty(-1).Max() + 2);
        for (int i = 0; i < count; i++)
        {
            string number = (i + 1).ToString("D6", CultureInfo.InvariantCulture);
            AmoContact contact = new(first + (2L * i)) { Name = $"Person{number} Example", FirstName = $"Person{number}", LastName = "Example", ResponsibleUserId = 9000002, GroupId = 500001, CreatedAt = 1700000000 + i, UpdatedAt = 1700000000 + i };
            contact.Set(AmoSampleFields.Email, [new AmoValue($"person{number}@example.org", 701021, "WORK")]);
            contact.Set(AmoSampleFields.Phone, [new AmoValue($"+7495{number}0", 701005, "MOB")]);
            Contacts.Add(contact);
        }

        return this;
    }
}
