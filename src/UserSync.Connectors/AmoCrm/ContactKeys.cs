using System.Text;
using Newtonsoft.Json.Linq;
using UserSync.Core.Connectors;
using UserSync.Core.Matching;
using UserSync.Core.Model;

namespace UserSync.Connectors.AmoCrm;

/// <summary>By what contacts are looked up, in the form in which it is compared.</summary>
internal static class ContactKeys
{
    private const int PhoneTail = 10;
    private const int ShortestTail = 5;

    /// <summary>The keys of a row.</summary>
    /// <param name="kind">What is compared.</param>
    /// <param name="row">The contact.</param>
    /// <param name="place">The field of a key; null for addresses and numbers.</param>
    /// <param name="zone">The account's time zone.</param>
    public static IEnumerable<string> Of(KeyKind kind, JObject row, FieldPlace? place, TimeZoneInfo zone) => kind switch
    {
        KeyKind.Email => Emails(row).Select(EmailNormaliser.Normalise).OfType<string>(),
        KeyKind.Phone => Phones(row).Select(Tail).Where(t => t.Length >= ShortestTail),
        _ => place is null ? [] : FieldReading.Read(place, ContactRows.ValuesOf(row, place.Field), zone).Values.Select(Plain).Where(k => k.Length > 0),
    };

    /// <summary>A wanted value in the form of the keys.</summary>
    public static string Of(KeyKind kind, string value) => kind switch
    {
        KeyKind.Email => value,
        KeyKind.Phone => Tail(value),
        _ => Plain(value),
    };

    /// <summary>Addresses as they are written.</summary>
    public static IEnumerable<string> Emails(JObject row) => ContactRows.ItemsOf(row, MultiPath.Email).Select(e => FieldReading.Plain(e["value"]));

    /// <summary>Numbers as they are written.</summary>
    public static IEnumerable<string> Phones(JObject row) => ContactRows.ItemsOf(row, MultiPath.Phone).Select(p => FieldReading.Plain(p["value"]));

    /// <summary>+7999… and 8999… are the same number: the country and trunk prefix stand before the last ten digits.</summary>
    public static string Tail(string number)
    {
        string digits = string.Concat(number.Where(char.IsAsciiDigit));
        return digits.Length > PhoneTail ? digits[^PhoneTail..] : digits.TrimStart('0');
    }

    // Whoever asked compares letter by letter; here nobody is left out for their case.
    private static string Plain(string text)
    {
        string trimmed = text.Trim().ToUpperInvariant();
        return trimmed.All(char.IsAscii) || trimmed.EnumerateRunes().Contains(Rune.ReplacementChar) ? trimmed : trimmed.Normalize();
    }
}
