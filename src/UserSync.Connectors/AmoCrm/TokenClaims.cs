using System.Globalization;
using System.Text;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using UserSync.Core.Json;

namespace UserSync.Connectors.AmoCrm;

/// <summary>What a token says of itself. Its signature is the vendor's business; nothing here is trusted for more than a message.</summary>
/// <param name="Ends">When it ends.</param>
/// <param name="AccountId">The account that it opens.</param>
/// <param name="ApiDomain">The host that knows the account's address.</param>
internal sealed record TokenClaims(DateTimeOffset? Ends, string? AccountId, string? ApiDomain)
{
    /// <summary>Reads a token; what cannot be read says nothing.</summary>
    public static TokenClaims Of(string token)
    {
        TokenClaims nothing = new(null, null, null);
        string[] parts = token.Split('.');
        if (parts.Length != 3)
            return nothing;
        try
        {
            string padded = parts[1].Replace('-', '+').Replace('_', '/');
            byte[] json = Convert.FromBase64String(padded.PadRight((padded.Length + 3) / 4 * 4, '='));
            using StringReader text = new(Encoding.UTF8.GetString(json));
            using JsonTextReader reader = JsonText.Reader(text);
            if (JToken.ReadFrom(reader) is not JObject claims)
                return nothing;
            DateTimeOffset? ends = claims["exp"] is JValue { Value: long seconds } && seconds is > 0 and < 253402300800 ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null;
            return new TokenClaims(ends, Text(claims["account_id"]), Text(claims["api_domain"]));
        }
        catch (Exception e) when (e is FormatException or JsonException)
        {
            return nothing;
        }
    }

    private static string? Text(JToken? claim) => claim is JValue { Value: { } value } ? Convert.ToString(value, CultureInfo.InvariantCulture) : null;
}
