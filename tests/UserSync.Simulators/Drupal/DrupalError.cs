using System.Text.Json.Nodes;

namespace UserSync.Simulators.Drupal;

/// <summary>An answer that is no success.</summary>
/// <param name="status">The HTTP status.</param>
/// <param name="problems">What is wrong: a text, and for values of a field its pointer.</param>
public sealed class DrupalError(int status, params (string Detail, string? Pointer)[] problems) : Exception(problems[0].Detail)
{
    /// <summary>One problem without a pointer.</summary>
    public DrupalError(int status, string detail)
        : this(status, (detail, null))
    {
    }

    /// <summary>The HTTP status.</summary>
    public int Status => status;

    /// <summary>The header Allow of a 405.</summary>
    public string? Allow { get; init; }

    /// <summary>True where a link to the question comes with it, and none to RFC 2616.</summary>
    public bool ViaOnly { get; init; }

    /// <summary>Where the error is explained, if not in RFC 2616.</summary>
    public string? Info { get; init; }

    /// <summary>The errors as JSON:API tells them.</summary>
    public JsonArray Errors(string address)
    {
        JsonArray errors = [];
        foreach ((string detail, string? pointer) in problems)
        {
            JsonObject error = new() { ["title"] = Title, ["status"] = status.ToString(System.Globalization.CultureInfo.InvariantCulture), ["detail"] = detail };
            if (status != 422 || ViaOnly)
                error["links"] = Links(address);
            if (pointer is not null)
                error["source"] = new JsonObject { ["pointer"] = pointer };
            errors.Add(error);
        }

        return errors;
    }

    private string Title => status switch
    {
        400 => "Bad Request", 401 => "Unauthorized", 403 => "Forbidden", 404 => "Not Found", 405 => "Method Not Allowed", 409 => "Conflict", 415 => "Unsupported Media Type",
        422 => "Unprocessable Content", 500 => "Internal Server Error", _ => "Service Unavailable",
    };

    private JsonObject Links(string address)
    {
        JsonObject links = new() { ["via"] = new JsonObject { ["href"] = address } };
        string? section = status switch
        {
            _ when ViaOnly || Info is not null => null,
            >= 400 and <= 417 => $"4.{status - 399}",
            >= 500 => $"5.{status - 499}",
            _ => null,
        };
        if (Info is not null)
            links["info"] = new JsonObject { ["href"] = Info };
        if (section is not null)
            links["info"] = new JsonObject { ["href"] = $"https://www.w3.org/Protocols/rfc2616/rfc2616-sec10.html#sec10.{section}" };
        return links;
    }
}
