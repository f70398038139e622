using System.Globalization;
using System.Text;
using UserSync.Core.Matching;
using UserSync.Core.Model;

namespace UserSync.Core.Mapping;

/// <summary>
/// Whether two values of a field say the same: systems write telephone numbers, letters with accents and points in time in more
/// than one way. Values that only differ so are never sent.
/// </summary>
public static class FieldEquality
{
    /// <summary>Compares two values of a contact path. A value that was not read is the same as nothing.</summary>
    public static bool Same(string path, FieldValue left, FieldValue right)
    {
        if (left.IsNotRead || right.IsNotRead || left.Count != right.Count)
            return false;
        if (left == right)
            return true;
        string? kind = MultiPath.Parse(path)?.Base;
        return left.Count switch
        {
            0 => true,
            1 => SameText(kind, left.Text!, right.Text!),
            _ => left.Values.All(l => right.Values.Any(r => SameText(kind, l, r))) && right.Values.All(r => left.Values.Any(l => SameText(kind, l, r))),
        };
    }

    /// <summary>Compares two single texts of a list path.</summary>
    public static bool SameText(string? listBase, string left, string right)
    {
        if (string.Equals(left, right, StringComparison.Ordinal))
            return true;
        return listBase switch
        {
            MultiPath.Email => EmailNormaliser.Normalise(left) is { } a && a == EmailNormaliser.Normalise(right),
            MultiPath.Phone => PhoneNormaliser.Normalise(left) is { } a && a == PhoneNormaliser.Normalise(right),
            _ => Plain(left) == Plain(right) || SameMoment(left, right),
        };
    }

    private static string Plain(string text)
    {
        string trimmed = text.Trim();
        if (Ascii.IsValid(trimmed))
            return trimmed;
        try
        {
            return trimmed.Normalize();
        }
        catch (ArgumentException)
        {
            // Half a surrogate pair cannot be normalised: compared as it stands.
            return trimmed;
        }
    }

    // Only points in time with an offset on both sides: a bare date is a text.
    private static bool SameMoment(string left, string right)
        => left.Length >= 20 && right.Length >= 20 && left[10] == 'T' && right[10] == 'T'
            && DateTimeOffset.TryParse(left, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset a)
            && DateTimeOffset.TryParse(right, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset b)
            && a == b;
}
