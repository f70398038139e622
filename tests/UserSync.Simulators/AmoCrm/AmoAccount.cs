namespace UserSync.Simulators.AmoCrm;

/// <summary>The account's own state.</summary>
/// <param name="Id">The id, which never changes.</param>
public sealed record AmoAccount(long Id)
{
    /// <summary>Which of the two systems.</summary>
    public AmoPlatform Platform { get; init; }

    /// <summary>The name.</summary>
    public string Name { get; set; } = "Example Club";

    /// <summary>The first part of the host name; may change.</summary>
    public string Subdomain { get; set; } = "example";

    /// <summary>The time zone by its IANA name.</summary>
    public string TimeZone { get; set; } = "Europe/Moscow";

    /// <summary>Filters of contact lists work; else they are ignored without a word.</summary>
    public bool FiltersEnabled { get; set; }

    /// <summary>1 for "First Last", 2 for "Last First".</summary>
    public int NameOrder { get; set; } = 1;

    /// <summary>When the paid plan ended: writes are refused from then on, reads 30 days later; null while it is paid.</summary>
    public DateTimeOffset? PlanEndedAt { get; set; }

    /// <summary>402 for everything until then, as was seen on paid accounts at night; null for none.</summary>
    public DateTimeOffset? PaymentFailsUntil { get; set; }

    /// <summary>Unix seconds.</summary>
    public long CreatedAt { get; init; } = 1670000000;

    /// <summary>The platform's domain.</summary>
    public string BaseDomain => Platform == AmoPlatform.Kommo ? "kommo.com" : "amocrm.ru";

    /// <summary>The account's host.</summary>
    public string Host => $"{Subdomain}.{BaseDomain}";

    /// <summary>The zone.</summary>
    public TimeZoneInfo Zone => TimeZoneInfo.FindSystemTimeZoneById(TimeZone);
}
