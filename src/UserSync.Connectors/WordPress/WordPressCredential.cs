using UserSync.Connectors.Http;
using UserSync.Core.Errors;
using UserSync.Core.Model;

namespace UserSync.Connectors.WordPress;

/// <summary>The application password of a WordPress user.</summary>
internal static class WordPressCredential
{
    /// <summary>The value of the Authorization header for <c>user:xxxx xxxx …</c>.</summary>
    /// <exception cref="ConnectorException">The secret has no user name or no password.</exception>
    public static string Header(string secret) => BasicLogin.Parse(secret)?.Header
        ?? throw new ConnectorException(Side.Cms, ConnectorErrorKind.Authentication, "The credential of the site is not of the form user:application password.",
            "Put the login name, a colon and the application password into the secret, such as \"sync:abcd efgh ijkl mnop qrst uvwx\".");
}
