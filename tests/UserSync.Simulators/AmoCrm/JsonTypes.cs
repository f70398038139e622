using System.Text.Json;
using System.Text.Json.Nodes;

namespace UserSync.Simulators.AmoCrm;

/// <summary>Reads JSON without conversions: a number in quotes is no number.</summary>
internal static class JsonTypes
{
    public static bool IsText(this JsonNode? node, out string text)
    {
        bool is_ = node is JsonValue value && value.GetValueKind() == JsonValueKind.String;
        text = is_ ? node!.GetValue<string>() : "";
        return is_;
    }

    public static bool IsWhole(this JsonNode? node, out long number)
    {
        number = 0;
        return node is JsonValue value && value.GetValueKind() == JsonValueKind.Number && value.TryGetValue(out number);
    }
}
