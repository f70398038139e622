using System.Text;
using Microsoft.AspNetCore.Http;

namespace UserSync.Simulators.Drupal;

/// <summary>Finds out who asks: by HTTP Basic authentication, else by a session's cookie, else nobody.</summary>
/// <param name="site">The site.</param>
public sealed class DrupalLogin(DrupalSimulator site)
{
    /// <summary>The name of the session's cookie.</summary>
    public const string Cookie = "SESS12ca17b49af2289436f303e0166030a2";

    private readonly Dictionary<string, (long Uid, string Token)> _sessions = new(StringComparer.Ordinal);

    /// <summary>Wrong passwords by HTTP Basic authentication.</summary>
    public FloodControl Flood { get; } = new(site.Clock);

    /// <summary>Wrong passwords at the log-in, which are counted apart.</summary>
    public FloodControl LoginFlood { get; } = new(site.Clock);

    private DrupalUser Anonymous => site.Database.Users[0];

    /// <summary>Who asks. Wrong, blocked, locked and unsupported credentials make an anonymous visitor.</summary>
    public DrupalUser Of(HttpRequest request)
    {
        string header = request.Headers.Authorization.ToString();
        if (site.BasicAuthEnabled && header.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase))
        {
            string[] parts = Encoding.UTF8.GetString(Convert.FromBase64String(header[6..])).Split(':', 2);
            DrupalUser? user = parts.Length == 2 ? Check(parts[0], parts[1], Flood) : null;
            if (user is not null)
                user.Access = site.Database.Now;
            return user ?? Anonymous;
        }

        return Session(request) is { } session && site.Database.Users.TryGetValue(session.Uid, out DrupalUser? known) && known.Status ? known : Anonymous;
    }

    /// <summary>The session that a cookie names.</summary>
    public (long Uid, string Token)? Session(HttpRequest request) =>
        request.Cookies.TryGetValue(Cookie, out string? value) && _sessions.TryGetValue(value, out (long, string) session) ? session : null;

    /// <summary>Begins a session and sends its cookie.</summary>
    public string Begin(HttpContext context, DrupalUser user)
    {
        string value = Guid.NewGuid().ToString("N");
        string token = Guid.NewGuid().ToString("N");
        _sessions[value] = (user.Uid, token);
        context.Response.Headers.Append("Set-Cookie", $"{Cookie}={value}; Max-Age=2000000; path=/; HttpOnly; SameSite=Lax");
        return token;
    }

    /// <summary>The account of a name and a password; null when they are wrong, the account is blocked, or flood control is at work.</summary>
    public DrupalUser? Check(string name, string password, FloodControl flood)
    {
        DrupalUser? user = site.Database.Users.Values.FirstOrDefault(u => u.Uid > 0 && string.Equals(u.Name, name, StringComparison.OrdinalIgnoreCase));
        if (user is null || !user.Status || !flood.Allows(name))
            return null;
        if (user.Password != password)
        {
            flood.Failed(name);
            return null;
        }

        flood.Succeeded(name);
        return user;
    }
}
