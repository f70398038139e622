namespace UserSync.Simulators.CiviCrm;

/// <summary>The state right after installation, as in the lab: five CMS users with contacts of their own.</summary>
public static class CiviSeed
{
    private static readonly string[] Minimal = ["access CiviCRM", "view all contacts", "edit all contacts", "add contacts", "authenticate with api key"];
    private static readonly string[] WebsiteTypes = ["Work", "Main", "Facebook", "", "Instagram", "LinkedIn", "MySpace", "Pinterest", "SnapChat", "Tumblr", "Twitter", "Vine "];

    /// <summary>Fills an empty database; returns the accounts that may come in.</summary>
    public static List<CiviAccount> Install(CiviDatabase database)
    {
        foreach (string type in new[] { "Home", "Work", "Main", "Other", "Billing" })
            database["LocationType"].Insert(new Row { ["name"] = type, ["display_name"] = type, ["is_active"] = true, ["is_default"] = type == "Home" });
        Row websites = database["OptionGroup"].Insert(new Row { ["name"] = "website_type", ["title"] = "Website types" });
        // A real installation has some 350 options before these.
        for (int i = 0; i < 350; i++)
            database["OptionValue"].UseUpId();
        for (int i = 0; i < WebsiteTypes.Length; i++)
        {
            if (WebsiteTypes[i].Length > 0)
                database["OptionValue"].Insert(new Row { ["option_group_id"] = websites.Id, ["value"] = (i + 1).ToString(System.Globalization.CultureInfo.InvariantCulture), ["name"] = WebsiteTypes[i], ["label"] = WebsiteTypes[i].TrimEnd() });
        }

        foreach (string tag in new[] { "Non-profit", "Company", "Government Entity", "Major Donor", "Volunteer" })
            database["Tag"].Insert(new Row { ["name"] = tag.Replace(' ', '_'), ["label"] = tag, ["used_for"] = new List<object?> { "civicrm_contact" } });
        database["Domain"].Insert(new Row { ["name"] = "Default Domain Name", ["version"] = "5.77.beta1" });

        RecordStore store = new(database, new CiviAccount(null, null, "", CiviAccount.AllPermissions.ToHashSet(StringComparer.Ordinal)));
        store.Create("Contact", new Row { ["contact_type"] = "Organization", ["organization_name"] = "Default Organization", ["email_primary.email"] = "info@example.org" });
        return
        [
            User(store, database, 1, "admin", null, null, "admin-key", CiviAccount.AllPermissions),
            User(store, database, 2, "syncbot", "Sync", "Bot", "sync-key", CiviAccount.AllPermissions),
            User(store, database, 3, "weakbot", "Weak", "Bot", "weak-key", ["access CiviCRM", "authenticate with api key"]),
            User(store, database, 4, "nokey", "No", "Guard", "nokey-key", Minimal[..4]),
            User(store, database, 5, "minbot", "Min", "Bot", "min-key", Minimal),
        ];
    }

    private static CiviAccount User(RecordStore store, CiviDatabase database, long userId, string login, string? first, string? last, string key, IEnumerable<string> permissions)
    {
        string email = login + "@example.org";
        Row contact = store.Create("Contact", new Row { ["contact_type"] = "Individual", ["first_name"] = first, ["last_name"] = last, ["email_primary.email"] = email });
        database["Contact"].TryGet(contact.Id, out Row? row);
        row!["api_key"] = key;
        if (first is null)
            row["display_name"] = row["sort_name"] = email;
        database["UFMatch"].Insert(new Row { ["domain_id"] = 1L, ["uf_id"] = userId, ["uf_name"] = email, ["contact_id"] = contact.Id });
        database.CmsUsers[userId] = email;
        return new CiviAccount(contact.Id, userId, key, permissions.ToHashSet(StringComparer.Ordinal));
    }
}
