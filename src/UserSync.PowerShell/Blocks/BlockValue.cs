using System.Collections;
using System.Globalization;
using System.Management.Automation;
using UserSync.Core.Model;

namespace UserSync.PowerShell.Blocks;

/// <summary>A value of PowerShell as the value of a field, in the core's forms and in no culture.</summary>
internal static class BlockValue
{
    /// <summary>The field's value. Empty text empties a field; $null is refused, for a slip of the pen makes it, too.</summary>
    /// <exception cref="FormatException">The value has no form for a field.</exception>
    public static FieldValue Of(string path, object? value) => Plain(value) switch
    {
        FieldValue known => known,
        string text => FieldValue.Of(text),
        IDictionary => throw Unusable(path, "a hashtable"),
        IEnumerable many => FieldValue.Of(many.Cast<object?>().Select(v => Text(path, Plain(v)))),
        var one => FieldValue.Of(Text(path, one)),
    };

    private static object? Plain(object? value) => value is PSObject wrapped ? wrapped.BaseObject : value;

    private static string Text(string path, object? value) => value switch
    {
        null => throw new FormatException($"it brought $null for {path}; give '' to empty the field, or leave it out to keep its value."),
        string text => text,
        char or Guid or Uri => value.ToString() ?? "",
        bool flag => flag ? "true" : "false",
        DateTimeOffset time => time.ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture),
        DateTime { Kind: DateTimeKind.Utc } time => time.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
        DateTime { Kind: DateTimeKind.Local } time => time.ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture),
        DateTime { TimeOfDay.Ticks: 0 } date => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        DateTime => throw new FormatException($"the time for {path} has no time zone; use [datetimeoffset], or give it as text."),
        DateOnly date => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        Enum name => name.ToString(),
        sbyte or byte or short or ushort or int or uint or long or ulong or decimal or double or float or System.Numerics.BigInteger
            => ((IFormattable)value).ToString(null, CultureInfo.InvariantCulture),
        _ => throw Unusable(path, $"a {value.GetType().Name}"),
    };

    private static FormatException Unusable(string path, string what) => new($"the value for {path} is {what}; a field holds text, a number, a date, a flag, or a list of these.");
}
