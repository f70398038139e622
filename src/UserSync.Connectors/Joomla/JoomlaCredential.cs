using System.Globalization;
using System.Text;
using UserSync.Core.Errors;
using UserSync.Core.Model;

namespace UserSync.Connectors.Joomla;

/// <summary>The API token of a Joomla user.</summary>
/// <param name="Header">The value of the Authorization header; "Bearer " must be written exactly so (recording auth-bearer-lower-case).</param>
/// <param name="UserId">The user that it belongs to: a token is base64 of <c>sha256:id:HMAC</c>.</param>
internal sealed record JoomlaCredential(string Header, string UserId)
{
    private const string Scheme = "Bearer ";

    /// <summary>Reads a token as the user's profile shows it.</summary>
    /// <exception cref="ConnectorException">It is none.</exception>
    public static JoomlaCredential Of(string secret)
    {
        string token = secret.Trim();
        if (token.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
            token = token[Scheme.Length..].Trim();
        byte[] bytes = new byte[token.Length];
        string[] parts = Convert.TryFromBase64String(token, bytes, out int length) ? Encoding.UTF8.GetString(bytes, 0, length).Split(':') : [];
        if (parts is not ["sha256", { } id, { Length: > 0 }] || !int.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out _))
        {
            throw new ConnectorException(Side.Cms, ConnectorErrorKind.Authentication, "The credential of the site is not a Joomla API token.",
                "Copy the token from the user's profile in Joomla, tab \"Joomla API Token\": see docs/joomla.md.");
        }

        return new JoomlaCredential(Scheme + token, id);
    }
}
