using System.Text;

namespace UserSync.Connectors.Http;

/// <summary>One request to a remote system; immutable, so that it can be sent again.</summary>
/// <param name="Method">The HTTP method.</param>
/// <param name="Path">Path and query relative to the base address, without a leading slash.</param>
/// <param name="Safety">Whether it may be repeated.</param>
internal sealed record RemoteRequest(HttpMethod Method, string Path, Safety Safety)
{
    /// <summary>The body; null for none.</summary>
    public string? Body { get; init; }

    /// <summary>Media type of the body.</summary>
    public string MediaType { get; init; } = "application/json";

    /// <summary>The record that it is about, for errors; such as "user 5".</summary>
    public string? Item { get; init; }

    /// <summary>Headers of this request alone, such as a token that is renewed now and then.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>A read.</summary>
    public static RemoteRequest Get(string path) => new(HttpMethod.Get, path, Safety.Read);

    /// <summary>The message for one attempt.</summary>
    public HttpRequestMessage ToMessage(Uri baseAddress, IReadOnlyList<KeyValuePair<string, string>> headers)
    {
        HttpRequestMessage message = new(Method, new Uri(baseAddress, Path));
        foreach ((string name, string value) in headers.Concat(Headers))
            message.Headers.TryAddWithoutValidation(name, value);
        if (Body is not null)
            message.Content = new StringContent(Body, Encoding.UTF8, MediaType);
        return message;
    }
}
