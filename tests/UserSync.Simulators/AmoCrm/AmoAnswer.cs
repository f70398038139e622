using System.Text.Json.Nodes;

namespace UserSync.Simulators.AmoCrm;

/// <summary>An answer before it is sent.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="ContentType">The content type; null for an empty body.</param>
/// <param name="Body">The body.</param>
public sealed record AmoAnswer(int Status, string? ContentType, string Body)
{
    /// <summary>Headers beside the usual ones.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>204: an empty list, an unknown contact, something deleted.</summary>
    public static AmoAnswer Nothing { get; } = new(204, null, "");

    /// <summary>A successful answer of the API.</summary>
    public static AmoAnswer Hal(JsonNode body, int status = 200) => new(status, "application/hal+json", body.ToJsonString());

    /// <summary>A successful answer of the token endpoint.</summary>
    public static AmoAnswer Json(JsonNode body) => new(200, "application/json", body.ToJsonString());

    /// <summary>A web page of the servers in front.</summary>
    public static AmoAnswer Page(int status, string title) =>
        new(status, "text/html", $"<html>\r\n<head><title>{status} {title}</title></head>\r\n<body>\r\n<center><h1>{status} {title}</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n");
}
