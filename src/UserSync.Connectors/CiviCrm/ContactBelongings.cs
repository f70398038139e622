using System.Globalization;
using Newtonsoft.Json.Linq;
using UserSync.Core.Connectors;
using UserSync.Core.Model;

namespace UserSync.Connectors.CiviCrm;

/// <summary>The calls that bring a contact's addresses, numbers, websites, tags and groups to what a write wants. Nothing is written that is there.</summary>
/// <param name="locationType">The location type of what is written through a path without one; null for the site's default.</param>
/// <param name="changeCmsEmail">Whether CiviCRM may change the e-mail of the CMS user too.</param>
internal sealed class ContactBelongings(string? locationType, bool changeCmsEmail)
{
    /// <summary>The calls for one write.</summary>
    /// <param name="write">The write.</param>
    /// <param name="contact">The contact as it is now, with the lists that the write touches.</param>
    /// <param name="websites">Ids of the contact's websites by type, where it has one.</param>
    /// <param name="memberships">Ids of the tags and groups that the write names.</param>
    public IEnumerable<CiviCall> Calls(RecordWrite write, CrmContact contact, IReadOnlyDictionary<string, string> websites, MembershipIds memberships)
    {
        long id = long.Parse(contact.ContactId, CultureInfo.InvariantCulture);
        foreach (FieldWrite field in write.Fields)
        {
            CiviCall? call = MultiPath.Parse(field.Path) switch
            {
                { Base: MultiPath.Email } list => Email(id, field, list, contact),
                { } list => Phone(id, field, list, contact),
                _ => field.Path.StartsWith(FieldPaths.Website, StringComparison.Ordinal) ? Website(id, field, contact, websites) : null,
            };
            if (call is not null)
                yield return call;
        }

        foreach (CiviCall call in Memberships(id, contact, memberships))
            yield return call;
    }

    /// <summary>The location type of an element.</summary>
    public string? KindOf(MultiPath list) => list.Kind ?? locationType;

    private static IEnumerable<CiviCall> Memberships(long id, CrmContact contact, MembershipIds ids)
    {
        string[] tags = [.. ids.Tags.Where(t => contact.Tags?.Any(has => has.Id == t) != true)];
        if (tags.Length > 0)
        {
            yield return new CiviCall("EntityTag", "save", new JObject
            {
                ["records"] = new JArray(tags.Select(t => new JObject { ["entity_id"] = id, ["tag_id"] = Number(t) })),
                ["defaults"] = new JObject { ["entity_table"] = "civicrm_contact" },
                // Without the match a tag that is there already would be an error (recording tag-03).
                ["match"] = new JArray("entity_table", "entity_id", "tag_id"),
            });
        }

        if (ids.TagsOff.Count > 0)
            yield return Delete("EntityTag", CiviCall.Where("entity_table", "=", "civicrm_contact"), CiviCall.Where("entity_id", "=", id), CiviCall.In("tag_id", ids.TagsOff.Select(t => (object)Number(t))));
        string[] groups = [.. ids.Groups.Where(g => contact.Groups?.Any(has => has.Id == g) != true)];
        if (groups.Length > 0)
        {
            // Who was in the group before has a row with the status "Removed", and pairs are unique (schema/Contact/GroupContact.entityType.php).
            yield return new CiviCall("GroupContact", "save", new JObject
            {
                ["records"] = new JArray(groups.Select(g => new JObject { ["contact_id"] = id, ["group_id"] = Number(g) })),
                ["defaults"] = new JObject { ["status"] = "Added" },
                ["match"] = new JArray("contact_id", "group_id"),
            });
        }

        if (ids.GroupsOff.Count > 0)
        {
            // As CiviCRM's own pages do: the row stays, so that its history tells when the contact left.
            yield return new CiviCall("GroupContact", "update", new JObject
            {
                ["where"] = new JArray(CiviCall.Where("contact_id", "=", id), CiviCall.In("group_id", ids.GroupsOff.Select(g => (object)Number(g))), CiviCall.Where("status", "=", "Added")),
                ["values"] = new JObject { ["status"] = "Removed" },
            });
        }
    }

