using System.Text.Json;
using System.Text.Json.Nodes;

namespace UserSync.Simulators.AmoCrm;

/// <summary>One request to the API, after its token was accepted.</summary>
/// <param name="Method">The HTTP method.</param>
/// <param name="Path">The path below <c>/api/v4/</c>, in its parts.</param>
/// <param name="Query">The query.</param>
/// <param name="BodyText">The body; empty when it is not sent as JSON.</param>
/// <param name="Base">Scheme and host that links are made with.</param>
/// <param name="User">Who acts.</param>
public sealed record AmoCall(string Method, IReadOnlyList<string> Path, JsonObject Query, string BodyText, string Base, AmoUser User)
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    /// <summary>A scripted death in the middle of a batch: after how many items; null for none.</summary>
    public int? DiesAfter { get; init; }

    /// <summary>The address of the resource without its query.</summary>
    public string Url => $"{Base}/api/v4/{string.Join('/', Path)}";

    /// <summary>The body as JSON.</summary>
    /// <exception cref="AmoRefusal">It is empty or no JSON.</exception>
    public JsonNode Body()
    {
        try
        {
            return JsonNode.Parse(BodyText, documentOptions: Strict) is { } body and not JsonArray { Count: 0 } and not JsonObject { Count: 0 } ? body : throw new AmoRefusal(AmoProblem.Empty);
        }
        catch (JsonException)
        {
            throw new AmoRefusal(AmoProblem.Empty);
        }
    }

    /// <summary>The body as a list of at most 250 items.</summary>
    /// <exception cref="AmoRefusal">It is no list, or too long.</exception>
    public JsonArray Items()
    {
        if (Body() is not JsonArray items)
        {
            ItemErrors errors = new("0");
            errors.NotOfType("", "array");
            throw new AmoRefusal(AmoProblem.Validation([errors]));
        }

        return items.Count <= 250 ? items : throw new AmoRefusal(AmoProblem.TooMany);
    }

    /// <summary>A text of the query; null when it is missing or a list.</summary>
    public string? Text(string name) => Query[name] is JsonValue value ? value.GetValue<string>() : null;

    /// <summary>A link to a resource.</summary>
    public JsonObject Links(string path) => new() { ["self"] = new JsonObject { ["href"] = $"{Base}/api/v4/{path}" } };
}
