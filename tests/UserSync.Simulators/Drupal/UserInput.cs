using System.Globalization;
using System.Text.Json.Nodes;

namespace UserSync.Simulators.Drupal;

/// <summary>Takes documents that create or change users: who may set what, which values are refused, what the database refuses then.</summary>
/// <param name="site">The site.</param>
/// <param name="account">Who sends it.</param>
public sealed class UserInput(DrupalSimulator site, DrupalUser account)
{
    private static readonly string[] ReadOnly = ["changed", "init", "access", "login", "default_langcode", "display_name"];
    private static readonly string[] Known = ["drupal_internal__uid", "name", "mail", "pass", "status", "created", "langcode", "preferred_langcode", "preferred_admin_langcode", "timezone", .. ReadOnly];

    private DrupalDatabase Database => site.Database;

    /// <summary>Creates a user.</summary>
    public DrupalUser Create(JsonObject data)
    {
        string? uuid = data["id"]?.ToString();
        if (uuid is not null && !Guid.TryParseExact(uuid, "D", out _))
            throw new DrupalError(422, "IDs should be properly generated and formatted UUIDs as described in RFC 4122.") { ViaOnly = true };
        JsonObject attributes = data["attributes"] as JsonObject ?? [];
        CheckNames(attributes);
        if (attributes.ContainsKey("drupal_internal__uid"))
            throw Forbidden("POST", "drupal_internal__uid", "drupal_internal__uid", " The entity ID cannot be changed.");
        foreach (string name in ReadOnly.Where(attributes.ContainsKey))
            throw Forbidden("POST", name, name, "");
        if (uuid is not null && Database.Find(uuid) is not null)
            throw new DrupalError(409, "Conflict: Entity already exists.");
        Dictionary<string, JsonNode?> values = Fields(attributes);
        List<string>? roles = Roles(data);
        List<(string, string?)> wrong = [.. NameViolations(attributes["name"]?.ToString(), null)];
        if (attributes["mail"] is { } mail)
            wrong.AddRange(MailViolations(mail.ToString(), null));
        foreach (DrupalField field in Own())
            wrong.AddRange(FieldInput.Violations(field, values.GetValueOrDefault(field.Name)));
        if (wrong.Count > 0)
            throw new DrupalError(422, [.. wrong]);
        string userName = attributes["name"]!.ToString();
        Insert(userName, attributes, null);
        DrupalUser user = new()
        {
            Uid = Database.NextUid++,
            Uuid = uuid ?? Database.NewUuid(),
            Name = userName,
            Mail = attributes["mail"]?.ToString(),
            Status = attributes["status"]?.GetValue<bool>() ?? false,
            Password = attributes["pass"]?.ToString(),
            Created = attributes["created"] is { } created ? DateTimeOffset.Parse(created.ToString(), CultureInfo.InvariantCulture) : Database.Now,
            Changed = Database.Now,
        };
        foreach ((string name, JsonNode? value) in values)
            user.Fields[name] = value;
        user.Roles.AddRange(roles ?? []);
        Database.Users[user.Uid] = user;
        return user;
    }

    /// <summary>Changes a user.</summary>
    public void Change(DrupalUser user, JsonObject data)
    {
        if (data["id"]?.ToString() is var id && id != user.Uuid)
            throw new DrupalError(400, $"The selected entity ({user.Uuid}) does not match the ID in the payload ({id}).");
        JsonObject attributes = data["attributes"] as JsonObject ?? [];
        CheckNames(attributes);
        if (attributes["drupal_internal__uid"] is { } uid && uid.GetValue<long>() != user.Uid)
            throw Forbidden("PATCH", "uid", "uid", " The entity ID cannot be changed.");
        JsonObject held = (JsonObject)new UserDocument(site, Database.Users[1], "").Resource(user, null)["attributes"]!;
        foreach (string name in ReadOnly.Where(n => attributes.ContainsKey(n) && !JsonNode.DeepEquals(attributes[n], held[n])))
            throw Forbidden("PATCH", name, name, "");
        Dictionary<string, JsonNode?> values = Fields(attributes);
        List<string>? roles = Roles(data);
        List<(string, string?)> wrong = [];
        if (attributes.ContainsKey("name"))
            wrong.AddRange(NameViolations(attributes["name"]?.ToString(), user));
        if (attributes.ContainsKey("mail"))
            wrong.AddRange(MailChangeViolations(attributes["mail"]?.ToString(), user));
        foreach (DrupalField field in Own().Where(f => values.ContainsKey(f.Name)))
            wrong.AddRange(FieldInput.Violations(field, values[field.Name]));
        if (wrong.Count > 0)
            throw new DrupalError(422, [.. wrong]);
        if (attributes["name"] is { } renamed)
            Insert(renamed.ToString(), attributes, user);
        Store(user, attributes, values, roles);
    }

