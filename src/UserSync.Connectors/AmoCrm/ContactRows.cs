using System.Globalization;
using Newtonsoft.Json.Linq;
using UserSync.Core.Errors;
using UserSync.Core.Model;

namespace UserSync.Connectors.AmoCrm;

/// <summary>Turns contacts of the API into those of the model. Every member but the id may be missing or null.</summary>
/// <param name="api">The account.</param>
/// <param name="table">Its fields.</param>
/// <param name="paths">The wanted fields beside names, addresses and numbers; null for all.</param>
internal sealed class ContactRows(AmoApi api, FieldTable table, IReadOnlyCollection<string>? paths)
{
    private readonly List<(string Path, FieldPlace Place)> _wanted =
        [.. (paths ?? [.. table.Paths()]).Select(p => (p, table.Find(p))).Where(p => p.Item2 is not null).Select(p => (p.p, p.Item2!))];

    /// <summary>The id of a row.</summary>
    /// <exception cref="ConnectorException">It has none.</exception>
    public static long IdOf(JObject row) => row["id"] is JValue { Value: long id } && id > 0 ? id
        : throw new ConnectorException(Side.Crm, ConnectorErrorKind.Protocol, "amoCRM told a contact without an id.");

    /// <summary>The id as text.</summary>
    public static string TextOf(long id) => id.ToString(CultureInfo.InvariantCulture);

    /// <summary>The number of an id; null for what is none.</summary>
    public static long? Number(string? id) => long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out long number) && number > 0 ? number : null;

    /// <summary>The <c>values</c> of a field in a row; null when the contact does not have it.</summary>
    public static JToken? ValuesOf(JObject row, AmoField field) => (row["custom_fields_values"] as JArray ?? []).OfType<JObject>()
        .FirstOrDefault(f => f["field_id"] is JValue { Value: long id } && id == field.Id)?["values"];

    /// <summary>The items of a contact's addresses or numbers.</summary>
    public static IEnumerable<JObject> ItemsOf(JObject row, string list) => (row["custom_fields_values"] as JArray ?? []).OfType<JObject>()
        .Where(f => string.Equals((string?)f["field_code"], list, StringComparison.OrdinalIgnoreCase))
        .SelectMany(f => (f["values"] as JArray ?? []).OfType<JObject>());

    /// <summary>The contact of a row.</summary>
    public CrmContact Of(JObject row, ContactState state = ContactState.Live)
    {
        string id = TextOf(IdOf(row));
        Dictionary<long, JToken?> values = [];
        foreach (JObject field in (row["custom_fields_values"] as JArray ?? []).OfType<JObject>())
        {
            if (field["field_id"] is JValue { Value: long number })
                values[number] = field["values"];
        }

        FieldMap fields = [];
        foreach ((string path, FieldPlace place) in _wanted)
            fields[path] = FieldReading.Read(place, values.GetValueOrDefault(place.Field.Id), table.Zone);
        AmoField? email = table.All.FirstOrDefault(f => f.Code == MultiPath.Email);
        AmoField? phone = table.All.FirstOrDefault(f => f.Code == MultiPath.Phone);
        return new CrmContact
        {
            Account = api.End.Key,
            Profile = api.Context.Profile,
            ContactId = id,
            State = row["is_deleted"] is JValue { Value: true } && state == ContactState.Live ? ContactState.Trashed : state,
            Name = FieldReading.Plain(row["name"]),
            FirstName = FieldReading.Plain(row["first_name"]),
            LastName = FieldReading.Plain(row["last_name"]),
            Emails = [.. ItemsOf(row, MultiPath.Email).Select((e, n) => new ContactEmail(FieldReading.Plain(e["value"]), FieldReading.KindOf(email, e), n == 0)).Where(e => e.Address.Length > 0)],
            Phones = [.. ItemsOf(row, MultiPath.Phone).Select((p, n) => new ContactPhone(FieldReading.Plain(p["value"]), FieldReading.KindOf(phone, p), n == 0)).Where(p => p.Number.Length > 0)],
            Tags = [.. TagsOf(row)],
            CreatedAt = FieldReading.Time(row["created_at"]),
            ModifiedAt = FieldReading.Time(row["updated_at"]),
            Url = UrlOf(id),
            Fields = fields,
        };
    }

    /// <summary>A contact of which only its end is known.</summary>
    public CrmContact Away(long id, ContactState state, string? mergedInto = null) =>
        new() { Account = api.End.Key, Profile = api.Context.Profile, ContactId = TextOf(id), State = state, MergedInto = mergedInto };

    /// <summary>Address of a contact in the account's interface.</summary>
    public string UrlOf(string id) => new Uri(api.Address, "contacts/detail/" + id).AbsoluteUri;

    private static IEnumerable<CrmTag> TagsOf(JObject row) => ((row["_embedded"] as JObject)?["tags"] as JArray ?? []).OfType<JObject>()
        .Select(t => new CrmTag(FieldReading.Plain(t["id"]), FieldReading.Plain(t["name"])));
}
