using UserSync.Core.Model;

namespace UserSync.Connectors.Joomla;

/// <summary>A user as it was read.</summary>
/// <param name="User">The user.</param>
/// <param name="GroupsClear">False when a list told titles that do not name its groups for certain: two groups may share a title.</param>
internal readonly record struct ReadUser(CmsUser User, bool GroupsClear);
