using System.Globalization;
using System.Net.Security;
using System.Security.Authentication;
using UserSync.Core.Errors;
using UserSync.Core.Model;

namespace UserSync.Connectors.Http;

/// <summary>Turns what the network and HTTP itself report into classified errors. Knows no product.</summary>
/// <param name="side">The side that is asked.</param>
/// <param name="baseAddress">The address in the profile.</param>
internal sealed class Failures(Side side, Uri baseAddress)
{
    private string Host => baseAddress.Authority;

    /// <summary>A failure below HTTP, and whether the request may have reached the server before it.</summary>
    public (ConnectorException Error, bool MayPass, bool MaybeSent) OfNetwork(HttpRequestException failure, string? item) => failure.HttpRequestError switch
    {
        HttpRequestError.NameResolutionError => (Error(ConnectorErrorKind.Transient, $"The name {baseAddress.IdnHost} could not be resolved.",
            "Check the address in the profile and the name server.", item, failure), true, false),
        HttpRequestError.SecureConnectionError => (Secure(failure, item), false, false),
        HttpRequestError.ProxyTunnelError => (Error(ConnectorErrorKind.Fatal, $"The proxy refused the connection to {Host}.",
            "Check http.proxy in the profile or the environment's proxy variables.", item, failure), false, false),
        HttpRequestError.ConnectionError => (Error(ConnectorErrorKind.Transient, $"No connection to {Host}: {Reason(failure)}.",
            "Check that the system runs and that the address and port in the profile are right.", item, failure), true, false),
        _ => (Error(ConnectorErrorKind.Transient, $"The connection to {Host} broke off: {Reason(failure)}.", null, item, failure), true, true),
    };

    /// <summary>An answer whose body ended before it was complete.</summary>
    public ConnectorException Cut(Exception failure, string? item) =>
        Error(ConnectorErrorKind.Protocol, $"{Host} cut its answer short.", "Look into the server's error log; a proxy or a time limit on the server may end answers.", item, failure);

    /// <summary>The request took longer than the profile allows.</summary>
    public ConnectorException Timeout(TimeSpan limit, string? item) => Error(ConnectorErrorKind.Transient,
        string.Create(CultureInfo.InvariantCulture, $"{Host} timed out after {limit.TotalSeconds:0.###} s."), "Raise http.timeoutSeconds in the profile if the system is only slow.", item);

    /// <summary>The connection could not be made in time.</summary>
    public ConnectorException ConnectTimeout(TimeSpan limit, string? item, Exception inner) => Error(ConnectorErrorKind.Transient,
        string.Create(CultureInfo.InvariantCulture, $"{Host} did not take the connection within {limit.TotalSeconds:0.###} s."), "Check the address, the port and the firewall.", item, inner);

    /// <summary>An answer larger than the pipeline takes.</summary>
    public ConnectorException TooLarge(long limit, string? item) =>
        Error(ConnectorErrorKind.Protocol, $"{Host} answered with more than {limit / (1024 * 1024)} MB.", "Check that the address leads to the API and not to a download.", item);

    /// <summary>A success that holds a web page.</summary>
    public ConnectorException Html(RemoteResponse response, string? item) => Error(ConnectorErrorKind.Protocol,
        $"{Host} answered with {WebPage.Describe(response.Text())} instead of data.",
        "Check that the address in the profile is the system's own and that no login page, maintenance page or bot protection stands before its API.", item);

    /// <summary>A body that is not the JSON that was expected.</summary>
    public ConnectorException NotJson(Exception failure, string? item) =>
        Error(ConnectorErrorKind.Protocol, $"{Host} answered with JSON that cannot be understood: {failure.Message}", "Look into the server's error log; warnings printed into the answer and cut answers do this.", item, failure);

