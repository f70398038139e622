using System.Globalization;
using System.Text;

namespace UserSync.Core.Matching;

/// <summary>The comparable form of a telephone number: <c>+</c>, country code, national number, digits only.</summary>
/// <remarks>
/// Works from a table of some 80 countries with their trunk prefixes and lengths, not from full numbering plans. It does not
/// know area codes, so a local number without one passes when its length fits; extensions and vanity letters make a number
/// unusable; Italian zeros stay; a number without + that already begins with its country code counts as national, except for
/// the United States, Canada, Russia and Kazakhstan; the old mobile 9 and 15 of Argentina and 1 of Mexico are not reconciled.
/// </remarks>
public static class PhoneNormaliser
{
    private const int ShortestUnknown = 7;
    private const int Longest = 15;

    /// <summary>Countries of the table, ISO 3166 two letters, in alphabetic order.</summary>
    public static IReadOnlyList<string> Countries { get; } = [.. DialingPlans.Countries];

    /// <summary>Whether numbers of this country can be completed.</summary>
    public static bool KnowsCountry(string country) => DialingPlans.OfCountry(country) is not null;

    /// <summary>The international form, or null for what is not a number or cannot be completed.</summary>
    /// <param name="number">The number as people write it.</param>
    /// <param name="country">Country of numbers without one, ISO 3166 two letters; null completes none.</param>
    public static string? Normalise(string? number, string? country = null)
    {
        if (Digits(number) is not var (digits, plus))
            return null;
        DialingPlan? home = country is null ? null : DialingPlans.OfCountry(country);
        if (plus)
            return International(digits);
        if (digits.StartsWith("00", StringComparison.Ordinal) && !(home is { Exit: "0011" } && digits.StartsWith(home.Exit, StringComparison.Ordinal)))
            return International(digits[2..]);
        if (home is null)
            return null;
        if (digits.StartsWith(home.Exit, StringComparison.Ordinal) && digits.Length - home.Exit.Length > home.Longest - 2 && International(digits[home.Exit.Length..]) is { } abroad)
            return abroad;
        return National(digits, home);
    }

    private static string? National(string digits, DialingPlan home)
    {
        // Within one plan of ten digits, eleven can only be the trunk prefix or the country code before them.
        bool coded = home.Code.Length == 1 && digits.Length == home.Longest + 1 && digits.StartsWith(home.Code, StringComparison.Ordinal);
        string national = coded ? digits[1..] : WithoutTrunk(digits, home);
        return Complete(national, home);
    }

    private static string? International(string digits)
    {
        if (DialingPlans.OfDigits(digits) is { } plan)
            return Complete(plan.Trunk == "0" ? WithoutTrunk(digits[plan.Code.Length..], plan) : digits[plan.Code.Length..], plan);
        return digits.Length is >= ShortestUnknown and <= Longest && digits[0] != '0' ? "+" + digits : null;
    }

    private static string? Complete(string national, DialingPlan plan) =>
        national.Length >= plan.Shortest && national.Length <= plan.Longest && plan.Code.Length + national.Length <= Longest
            ? $"+{plan.Code}{national}"
            : null;

    private static string WithoutTrunk(string digits, DialingPlan plan) =>
        plan.Trunk.Length > 0 && digits.StartsWith(plan.Trunk, StringComparison.Ordinal) && digits.Length - plan.Trunk.Length >= plan.Shortest
            ? digits[plan.Trunk.Length..]
            : digits;

    private static (string Digits, bool Plus)? Digits(string? number)
    {
        if (string.IsNullOrWhiteSpace(number))
            return null;
        string text = number.Trim();
        bool plus = false;
        var digits = new StringBuilder(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            int digit = CharUnicodeInfo.GetDecimalDigitValue(c);
            if (digit >= 0)
                digits.Append((char)('0' + digit));
            else if (c is '+' or '\uFF0B' && digits.Length == 0 && !plus)
                plus = true;
            else if (!IsPunctuation(c))
                return null;
        }

        return digits.Length is > 0 and <= 20 ? (digits.ToString(), plus) : null;
    }

    private static bool IsPunctuation(char c) =>
        c is '-' or '.' or '/' or '(' or ')' or '\u2010' or '\u2011' or '\u2012' or '\u2013' or '\u2014' or '\u2212' or '\u00AD' or '\u200E' or '\u202A' or '\u202C'
        || char.IsWhiteSpace(c);
}
