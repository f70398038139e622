using Newtonsoft.Json;
using UserSync.Connectors.Http;
using UserSync.Core.Model;

namespace UserSync.Connectors.CiviCrm;

/// <summary>The answer of one API call: rows or an error. The HTTP status is not dependable; what stands here decides.</summary>
internal sealed class CiviAnswer
{
    /// <summary>The rows; a field that the account may not see is missing, one without a value is empty.</summary>
    public IReadOnlyList<FieldMap> Rows { get; private set; } = [];

    /// <summary>All hits, when row_count was selected.</summary>
    public long? Matched { get; private set; }

    /// <summary>Why the call failed; null for a success.</summary>
    public string? Error { get; private set; }

    /// <summary>The status that goes with the error; 500 for most.</summary>
    public int Status { get; private set; } = 200;

    /// <summary>Reads the answer of a single call.</summary>
    public static CiviAnswer Read(JsonTextReader json)
    {
        CiviAnswer answer = new();
        bool told = false;
        JsonWalk.Object(json, member =>
        {
            switch (member)
            {
                case "values":
                    told = true;
                    answer.Rows = json.TokenType switch
                    {
                        JsonToken.StartArray => JsonWalk.Array(json, Row),
                        JsonToken.StartObject => [Row(json)],
                        _ => [],
                    };
                    break;
                case "countMatched":
                    answer.Matched = long.Parse(JsonWalk.Scalar(json) ?? "0", System.Globalization.CultureInfo.InvariantCulture);
                    break;
                case "error_message":
                    answer.Error = JsonWalk.Scalar(json) ?? "";
                    answer.Status = answer.Status == 200 ? 500 : answer.Status;
                    break;
                case "status" or "error_code" when JsonWalk.Scalar(json) is "400" or "403" or "405":
                    answer.Status = int.Parse(JsonWalk.Scalar(json)!, System.Globalization.CultureInfo.InvariantCulture);
                    break;
            }
        });
        return told || answer.Error is not null ? answer : throw new JsonSerializationException("neither values nor an error message.");
    }

    /// <summary>Reads the answers of several calls; a single error is the answer to all of them.</summary>
    public static IReadOnlyList<CiviAnswer> ReadAll(JsonTextReader json)
    {
        JsonWalk.Next(json);
        return json.TokenType == JsonToken.StartArray ? JsonWalk.Array(json, Read) : [Read(json)];
    }

    private static FieldMap Row(JsonTextReader json)
    {
        FieldMap row = [];
        if (json.TokenType != JsonToken.StartObject)
            return row;
        JsonWalk.Object(json, name =>
        {
            if (json.TokenType == JsonToken.StartArray)
                row[name] = Several(json);
            else if (json.TokenType != JsonToken.StartObject)
                row[name] = FieldValue.Of(JsonWalk.Scalar(json));
        });
        return row;
    }

    // Lists of plain values are fields with several values; lists of objects are options, told as value and label in turn.
    private static FieldValue Several(JsonTextReader json) => FieldValue.Of(JsonWalk.Array(json, static item =>
    {
        if (item.TokenType != JsonToken.StartObject)
            return item.TokenType == JsonToken.StartArray ? Skipped(item) : JsonWalk.Scalar(item) ?? "";
        string id = "";
        string label = "";
        JsonWalk.Object(item, name =>
        {
            if (name == "id")
                id = JsonWalk.Scalar(item) ?? "";
            else if (name == "label")
                label = JsonWalk.Scalar(item) ?? "";
        });
        return CiviOption.Join(id, label);
    }));

    private static string Skipped(JsonTextReader json)
    {
        json.Skip();
        return "";
    }
}
