using System.Globalization;

namespace UserSync.Core.Mapping;

/// <summary>
/// Writes a date or a point in time in another form. Formats are those of .NET with invariant names (<c>dd.MM.yyyy</c>,
/// <c>yyyy-MM-ddTHH:mm:sszzz</c>); nothing is moved between time zones.
/// </summary>
/// <param name="From">Form of the value.</param>
/// <param name="To">Form of the result.</param>
public sealed record DateTransform(string From, string To) : TextTransform
{
    // Day, month, hour, minute and second all differ, so that a format that mixes them up cannot read back what it wrote.
    private static readonly DateTimeOffset Sample = new(2001, 11, 23, 14, 35, 46, TimeSpan.FromHours(2));

    /// <inheritdoc/>
    public override string Signature => TransformSignature.Of("date", From, To);

    /// <inheritdoc/>
    public override bool IsOwnInverse => string.Equals(From, To, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override FieldTransform? Inverse => IsOwnInverse ? this : LosesNothing() ? new DateTransform(To, From) : null;

    /// <summary>Why the two formats cannot work, or null when they can.</summary>
    /// <param name="from">Form of the value.</param>
    /// <param name="to">Form of the result.</param>
    public static string? Check(string from, string to)
    {
        if (Format(Sample, from) is not { } text || Parse(text, from) is not { } read)
            return $"'{from}' is not a date format";
        if (read.Date != Sample.Date)
            return $"'{from}' does not hold day, month and year (MM is the month, mm the minute)";
        if (Format(Sample, to) is not { } result || result.Length == 0)
            return $"'{to}' is not a date format";
        if (to.Contains("mm", StringComparison.Ordinal) && !to.Contains('H', StringComparison.Ordinal) && !to.Contains('h', StringComparison.Ordinal))
            return $"'{to}' has minutes without hours (MM is the month, mm the minute)";
        return HasOffset(to) && !HasOffset(from) ? $"'{to}' wants an offset that '{from}' does not have" : null;
    }

    /// <inheritdoc/>
    protected override string Apply(string text) =>
        Parse(text.Trim(), From) is { } read && Format(read, To) is { } result
            ? result
            : throw new TransformException($"'{text}' is not a date of the form {From}.");

    private static bool HasOffset(string format) => format.Contains('z', StringComparison.Ordinal) || format.Contains('K', StringComparison.Ordinal);

    private static DateTimeOffset? Parse(string text, string format) =>
        DateTimeOffset.TryParseExact(text, format, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset read) ? read : null;

    private static string? Format(DateTimeOffset moment, string format)
    {
        try
        {
            return moment.ToString(format, CultureInfo.InvariantCulture);
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private bool LosesNothing() =>
        Format(Sample, From) is { } text && Parse(text, From) is { } read
        && Format(read, To) is { } there && Parse(there, To) is { } back
        && string.Equals(Format(back, From), text, StringComparison.Ordinal);
}