    /// <summary>The machine names of the roles in a list of items; null when there is no list.</summary>
    /// <exception cref="DrupalError">404 for a role that is not known by its UUID.</exception>
    public List<string>? RolesOf(JsonArray? items) => items is null || items.Any(i => i!["id"]!.ToString() == "virtual") ? items is null ? null : []
        : [.. items.Select(i => i!["id"]!.ToString()).Select(id => Database.Roles.Find(r => r.Uuid == id)?.Name
            ?? throw new DrupalError(404, $"The resource identified by `user_role--user_role:{id}` (given as a relationship item) could not be found."))];

    private void Store(DrupalUser user, JsonObject attributes, Dictionary<string, JsonNode?> values, List<string>? roles)
    {
        user.Name = attributes["name"]?.ToString() ?? user.Name;
        user.Mail = attributes["mail"]?.ToString() ?? user.Mail;
        user.Password = attributes["pass"]?.ToString() ?? user.Password;
        if (attributes["status"] is { } status)
        {
            if (status.GetValue<bool>() && !user.Status)
                site.Mails.Add($"{user.Mail}: your account was activated");
            user.Status = status.GetValue<bool>();
        }

        foreach ((string name, JsonNode? value) in values)
            user.Fields[name] = value;
        if (roles is not null)
        {
            user.Roles.Clear();
            user.Roles.AddRange(roles);
        }

        user.Saved(Database.Now);
    }

    private IEnumerable<DrupalField> Own() => Database.Fields.Where(f => !f.IsReference);

    private void CheckNames(JsonObject attributes)
    {
        string? unknown = attributes.Select(a => a.Key).FirstOrDefault(n => !Known.Contains(n) && !Own().Any(f => f.Name == n));
        if (unknown is not null)
            throw new DrupalError(422, $"The attribute {unknown} does not exist on the user--user resource type.") { ViaOnly = true };
    }

    private Dictionary<string, JsonNode?> Fields(JsonObject attributes) =>
        Own().Where(f => attributes.ContainsKey(f.Name)).ToDictionary(f => f.Name, f => FieldInput.Take(f, attributes[f.Name]), StringComparer.Ordinal);

    private List<string>? Roles(JsonObject data) => RolesOf(data["relationships"]?["roles"]?["data"] as JsonArray);

    private IEnumerable<(string, string?)> NameViolations(string? name, DrupalUser? self)
    {
        const string Pointer = "/data/attributes/name";
        if (string.IsNullOrEmpty(name))
            return [("name: You must enter a username.", Pointer), ("name: This value should not be null.", Pointer)];
        if (UserNames.Wrong(name) is { } wrong)
            return [("name: " + wrong, Pointer)];
        // Compared without case, but with accents: the database's index is stricter.
        return Others(self).Any(u => string.Equals(u.Name, name, StringComparison.OrdinalIgnoreCase)) ? [($"name: The username {name} is already taken.", Pointer)] : [];
    }

    private IEnumerable<(string, string?)> MailViolations(string mail, DrupalUser? self)
    {
        if (!UserNames.IsMail(mail))
            return [("mail.0.value: This value is not a valid email address.", "/data/attributes/mail/value")];
        if (mail.Length > 254)
            return [("mail.0.value: Email: the email address can not be longer than 254 characters.", "/data/attributes/mail/value")];
        return Others(self).Any(u => string.Equals(u.Mail, mail, StringComparison.OrdinalIgnoreCase)) ? [($"mail: The email address {mail} is already taken.", "/data/attributes/mail")] : [];
    }

    private IEnumerable<(string, string?)> MailChangeViolations(string? mail, DrupalUser user)
    {
        if (mail is null)
            return user.Mail is null ? [] : [("mail: Email field is required.", "/data/attributes/mail")];
        return user.Uid == account.Uid && mail != user.Mail
            ? [("mail: Your current password is missing or incorrect; it's required to change the Email.", "/data/attributes/mail")]
            : MailViolations(mail, user);
    }

    private IEnumerable<DrupalUser> Others(DrupalUser? self) => Database.Users.Values.Where(u => u.Uid > 0 && u != self);

    // The unique index knows no accents; what the server then tells holds all values, the hash of the password among them.
    private void Insert(string name, JsonObject attributes, DrupalUser? self)
    {
        if (Others(self).All(u => Collation.Key(u.Name ?? "") != Collation.Key(name)))
            return;
        long uid = self?.Uid ?? Database.NextUid++;
        string hash = attributes["pass"] is null ? "" : "$2y$10$" + new string('H', 53);
        throw new DrupalError(500, $"SQLSTATE[23000]: Integrity constraint violation: 1062 Duplicate entry '{name}-en' for key 'user__name': INSERT INTO \"users_field_data\" (\"uid\", \"name\", \"pass\", \"mail\") VALUES (:db_insert_placeholder_0, …); Array\n(\n    [:db_insert_placeholder_0] => {uid}\n    [:db_insert_placeholder_4] => {name}\n    [:db_insert_placeholder_5] => {hash}\n    [:db_insert_placeholder_6] => {attributes["mail"]}\n)\n");
    }

    private static DrupalError Forbidden(string method, string name, string pointer, string why) =>
        new(403, ($"The current user is not allowed to {method} the selected field ({name}).{why}", "/data/attributes/" + pointer));
}
