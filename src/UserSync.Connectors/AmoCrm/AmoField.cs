using System.Globalization;
using Newtonsoft.Json.Linq;
using UserSync.Core.Connectors;

namespace UserSync.Connectors.AmoCrm;

/// <summary>A field of contacts (contract 4.1).</summary>
/// <param name="Id">Its number.</param>
/// <param name="Name">What people see, in the account's language.</param>
/// <param name="Type">Its type as amoCRM calls it.</param>
/// <param name="Code">Its name for programs; null for most.</param>
/// <param name="Options">What it can be chosen from; kinds of a list of addresses or numbers, lines of an address.</param>
internal sealed record AmoField(long Id, string Name, string Type, string? Code, IReadOnlyList<AmoOption> Options)
{
    /// <summary>Lines of an address, by their number in the API less one (contract 3.3).</summary>
    public static readonly string[] AddressLines = ["address_line_1", "address_line_2", "city", "state", "zip", "country"];

    private static readonly string[] LegalParts = ["name", "vat_id", "kpp", "tax_registration_reason_code", "address", "bank_code", "external_uid"];

    /// <summary>The path in a profile.</summary>
    public string Path => string.Create(CultureInfo.InvariantCulture, $"#{Id}");

    /// <summary>The addresses or numbers of a contact.</summary>
    public bool IsCore => Type == "multitext" && Code is "EMAIL" or "PHONE";

    /// <summary>Parts that have paths of their own: lines of an address, entries of a company's papers.</summary>
    public IReadOnlyList<string> Parts => Type switch { "smart_address" => AddressLines, "legal_entity" => LegalParts, _ => [] };

    /// <summary>
    /// Whether UserSync writes fields of this type. A type that it does not know can be read as far as it is text; so can lists of older
    /// accounts beside addresses and numbers (IM), whose entries would lose their kinds.
    /// </summary>
    public bool Writable => Type is "text" or "textarea" or "streetaddress" or "numeric" or "monetary" or "url" or "checkbox" or "select" or "radiobutton" or "multiselect" or "date" or "birthday"
        or "date_time" or "smart_address" or "legal_entity";

    /// <summary>Whether the system's search can find its values as they stand.</summary>
    public bool Searchable => Type is "text" or "textarea" or "url" or "numeric" or "streetaddress" or "multitext";

    /// <summary>Reads a definition; null for what has no number.</summary>
    public static AmoField? Read(JObject json)
    {
        if (json["id"] is not JValue { Value: long id })
            return null;
        AmoOption[] options = [.. (json["enums"] as JArray ?? []).OfType<JObject>()
            .Select(e => new AmoOption((long?)e["id"] ?? 0, (string?)e["value"] ?? "", (string?)e["code"]))];
        return new AmoField(id, (string?)json["name"] ?? "", (string?)json["type"] ?? "", (string?)json["code"] is { Length: > 0 } code ? code : null, options);
    }

    /// <summary>The option that a text means: by its text, its code or its number.</summary>
    public AmoOption? Option(string text) =>
        Options.FirstOrDefault(o => o.Value == text) ?? Options.FirstOrDefault(o => string.Equals(o.Value, text, StringComparison.OrdinalIgnoreCase))
        ?? Options.FirstOrDefault(o => o.Code == text) ?? Options.FirstOrDefault(o => o.Id.ToString(CultureInfo.InvariantCulture) == text);

    /// <summary>The field for a profile, and those of its parts.</summary>
    public IEnumerable<FieldInfo> ToInfos()
    {
        string type = Type switch
        {
            "numeric" or "monetary" => "number",
            "checkbox" => "boolean",
            "select" or "radiobutton" => "choice",
            "multiselect" => "choices",
            "date" or "birthday" => "date",
            "date_time" => "datetime",
            "url" => "url",
            _ => "text",
        };
        string label = Code is null ? Name : $"{Name} ({Code})";
        if (Parts.Count == 0)
            yield return new FieldInfo(Path, label, type) { Writable = Writable, Choices = type is "choice" or "choices" ? [.. Options.Select(o => o.Value)] : [] };
        foreach (string part in Parts)
            yield return new FieldInfo($"{Path}.{part}", $"{label}, {part}", "text") { Writable = Writable };
    }
}
