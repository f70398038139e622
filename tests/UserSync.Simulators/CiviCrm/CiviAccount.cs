namespace UserSync.Simulators.CiviCrm;

/// <summary>A contact with an API key and what its CMS user may do.</summary>
/// <param name="ContactId">The contact.</param>
/// <param name="UserId">The CMS user.</param>
/// <param name="ApiKey">The key.</param>
/// <param name="Permissions">The permissions.</param>
public sealed record CiviAccount(long? ContactId, long? UserId, string ApiKey, IReadOnlySet<string> Permissions)
{
    /// <summary>Nobody.</summary>
    public static CiviAccount Anonymous { get; } = new(null, null, "", new HashSet<string>(StringComparer.Ordinal));

    /// <summary>All permissions that the simulator knows.</summary>
    public static IReadOnlyList<string> AllPermissions { get; } =
    [
        "access CiviCRM", "view all contacts", "edit all contacts", "add contacts", "delete contacts", "administer CiviCRM", "access all custom data",
        "edit all custom data", "access deleted contacts", "view debug output", "authenticate with api key", "edit api keys", "edit groups", "view all activities",
    ];

    /// <summary>Whether the account has a permission.</summary>
    public bool May(string permission) => Permissions.Contains(permission);
}
