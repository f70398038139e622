using System.CommandLine.Parsing;
using System.Globalization;

namespace UserSync.Cli.Commands;

/// <summary>Values of options that need more than the parser's own conversion.</summary>
internal static class Parsing
{
    /// <summary>A point in time; one without an offset is UTC, whatever the machine's zone and culture.</summary>
    public static DateTimeOffset? Time(ArgumentResult argument)
    {
        string text = argument.Tokens is [var token] ? token.Value : "";
        if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out DateTimeOffset time))
            return time;
        argument.AddError($"'{text}' is no time; write it like 2026-03-31 or 2026-03-31T18:00:00Z.");
        return null;
    }

    /// <summary>The address of a website.</summary>
    public static Uri? Address(ArgumentResult argument)
    {
        string text = argument.Tokens is [var token] ? token.Value : "";
        if (Uri.TryCreate(text, UriKind.Absolute, out Uri? address) && (address.Scheme == Uri.UriSchemeHttps || address.Scheme == Uri.UriSchemeHttp))
            return address;
        argument.AddError($"'{text}' is no address of a website; write it like https://www.example.org.");
        return null;
    }

    /// <summary>Demands a number between two others.</summary>
    public static Action<OptionResult> Between(int least, int most) => result =>
    {
        if (result.Tokens is [var token] && (!int.TryParse(token.Value, NumberStyles.Integer, CultureInfo.InvariantCulture, out int number) || number < least || number > most))
            result.AddError(string.Create(CultureInfo.InvariantCulture, $"{result.IdentifierToken?.Value} must be a number from {least} to {most}."));
    };
}
