using System.Text;

namespace UserSync.Connectors.Http;

/// <summary>A login name and a password for HTTP Basic authentication.</summary>
/// <param name="Name">The login name.</param>
/// <param name="Password">The password.</param>
internal sealed record BasicLogin(string Name, string Password)
{
    /// <summary>The value of the Authorization header.</summary>
    public string Header => "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Name}:{Password}"));

    /// <summary>Reads <c>name:password</c>; null when the secret has no name or no password.</summary>
    public static BasicLogin? Parse(string secret)
    {
        string trimmed = secret.Trim();
        int colon = trimmed.IndexOf(':', StringComparison.Ordinal);
        return colon <= 0 || colon == trimmed.Length - 1 ? null : new BasicLogin(trimmed[..colon], trimmed[(colon + 1)..]);
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Name}:***";
}
