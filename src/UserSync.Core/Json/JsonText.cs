using System.Globalization;
using System.Text;
using Newtonsoft.Json;

namespace UserSync.Core.Json;

/// <summary>The one place for the settings of JSON: dates stay text, numbers are decimals, depth is bounded.</summary>
internal static class JsonText
{
    /// <summary>Deepest nesting that is read; contracts of remote systems stay below ten.</summary>
    public const int MaxDepth = 64;

    /// <summary>A streaming reader over text.</summary>
    public static JsonTextReader Reader(TextReader text) => new(text)
    {
        DateParseHandling = DateParseHandling.None,
        FloatParseHandling = FloatParseHandling.Decimal,
        Culture = CultureInfo.InvariantCulture,
        MaxDepth = MaxDepth,
    };

    /// <summary>A streaming reader over UTF-8; a byte order mark is skipped.</summary>
    public static JsonTextReader Reader(Stream utf8) => Reader(new StreamReader(utf8, Encoding.UTF8));

    /// <summary>A streaming writer without whitespace.</summary>
    public static JsonTextWriter Writer(TextWriter text) => new(text)
    {
        Formatting = Formatting.None,
        DateFormatHandling = DateFormatHandling.IsoDateFormat,
        Culture = CultureInfo.InvariantCulture,
    };
}
