using UserSync.Core.Connectors;
using UserSync.Core.Model;

namespace UserSync.Connectors.CiviCrm;

/// <summary>A field of a contact as getFields tells it.</summary>
/// <param name="Name">Its API name: <c>nick_name</c> or <c>Group.Field</c>.</param>
/// <param name="Label">What people see.</param>
/// <param name="DataType">CiviCRM's type: String, Integer, Boolean, Date, Timestamp, Money, Float, Text, Memo, Link …</param>
internal sealed record CiviField(string Name, string Label, string DataType)
{
    /// <summary>True for a field that the site made itself.</summary>
    public bool Custom { get; init; }

    /// <summary>True when it cannot be written.</summary>
    public bool ReadOnly { get; init; }

    /// <summary>True when it holds several values.</summary>
    public bool Several { get; init; }

    /// <summary>The values that are accepted; empty for any.</summary>
    public IReadOnlyList<CiviOption> Options { get; init; } = [];

    /// <summary>True for a day or a point in time.</summary>
    public bool IsTime => DataType is "Date" or "Timestamp";

    /// <summary>Reads a row of getFields; null for what is no field to map.</summary>
    public static CiviField? From(FieldMap row)
    {
        string name = row.Text("name");
        string type = row.Text("type");
        if (name.Length == 0 || type is not ("Field" or "Custom"))
            return null;
        string label = row.Text("label") is { Length: > 0 } l ? l : row.Text("title") is { Length: > 0 } t ? t : name;
        return new CiviField(name, label, row.Text("data_type"))
        {
            Custom = type == "Custom",
            ReadOnly = row.Text("readonly") == "true",
            Several = row.Text("serialize") is not ("" or "0" or "false"),
            Options = [.. row.GetValueOrDefault("options").Values.Select(CiviOption.Parse).OfType<CiviOption>()],
        };
    }

    /// <summary>The field for a profile.</summary>
    public FieldInfo ToInfo() => new(Name, Label, DataType switch
    {
        _ when Several => "choices",
        _ when Options.Count > 0 => "choice",
        "Integer" or "Float" or "Money" => "number",
        "Boolean" => "boolean",
        "Date" => "date",
        "Timestamp" => "datetime",
        "Link" => "url",
        _ => "text",
    })
    {
        Writable = !ReadOnly,
        Choices = [.. Options.Select(o => o.Value)],
    };
}
