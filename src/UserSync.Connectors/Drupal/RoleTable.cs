using System.Collections.Concurrent;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using UserSync.Connectors.Http;
using UserSync.Core.Errors;
using UserSync.Core.Model;

namespace UserSync.Connectors.Drupal;

/// <summary>
/// The roles of the site. Drupal lists them only to accounts with "administer permissions" (recording role-list-no-permission); else
/// their machine names and UUIDs are learned from the users who hold them.
/// </summary>
internal sealed class RoleTable : IDisposable
{
    /// <summary>The permission that lists the roles.</summary>
    public const string Permission = "administer permissions";

    private readonly DrupalApi _api;
    private readonly Once<IReadOnlyList<Role>?> _listed;
    private readonly ConcurrentDictionary<string, string> _seen = new(StringComparer.Ordinal);

    /// <summary>Asks for the roles when they are first needed.</summary>
    public RoleTable(DrupalApi api)
    {
        _api = api;
        _listed = new Once<IReadOnlyList<Role>?>(token => Resources.ReadAsync(api, DrupalRoutes.Roles, static q => q, Read, token));
        api.RoleSeen = (name, uuid) => _seen[name] = uuid;
    }

    /// <summary>All roles that a user can be given; null when the account may not see them.</summary>
    public Task<IReadOnlyList<Role>?> ListAsync(CancellationToken cancellationToken) => _listed.GetAsync(cancellationToken);

    /// <summary>The users with the labels of their roles, where the account may see them. Asks for nothing while no user has a role.</summary>
    public async Task<IReadOnlyList<CmsUser>> LabelledAsync(IReadOnlyList<CmsUser> users, CancellationToken cancellationToken)
    {
        if (users.All(static u => u.Groups.Count == 0) || await ListAsync(cancellationToken) is not { } roles)
            return users;
        return [.. users.Select(u => u.Groups.Count == 0 ? u : u with { Groups = [.. u.Groups.Select(g => new CmsGroup(g.Id, roles.FirstOrDefault(r => r.Name == g.Id)?.Label ?? g.Name))] })];
    }

    /// <summary>The machine names of roles that a profile or a caller names.</summary>
    /// <exception cref="ConnectorException">A role that no user is told to hold.</exception>
    public async Task<IReadOnlyList<string>> NamesAsync(IReadOnlyList<string> texts, CancellationToken cancellationToken)
    {
        if (texts.Count == 0)
            return [];
        IReadOnlyList<Role>? roles = await ListAsync(cancellationToken);
        if (texts.Any(IsImplied))
        {
            throw new ConnectorException(Side.Cms, ConnectorErrorKind.Fatal, "Every user of Drupal holds the role \"authenticated\", and Drupal does not list it.",
                "Take it out of the filter: without a filter all users take part.");
        }

        if (roles is null)
            return [.. texts.Distinct(StringComparer.Ordinal)];
        return [.. texts.Select(t => roles.FirstOrDefault(r => r.IsMeant(t))?.Name
            ?? throw new ConnectorException(Side.Cms, ConnectorErrorKind.Fatal, $"The site has no role \"{t}\", which users are to be chosen by.", "Get-CmsGroup lists the roles of the site; correct cms.filter.groups.", t)).Distinct(StringComparer.Ordinal)];
    }

    /// <summary>The UUIDs by which roles are given.</summary>
    /// <exception cref="ConnectorException">InvalidItem: the site has no such role, or does not tell its UUID to this account.</exception>
    public async Task<IReadOnlyList<string>> UuidsAsync(IEnumerable<string> texts, CancellationToken cancellationToken)
    {
        List<string> uuids = [];
        foreach (string text in texts.Where(static t => !IsImplied(t)))
            uuids.Add(await UuidAsync(text, cancellationToken));
        return [.. uuids.Distinct(StringComparer.Ordinal)];
    }

    /// <inheritdoc/>
    public void Dispose() => _listed.Dispose();

    private async Task<string> UuidAsync(string text, CancellationToken cancellationToken)
    {
        if (await ListAsync(cancellationToken) is { } roles)
        {
            return roles.FirstOrDefault(r => r.IsMeant(text))?.Uuid
                ?? throw Unknown(text, $"The site has no role \"{text}\" that a user can be given.", "Get-CmsGroup lists the roles; a role that was deleted on the site must go from the profile.");
        }

        if (_seen.TryGetValue(text, out string? seen))
            return seen;

        // Somebody who holds it tells its UUID.
        string asked = new JsonApiQuery(DrupalRoutes.Users).Fields("user--user", ["drupal_internal__uid", "mail", "roles"]).Where("roles.meta.drupal_internal__target_id", "=", text).Limit(1).ToString();
        await _api.SendAsync(RemoteRequest.Get(asked), _api.Reader().Page, cancellationToken);
        return _seen.TryGetValue(text, out seen) ? seen
            : throw Unknown(text, $"The role \"{text}\" cannot be given: Drupal addresses roles by UUID and tells it neither to this account nor through a user who holds the role.",
                $"Give the account the permission \"{Permission}\", or give the role to one user by hand; roles are named by their machine names then.");
    }

    private static bool IsImplied(string text) => string.Equals(text, Role.Authenticated, StringComparison.OrdinalIgnoreCase);

    private static Role? Read(JObject resource)
    {
        JToken? attributes = resource["attributes"];
        string? uuid = (string?)resource["id"];
        string? name = (string?)attributes?["drupal_internal__id"];
        return uuid is null || name is null ? throw new JsonSerializationException("a role has no id.")
            : name is Role.Authenticated or Role.Anonymous ? null
            : new Role(uuid, name, (string?)attributes!["label"] ?? name, attributes["is_admin"] is JValue { Value: true });
    }

    private static ConnectorException Unknown(string role, string message, string remedy) => new(Side.Cms, ConnectorErrorKind.InvalidItem, message, remedy, role);
}
