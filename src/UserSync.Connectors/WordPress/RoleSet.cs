using System.Globalization;
using Newtonsoft.Json;
using UserSync.Connectors.Http;
using UserSync.Core.Connectors;
using UserSync.Core.Errors;
using UserSync.Core.Model;

namespace UserSync.Connectors.WordPress;

/// <summary>
/// The roles that a write leaves a user with. WordPress takes only whole sets, so the present one is read first: what nobody speaks
/// of must stay.
/// </summary>
internal static class RoleSet
{
    /// <summary>The roles of a new user; null leaves them to the site.</summary>
    public static IReadOnlyList<string>? OfNew(RecordWrite write) =>
        write.Groups is null && write.JoinGroups.Count == 0 ? null : After(write.Groups ?? [], write);

    /// <summary>The roles that the write leaves, in the order in which the site has them.</summary>
    public static IReadOnlyList<string> After(IReadOnlyList<string> present, RecordWrite write)
    {
        List<string> roles = [.. present.Where(held => !write.LeaveGroups.Any(leave => RoleKey.Same(held, leave)))];
        roles.AddRange(write.JoinGroups.Where(join => !roles.Exists(held => RoleKey.Same(held, join))));
        return roles;
    }

    /// <summary>The present roles of a user.</summary>
    /// <exception cref="ConnectorException">There is no such user, or the site does not tell its roles.</exception>
    public static async Task<IReadOnlyList<string>> ReadAsync(WordPressApi api, string id, CancellationToken cancellationToken)
    {
        var answer = await api.GetAsync(
            WordPressRoutes.Users, [("context", "edit"), ("per_page", "1"), ("_fields", "id,roles"), ("include[]", id)], static json => JsonWalk.Array(json, User), cancellationToken);
        if (answer.Value.Find(u => u.Id == id) is not { Id: not null } user)
            throw new ConnectorException(Side.Cms, ConnectorErrorKind.NotFound, string.Create(CultureInfo.InvariantCulture, $"The site has no user {id}."), item: id);
        return user.Roles ?? throw new ConnectorException(Side.Cms, ConnectorErrorKind.Permission, $"The site does not tell the roles of user {id}, so none can be given or taken: WordPress takes only all of them at once.",
            "Give the account of UserSync the rights list_users and promote_users: see docs/wordpress.md.", id);
    }

    private static (string? Id, List<string>? Roles) User(JsonTextReader json)
    {
        string? id = null;
        List<string>? roles = null;
        JsonWalk.Object(json, name =>
        {
            if (name == "id")
                id = JsonWalk.Scalar(json);
            else if (name == "roles")
                roles = [.. UserReader.Roles(json).Select(r => r.Id)];
        });
        return (id, roles);
    }
}
