using Newtonsoft.Json.Linq;
using UserSync.Core.Connectors;
using UserSync.Core.Errors;
using UserSync.Core.Matching;
using UserSync.Core.Model;
using UserSync.Core.Profiles;

namespace UserSync.Connectors.AmoCrm;

/// <summary>
/// By what a contact that we made is recognised when the answer was lost: a field of its own, for nothing else tells (contract 3.5:
/// request_id is not stored).
/// </summary>
/// <param name="policy">How contacts are made.</param>
internal sealed class ContactMarker(ContactPolicy policy)
{
    /// <summary>Path of the field; null when the profile names none.</summary>
    public string? Path => policy.Marker ?? policy.ProfileLinkField;

    /// <summary>The field.</summary>
    /// <exception cref="ConnectorException">The profile names none, or the account does not have it.</exception>
    public FieldPlace PlaceIn(FieldTable table)
    {
        if (Path is null)
        {
            throw new ConnectorException(Side.Crm, ConnectorErrorKind.Fatal, "The profile names no field by which UserSync recognises the contacts that it makes, so none is made.",
                "Set contacts.marker: New-CrmMarkerField makes the field.");
        }

        return table.Find(Path) is { Part: null, Field.Type: "text" or "textarea" or "url" or "numeric" } place ? place
            : throw new ConnectorException(Side.Crm, ConnectorErrorKind.Fatal, $"The account has no text or address field {Path}, by which UserSync recognises the contacts that it makes.",
                "Correct contacts.marker or contacts.profileLinkField: Get-CrmField lists the fields, New-CrmMarkerField makes one.", Path);
    }

    /// <summary>The text that marks the contact of a create; null when there is none.</summary>
    public string? TextOf(RecordWrite write, FieldPlace place) => write.Fields.FirstOrDefault(f => f.Path == Path && f.Value.HasValue)?.Value.Text
        ?? (place.Field.Type is "text" or "textarea" ? write.Marker : null);

    /// <summary>The create with its mark among the fields.</summary>
    public RecordWrite Marked(RecordWrite write, string text) =>
        write.Fields.Any(f => f.Path == Path && f.Value.HasValue) ? write : write with { Fields = [.. write.Fields.Where(f => f.Path != Path), new FieldWrite(Path!, FieldValue.Of(text), FieldValue.Empty)] };

    /// <summary>Whether a row carries a mark.</summary>
    public static bool Carries(JObject row, FieldPlace place, string text) => FieldReading.Read(place, ContactRows.ValuesOf(row, place.Field), TimeZoneInfo.Utc).Values.Contains(text, StringComparer.Ordinal);

    /// <summary>Whether a row that carries the mark can be this create's: another site may count its users by the same numbers.</summary>
    public static bool Fits(JObject row, RecordWrite write)
    {
        string[] wanted = [.. write.Fields.Where(f => MultiPath.Parse(f.Path)?.Base == MultiPath.Email).Select(f => EmailNormaliser.Normalise(f.Value.Text)).OfType<string>()];
        string[] held = [.. ContactRows.ItemsOf(row, MultiPath.Email).Select(e => EmailNormaliser.Normalise(FieldReading.Plain(e["value"]))).OfType<string>()];
        return wanted.All(held.Contains);
    }
}
