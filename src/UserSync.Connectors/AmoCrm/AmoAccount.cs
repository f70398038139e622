using System.Globalization;
using Newtonsoft.Json.Linq;
using UserSync.Core.Errors;
using UserSync.Core.Model;

namespace UserSync.Connectors.AmoCrm;

/// <summary>What the account tells about itself (contract 5.1).</summary>
/// <param name="Id">Its number.</param>
/// <param name="Name">Its name.</param>
/// <param name="UserId">The user that the token acts as.</param>
/// <param name="Zone">The time zone in which it keeps dates.</param>
/// <param name="ZoneKnown">False when it told no time zone that this machine knows.</param>
/// <param name="FiltersOn">Whether filters work; null when it does not tell. Where they do not, they are ignored without a word.</param>
/// <param name="LastNameFirst">Names are shown with the last name first.</param>
/// <param name="Clock">The server's clock.</param>
internal sealed record AmoAccount(string Id, string Name, string? UserId, TimeZoneInfo Zone, bool ZoneKnown, bool? FiltersOn, bool LastNameFirst, DateTimeOffset? Clock)
{
    /// <summary>What is asked for.</summary>
    public const string Path = "api/v4/account?with=datetime_settings,is_api_filter_enabled,version";

    /// <summary>Reads the answer.</summary>
    /// <exception cref="ConnectorException">It names no account.</exception>
    public static AmoAccount Read(JObject? body, DateTimeOffset? clock)
    {
        if (Text(body?["id"]) is not { Length: > 0 } id)
            throw new ConnectorException(Side.Crm, ConnectorErrorKind.Protocol, "The answer to the question for the account names none.", "Check crm.url: it must be the address of the account.");
        JToken? times = body!["_embedded"]?["datetime_settings"] ?? body["datetime_settings"];
        (TimeZoneInfo zone, bool known) = ZoneOf(Text(times?["timezone"]), Text(times?["timezone_offset"]));
        bool? filters = body["is_api_filter_enabled"] is JValue { Value: bool flag } ? flag : null;
        return new AmoAccount(id, Text(body["name"]) ?? "", Text(body["current_user_id"]), zone, known, filters, Text(body["contact_name_display_order"]) == "2", clock);
    }

    private static (TimeZoneInfo Zone, bool Known) ZoneOf(string? name, string? offset)
    {
        if (name is not null && TimeZoneInfo.TryFindSystemTimeZoneById(name, out TimeZoneInfo? zone))
            return (zone, true);
        if (offset is not null && TimeSpan.TryParse(offset.TrimStart('+'), CultureInfo.InvariantCulture, out TimeSpan shift) && shift.Duration() <= TimeSpan.FromHours(14))
            return (TimeZoneInfo.CreateCustomTimeZone("account", shift, offset, offset), true);
        return (TimeZoneInfo.Utc, false);
    }

    private static string? Text(JToken? value) => value is JValue { Value: { } plain } ? Convert.ToString(plain, CultureInfo.InvariantCulture) : null;
}