    private CiviCall? Email(long contactId, FieldWrite field, MultiPath list, CrmContact contact)
    {
        IReadOnlyList<ContactEmail> all = contact.Emails ?? [];
        ContactEmail? before = field.Before.Text is { } old ? all.FirstOrDefault(e => Same(e.Address, old) && list.Takes(e.Kind)) ?? all.FirstOrDefault(e => Same(e.Address, old)) : null;
        if (field.Value.Text is not { } text)
            return before?.Key is { } gone ? Delete("Email", CiviCall.Where("id", "=", Number(gone))) : null;
        // CiviCRM keeps addresses in small letters.
        string wanted = text.ToLowerInvariant();
        if (all.Any(e => Same(e.Address, wanted) && list.Takes(e.Kind)))
            return null;
        if (before?.Key is { } key)
        {
            // Contract 3: a save of the address alone, found by its id, does not reach the CMS user; with contact_id and is_primary it does.
            JObject values = new() { ["email"] = wanted };
            if (changeCmsEmail && before.Primary)
            {
                values["contact_id"] = contactId;
                values["is_primary"] = true;
            }

            return new CiviCall("Email", "update", new JObject { ["where"] = CiviCall.Only(CiviCall.Where("id", "=", Number(key))), ["values"] = values });
        }

        return Create("Email", contactId, "email", wanted, KindOf(list), contact.Emails is { Count: 0 } && changeCmsEmail);
    }

    private CiviCall? Phone(long contactId, FieldWrite field, MultiPath list, CrmContact contact)
    {
        IReadOnlyList<ContactPhone> all = contact.Phones ?? [];
        ContactPhone? before = field.Before.Text is { } old ? all.FirstOrDefault(p => p.Number == old && list.Takes(p.Kind)) ?? all.FirstOrDefault(p => p.Number == old) : null;
        if (field.Value.Text is not { } wanted)
            return before?.Key is { } gone ? Delete("Phone", CiviCall.Where("id", "=", Number(gone))) : null;
        if (all.Any(p => p.Number == wanted && list.Takes(p.Kind)))
            return null;
        return before?.Key is { } key
            ? new CiviCall("Phone", "update", new JObject { ["where"] = CiviCall.Only(CiviCall.Where("id", "=", Number(key))), ["values"] = new JObject { ["phone"] = wanted } })
            : Create("Phone", contactId, "phone", wanted, KindOf(list), primary: false);
    }

    private static CiviCall? Website(long contactId, FieldWrite field, CrmContact contact, IReadOnlyDictionary<string, string> websites)
    {
        string type = field.Path[FieldPaths.Website.Length..];
        string? key = websites.GetValueOrDefault(type);
        if (field.Value.Text is not { } url)
            return key is null ? null : Delete("Website", CiviCall.Where("id", "=", Number(key)));
        if (contact.Get(field.Path).Text == url)
            return null;
        return key is null
            ? new CiviCall("Website", "create", new JObject { ["values"] = new JObject { ["contact_id"] = contactId, ["url"] = url, ["website_type_id:name"] = type } })
            : new CiviCall("Website", "update", new JObject { ["where"] = CiviCall.Only(CiviCall.Where("id", "=", Number(key))), ["values"] = new JObject { ["url"] = url } });
    }

    private static CiviCall Create(string entity, long contactId, string field, string text, string? kind, bool primary)
    {
        JObject values = new() { ["contact_id"] = contactId, [field] = text };
        if (kind is not null)
            values["location_type_id:name"] = kind;
        if (primary)
            values["is_primary"] = true;
        return new CiviCall(entity, "create", new JObject { ["values"] = values });
    }

    private static CiviCall Delete(string entity, params JToken[] where) => new(entity, "delete", new JObject { ["where"] = new JArray(where.Cast<object>().ToArray()) });

    private static bool Same(string left, string right) => string.Equals(left, right, StringComparison.OrdinalIgnoreCase);

    private static long Number(string key) => long.Parse(key, CultureInfo.InvariantCulture);
}
