namespace UserSync.Simulators.AmoCrm;

/// <summary>The fields of the contract's samples; ids of kinds and options differ in every account.</summary>
public static class AmoSampleFields
{
    /// <summary>The id of the position.</summary>
    public const long Position = 601001;

    /// <summary>The id of the telephone numbers.</summary>
    public const long Phone = 601003;

    /// <summary>The id of the e-mail addresses.</summary>
    public const long Email = 601005;

    /// <summary>The id of the field with the CMS user's id.</summary>
    public const long CmsUserId = 601023;

    /// <summary>The lines of a smart address.</summary>
    public static IReadOnlyList<AmoFieldEnum> AddressLines { get; } =
        [.. new[] { "address_line_1", "address_line_2", "city", "state", "zip", "country" }.Select((line, n) => new AmoFieldEnum(n + 1, line, n))];

    /// <summary>One field of nearly every type.</summary>
    public static IReadOnlyList<AmoField> All { get; } =
    [
        new(Position, "Должность", "text", "POSITION", 2) { IsPredefined = true },
        new(Phone, "Телефон", "multitext", "PHONE", 4) { IsPredefined = true, Enums = Kinds(701001, "WORK", "WORKDD", "MOB", "FAX", "HOME", "OTHER") },
        new(Email, "Email", "multitext", "EMAIL", 6) { IsPredefined = true, Enums = Kinds(701021, "WORK", "PRIV", "OTHER") },
        new(601007, "Дата рождения", "birthday", null, 500) { Remind = "day" },
        new(601009, "Сайт", "url", null, 501),
        new(601011, "Адрес", "smart_address", null, 502) { Enums = AddressLines },
        new(601013, "Уровень", "select", null, 503) { Enums = Kinds(702001, "Bronze", "Silver", "Gold") },
        new(601015, "Интересы", "multiselect", null, 504) { Enums = Kinds(702011, "Новости", "События", "Предложения") },
        new(601017, "Подписан", "checkbox", null, 505),
        new(601019, "Баллы", "numeric", null, 506),
        new(601021, "Дата вступления", "date", null, 507),
        new(CmsUserId, "ID на сайте", "text", "CMS_USER_ID", 508) { IsApiOnly = true },
        new(601025, "О себе", "textarea", null, 509),
        new(601027, "Последний вход", "date_time", null, 510),
        new(601029, "Тариф", "radiobutton", null, 511) { Enums = Kinds(702021, "Free", "Paid") },
    ];

    private static List<AmoFieldEnum> Kinds(long first, params string[] values) => [.. values.Select((value, n) => new AmoFieldEnum(first + (2 * n), value, 2 * (n + 1)))];
}
