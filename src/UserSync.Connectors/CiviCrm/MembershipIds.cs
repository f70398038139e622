namespace UserSync.Connectors.CiviCrm;

/// <summary>Ids of the tags and groups that a write names.</summary>
/// <param name="Tags">Tags to put on.</param>
/// <param name="TagsOff">Tags to take off.</param>
/// <param name="Groups">Groups to put into.</param>
/// <param name="GroupsOff">Groups to take out of.</param>
internal sealed record MembershipIds(IReadOnlyList<string> Tags, IReadOnlyList<string> TagsOff, IReadOnlyList<string> Groups, IReadOnlyList<string> GroupsOff);
