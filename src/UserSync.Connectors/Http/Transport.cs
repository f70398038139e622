using System.Net;
using UserSync.Core.Profiles;

namespace UserSync.Connectors.Http;

/// <summary>Makes the HTTP client below the pipeline.</summary>
internal static class Transport
{
    /// <summary>Longest time to make a connection.</summary>
    public static readonly TimeSpan ConnectLimit = TimeSpan.FromSeconds(15);

    /// <summary>The limit for making a connection under these settings.</summary>
    public static TimeSpan ConnectLimitOf(HttpSettings settings) => settings.Timeout < ConnectLimit ? settings.Timeout : ConnectLimit;

    /// <summary>A client without cookies, redirects and a timeout of its own.</summary>
    public static HttpClient Create(HttpSettings settings, Uri baseAddress)
    {
        SocketsHttpHandler handler = new()
        {
            UseCookies = false,
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.All,
            ConnectTimeout = ConnectLimitOf(settings),
            MaxConnectionsPerServer = Math.Max(1, settings.Parallel),
            // A create on a connection that the server is just closing would be in doubt; Apache closes idle ones after 5 s.
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(4),
            // So that a changed address in the DNS is noticed during a long run.
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        };
        if (settings.Proxy is not null)
            handler.Proxy = new WebProxy(settings.Proxy) { Credentials = Login(settings.Proxy) };
        else if (baseAddress.IsLoopback)
            handler.UseProxy = false;
        return new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
    }

    private static NetworkCredential? Login(Uri proxy)
    {
        if (proxy.UserInfo.Length == 0)
            return null;
        string[] parts = proxy.UserInfo.Split(':', 2);
        return new NetworkCredential(Uri.UnescapeDataString(parts[0]), parts.Length > 1 ? Uri.UnescapeDataString(parts[1]) : "");
    }
}