    /// <summary>What a status means when the system itself says nothing more exact.</summary>
    public ConnectorException OfStatus(RemoteRequest request, RemoteResponse response)
    {
        string what = $"{Host} answered {response.Status}{(response.LooksLikeHtml ? " with " + WebPage.Describe(response.Text()) : "")}.";
        return response.Status switch
        {
            >= 300 and < 400 => Redirect(request, response),
            401 => Error(ConnectorErrorKind.Authentication, what, "Check the credential.", request.Item),
            407 => Error(ConnectorErrorKind.Fatal, "The proxy asks for a login.", "Put user and password into the proxy's address.", request.Item),
            403 => Error(ConnectorErrorKind.Permission, what, "Give the account the right to do this; a firewall or security plugin may also refuse.", request.Item),
            404 or 410 => Error(ConnectorErrorKind.NotFound, what, "Check the address in the profile.", request.Item),
            409 => Error(ConnectorErrorKind.Duplicate, what, null, request.Item),
            429 => Error(ConnectorErrorKind.Throttled, $"{Host} asks for fewer requests.", "Set http.requestsPerSecond in the profile, or run again later.", request.Item),
            408 or 425 or >= 500 => Error(ConnectorErrorKind.Transient, what, "Run again later; look into the server's error log if it stays.", request.Item),
            _ => Error(ConnectorErrorKind.InvalidItem, what, null, request.Item),
        };
    }

    /// <summary>A write of which nobody knows whether it was stored.</summary>
    public ConnectorException InDoubt(ConnectorException cause) => Error(ConnectorErrorKind.InDoubt,
        $"It is not known whether {Host} stored the write: {cause.Error.Message}", "Run again: the next run finds out before it writes.", cause.Error.Item, cause);

    private ConnectorException Redirect(RemoteRequest request, RemoteResponse response)
    {
        if (response.Location is not { } location)
            return Error(ConnectorErrorKind.Protocol, $"{Host} answered {response.Status} without saying where to go.", "Check the address in the profile.", request.Item);
        Uri target = location.IsAbsoluteUri ? location : new Uri(new Uri(baseAddress, request.Path), location);
        string address = NewBase(target, request);
        bool upgrade = string.Equals(target.Host, baseAddress.Host, StringComparison.OrdinalIgnoreCase) && baseAddress.Scheme == Uri.UriSchemeHttp && target.Scheme == Uri.UriSchemeHttps;
        return Error(ConnectorErrorKind.Fatal,
            upgrade ? $"{Host} wants to be asked by https." : $"{Host} redirects to {address}. The credential is not sent there.",
            $"If that is the right system, set the address in the profile to {address}.", request.Item);
    }

    // What remains of the target when the path of the request is taken off its end.
    private static string NewBase(Uri target, RemoteRequest request)
    {
        string full = target.GetLeftPart(UriPartial.Path);
        int query = request.Path.IndexOf('?', StringComparison.Ordinal);
        string path = query < 0 ? request.Path : request.Path[..query];
        return path.Length > 0 && full.EndsWith(path, StringComparison.Ordinal) ? full[..^path.Length] : full;
    }

    private ConnectorException Secure(HttpRequestException failure, string? item)
    {
        string why = WhyInsecure(failure);
        return Error(ConnectorErrorKind.Fatal, $"No secure connection to {Host}: {why}",
            "Check the name in the address, the certificate's validity and that its issuer is trusted on this machine. UserSync never goes on without a valid certificate.", item, failure);
    }

    // The platform names the flags of its own enumeration, or says to see an exception that nobody sees.
    private static string WhyInsecure(HttpRequestException failure)
    {
        string told = (failure.InnerException ?? failure).Message.TrimEnd('.');
        (string Flag, string Words)[] known =
        [
            (nameof(SslPolicyErrors.RemoteCertificateNotAvailable), "is missing"),
            (nameof(SslPolicyErrors.RemoteCertificateNameMismatch), "is for another name"),
            ("NotTimeValid", "has expired or is not valid yet"),
            ("Revoked", "was revoked"),
            (nameof(SslPolicyErrors.RemoteCertificateChainErrors), "is not trusted on this machine"),
            ("PartialChain", "is not trusted on this machine"),
            ("UntrustedRoot", "is not trusted on this machine"),
        ];
        string[] words = [.. known.Where(k => told.Contains(k.Flag, StringComparison.Ordinal)).Select(k => k.Words).Distinct(StringComparer.Ordinal)];
        return words.Length > 0 ? $"its certificate {string.Join(" and ", words)}."
            : failure.InnerException is IOException or null || told.Contains("frame", StringComparison.Ordinal) ? $"it does not speak TLS there ({told})."
            : told + ".";
    }

    private static string Reason(HttpRequestException failure) => (failure.InnerException ?? failure).Message.TrimEnd('.');

    private ConnectorException Error(ConnectorErrorKind kind, string message, string? remedy, string? item, Exception? inner = null) =>
        new(side, kind, message, remedy, item, inner);
}
