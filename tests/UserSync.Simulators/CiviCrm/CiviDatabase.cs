using System.Globalization;

namespace UserSync.Simulators.CiviCrm;

/// <summary>Everything that an installation holds: records, settings, and the users of the CMS around it.</summary>
public sealed class CiviDatabase
{
    private readonly Dictionary<string, Table> _tables = CiviSchema.Entities.ToDictionary(e => e.Key, e => new Table(e.Value), StringComparer.Ordinal);

    // Options of the installation whose values are numbers from 1.
    private static readonly Dictionary<string, string[]> BuiltIn = new(StringComparer.Ordinal)
    {
        ["activity_contacts"] = ["Activity Assignees", "Activity Source", "Activity Targets"],
        ["activity_type"] = [.. Enumerable.Repeat("", 50), "Contact Merged", "Contact Deleted by Merge"],
    };

    /// <summary>An empty database.</summary>
    public CiviDatabase(TimeProvider clock) => Clock = clock;

    /// <summary>The server's clock.</summary>
    public TimeProvider Clock { get; }

    /// <summary>The zone in which times are stored and shown.</summary>
    public TimeZoneInfo Zone { get; set; } = TimeZoneInfo.Utc;

    /// <summary>Settings by name.</summary>
    public Dictionary<string, object?> Settings { get; } = new(StringComparer.Ordinal)
    {
        ["syncCMSEmail"] = 1L, ["contact_undelete"] = 1L, ["uniq_email_per_site"] = "0", ["logging"] = "0",
    };

    /// <summary>The domain of a multisite that requests are for.</summary>
    public long DomainId { get; set; } = 1;

    /// <summary>E-mail addresses of the CMS's users by their id: what an address saved carelessly changes.</summary>
    public Dictionary<long, string> CmsUsers { get; } = [];

    /// <summary>Called for each contact that a save stores: a test lets the client's clock go on here.</summary>
    public Action Worked { get; set; } = static () => { };

    /// <summary>How many contacts may still be stored before PHP dies; null for no limit.</summary>
    public int? RecordsUntilDeath { get; set; }

    /// <summary>The table of an entity.</summary>
    public Table this[string entity] => _tables[entity];

    /// <summary>Now, as the database writes it.</summary>
    public string Now() => TimeZoneInfo.ConvertTime(Clock.GetUtcNow(), Zone).DateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    /// <summary>A contact's change time moves.</summary>
    public void Touch(long? contactId)
    {
        if (this["Contact"].TryGet(contactId, out Row? contact))
            contact["modified_date"] = Now();
    }

    /// <summary>The primary or first element of a contact: the target of email_primary and its like.</summary>
    public Row? Primary(string entity, long contactId) => this[entity].Of(contactId).FirstOrDefault(r => r.Flag("is_primary"));

    /// <summary>The custom field of a name such as Group.Field; null when there is none.</summary>
    public (string Name, Row Field)? Custom(string path)
    {
        string[] parts = path.Split('.');
        if (parts.Length != 2)
            return null;
        Row? group = this["CustomGroup"].Rows.FirstOrDefault(g => g.Text("name") == parts[0]);
        Row? field = group is null ? null : this["CustomField"].Rows.FirstOrDefault(f => f.Number("custom_group_id") == group.Id && f.Text("name") == parts[1]);
        return field is null ? null : (path, field);
    }

    /// <summary>All custom fields with their full names.</summary>
    public IEnumerable<(string Name, Row Field)> CustomFields() =>
        this["CustomField"].Rows.Select(f => (this["CustomGroup"].TryGet(f.Number("custom_group_id"), out Row? group) ? $"{group.Text("name")}.{f.Text("name")}" : "", f));

    /// <summary>The options of a group of that name, or of the location types.</summary>
    public IEnumerable<(object Value, string Name, string Label)> Options(string group)
    {
        if (group == "LocationType")
            return this["LocationType"].Rows.Select(t => ((object)t.Id, t.Text("name")!, t.Text("display_name") ?? t.Text("name")!));
        if (BuiltIn.TryGetValue(group, out string[]? names))
            return names.Select((name, n) => ((object)(long)(n + 1), name, name)).Where(static o => o.Item2.Length > 0);
        Row? owner = this["OptionGroup"].Rows.FirstOrDefault(g => g.Text("name") == group);
        return owner is null ? [] : Options(owner.Id);
    }

    /// <summary>The options of a group of that id.</summary>
    public IEnumerable<(object Value, string Name, string Label)> Options(long group) => this["OptionValue"].Rows.Where(v => v.Number("option_group_id") == group)
        .Select(v => ((object)(v.Text("value") ?? ""), v.Text("name") ?? "", v.Text("label") ?? ""));
}
