using System.Collections.Frozen;

namespace UserSync.Core.Matching;

/// <summary>The table of countries, from ITU-T E.164 and the countries' published numbering plans. Lengths are generous where plans are open.</summary>
internal static class DialingPlans
{
    private static readonly DialingPlan[] Table =
    [
        new("US", "1", "1", 10, 10, "011"), new("CA", "1", "1", 10, 10, "011"),
        new("RU", "7", "8", 10, 10, "810"), new("KZ", "7", "8", 10, 10, "810"),
        new("EG", "20", "0", 8, 10), new("ZA", "27", "0", 9, 9), new("GR", "30", "", 10, 10), new("NL", "31", "0", 9, 9),
        new("BE", "32", "0", 8, 9), new("FR", "33", "0", 9, 9), new("ES", "34", "", 9, 9), new("HU", "36", "06", 8, 9),
        new("IT", "39", "", 6, 11), new("RO", "40", "0", 9, 9), new("CH", "41", "0", 9, 9), new("AT", "43", "0", 4, 13),
        new("GB", "44", "0", 9, 10), new("DK", "45", "", 8, 8), new("SE", "46", "0", 7, 10), new("NO", "47", "", 8, 8),
        new("PL", "48", "", 9, 9), new("DE", "49", "0", 5, 13), new("PE", "51", "0", 8, 9), new("MX", "52", "01", 10, 10),
        new("AR", "54", "0", 10, 11), new("BR", "55", "0", 10, 11), new("CL", "56", "", 9, 9), new("CO", "57", "", 10, 10),
        new("MY", "60", "0", 8, 10), new("AU", "61", "0", 9, 9, "0011"), new("ID", "62", "0", 8, 12), new("PH", "63", "0", 9, 10),
        new("NZ", "64", "0", 8, 10), new("SG", "65", "", 8, 8), new("TH", "66", "0", 8, 9), new("JP", "81", "0", 9, 10, "010"),
        new("KR", "82", "0", 8, 10), new("VN", "84", "0", 9, 10), new("CN", "86", "0", 9, 11), new("TR", "90", "0", 10, 10),
        new("IN", "91", "0", 10, 10), new("PK", "92", "0", 9, 10), new("IR", "98", "0", 10, 10), new("MA", "212", "0", 9, 9),
        new("TN", "216", "", 8, 8), new("NG", "234", "0", 8, 10), new("KE", "254", "0", 9, 9), new("PT", "351", "", 9, 9),
        new("LU", "352", "", 4, 11), new("IE", "353", "0", 7, 10), new("IS", "354", "", 7, 9), new("MT", "356", "", 8, 8),
        new("CY", "357", "", 8, 8), new("FI", "358", "0", 5, 12), new("BG", "359", "0", 7, 9), new("LT", "370", "0", 8, 8),
        new("LV", "371", "", 8, 8), new("EE", "372", "", 7, 8), new("MD", "373", "0", 8, 8), new("AM", "374", "0", 8, 8),
        new("BY", "375", "80", 9, 9, "810"), new("UA", "380", "0", 9, 9), new("RS", "381", "0", 8, 10), new("ME", "382", "0", 8, 9),
        new("HR", "385", "0", 8, 9), new("SI", "386", "0", 8, 8), new("BA", "387", "0", 8, 9), new("MK", "389", "0", 8, 8),
        new("CZ", "420", "", 9, 9), new("SK", "421", "0", 9, 9), new("HK", "852", "", 8, 8), new("SA", "966", "0", 8, 9),
        new("AE", "971", "0", 8, 9), new("IL", "972", "0", 8, 9), new("KG", "996", "0", 9, 9), new("UZ", "998", "", 9, 9),
        new("TJ", "992", "", 9, 9), new("AZ", "994", "0", 9, 9), new("GE", "995", "0", 9, 9),
    ];

    private static readonly FrozenDictionary<string, DialingPlan> ByCountry = Table.ToFrozenDictionary(p => p.Country, StringComparer.OrdinalIgnoreCase);

    // Two countries share code 1 and two share 7, with the same rules: the first stands for both.
    private static readonly FrozenDictionary<string, DialingPlan> ByCode =
        Table.DistinctBy(p => p.Code, StringComparer.Ordinal).ToFrozenDictionary(p => p.Code, StringComparer.Ordinal);

    public static IEnumerable<string> Countries => Table.Select(p => p.Country).Order(StringComparer.Ordinal);

    public static DialingPlan? OfCountry(string country) => ByCountry.GetValueOrDefault(country);

    /// <summary>The plan whose code the digits begin with; null for a country that is not in the table.</summary>
    public static DialingPlan? OfDigits(string digits)
    {
        for (int length = 1; length <= 3 && length < digits.Length; length++)
        {
            if (ByCode.TryGetValue(digits[..length], out DialingPlan? plan))
                return plan;
        }

        return null;
    }
}
