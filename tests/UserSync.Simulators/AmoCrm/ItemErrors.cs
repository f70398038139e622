using System.Text.Json.Nodes;

namespace UserSync.Simulators.AmoCrm;

/// <summary>What is wrong with one item of a write.</summary>
/// <param name="requestId">The item's request id, or its index.</param>
public sealed class ItemErrors(string requestId)
{
    private readonly List<(string Code, string Path, string Detail)> _errors = [];

    /// <summary>True when something is wrong.</summary>
    public bool Any => _errors.Count > 0;

    /// <summary>Something that is not among the choices: an unknown id, a removed option, a dismissed user.</summary>
    public void NotAChoice(string path) => Add("NotSupportedChoice", path, "The value you selected is not a valid choice.");

    /// <summary>Another JSON type was wanted.</summary>
    public void NotOfType(string path, string type) => Add("InvalidType", path, $"This value should be of type {type}.");

    /// <summary>A property that is not known here.</summary>
    public void NotExpected(string path) => Add("FieldNotExpected", path, "This field was not expected.");

    /// <summary>A property without which it does not go.</summary>
    public void Missing(string path) => Add("FieldMissing", path, "This field is missing.");

    /// <summary>Any other error; the set of codes is open.</summary>
    public void Add(string code, string path, string detail) => _errors.Add((code, path, detail));

    /// <summary>The element of <c>validation-errors</c>.</summary>
    public JsonNode ToJson() => new JsonObject
    {
        ["request_id"] = requestId,
        ["errors"] = new JsonArray([.. _errors.Select(e => (JsonNode)new JsonObject { ["code"] = e.Code, ["path"] = e.Path, ["detail"] = e.Detail })]),
    };
}
