using UserSync.Core.Model;

namespace UserSync.Connectors.WordPress;

/// <summary>Roles are addressed by their key; people write "Shop manager". No route of core tells which names there are.</summary>
internal static class RoleKey
{
    /// <summary>The key of a role that was given by key or English name.</summary>
    public static string Of(string role) => role.Trim().ToLowerInvariant().Replace(' ', '_');

    /// <summary>The role with the name that its key makes: people write "Shop manager" in a profile.</summary>
    public static CmsGroup Group(string key) => new(key, key.Replace('_', ' '));

    /// <summary>True when both mean the same role.</summary>
    public static bool Same(string left, string right) => string.Equals(Of(left), Of(right), StringComparison.Ordinal);
}
