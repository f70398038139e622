using System.Net.Http.Headers;
using System.Text;

namespace UserSync.Connectors.Http;

/// <summary>A whole answer.</summary>
internal sealed class RemoteResponse
{
    private readonly HttpResponseHeaders _headers;

    /// <summary>Takes over status and headers; the message may be disposed afterwards.</summary>
    public RemoteResponse(HttpResponseMessage message, byte[] body)
    {
        Status = (int)message.StatusCode;
        _headers = message.Headers;
        MediaType = message.Content.Headers.ContentType?.MediaType;
        Body = body;
    }

    /// <summary>The status.</summary>
    public int Status { get; }

    /// <summary>True for 200 to 299.</summary>
    public bool IsSuccess => Status is >= 200 and <= 299;

    /// <summary>Media type of the body, without parameters.</summary>
    public string? MediaType { get; }

    /// <summary>The body, decompressed.</summary>
    public byte[] Body { get; }

    /// <summary>The server's clock, precise to a second.</summary>
    public DateTimeOffset? Date => _headers.Date;

    /// <summary>All headers of the answer.</summary>
    public IEnumerable<KeyValuePair<string, IEnumerable<string>>> Headers => _headers;

    /// <summary>Where a redirection leads.</summary>
    public Uri? Location => _headers.Location;

    /// <summary>The header, or null.</summary>
    public string? Header(string name) => _headers.TryGetValues(name, out IEnumerable<string>? values) ? values.FirstOrDefault() : null;

    /// <summary>The header as a number; null when it is missing or none.</summary>
    public long? Number(string name) =>
        long.TryParse(Header(name), System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out long number) ? number : null;

    /// <summary>How long the server asks to wait, given in seconds or as a date.</summary>
    public TimeSpan? RetryAfter(TimeProvider time)
    {
        RetryConditionHeaderValue? header = _headers.RetryAfter;
        // A date is the server's: measured against its own clock it is right even when ours is not.
        TimeSpan? wait = header?.Delta ?? (header?.Date is { } date ? date - (Date ?? time.GetUtcNow()) : null);
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait;
    }

    /// <summary>The body as text.</summary>
    public string Text() => Encoding.UTF8.GetString(Body);

    /// <summary>True when the body is a web page, whatever its declared type.</summary>
    public bool LooksLikeHtml
    {
        get
        {
            ReadOnlySpan<byte> start = Body.AsSpan();
            if (start.StartsWith("\uFEFF"u8))
                start = start[3..];
            return start.TrimStart(" \t\r\n"u8) is [(byte)'<', ..];
        }
    }
}
