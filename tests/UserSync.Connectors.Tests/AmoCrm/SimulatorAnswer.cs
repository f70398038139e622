using System.Text.Json.Nodes;

namespace UserSync.Connectors.Tests.AmoCrm;

/// <summary>What the simulator answered.</summary>
internal sealed record SimulatorAnswer(int Status, string? ContentType, string Body, IReadOnlyDictionary<string, string> Headers)
{
    public JsonNode Json => JsonNode.Parse(Body)!;

    /// <summary>The contacts of a list or of an answer to a write.</summary>
    public List<JsonNode> Contacts => Embedded("contacts");

    /// <summary>The ids of the contacts; none for 204.</summary>
    public List<long> Ids => Status == 204 ? [] : Contacts.ConvertAll(c => c["id"]!.GetValue<long>());

    public string? Detail => Json["detail"]?.GetValue<string>();

    /// <summary>The errors of a 400 as "request id: code path".</summary>
    public List<string> Errors => [.. Json["validation-errors"]!.AsArray().SelectMany(i => i!["errors"]!.AsArray().Select(e => $"{i["request_id"]}: {e!["code"]} {e["path"]}"))];

    public List<JsonNode> Embedded(string name) => [.. Json["_embedded"]![name]!.AsArray().Select(n => n!)];
}
