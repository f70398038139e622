namespace UserSync.Core.Profiles;

/// <summary>A group of the user and a tag of the contact that stand for each other.</summary>
/// <param name="Group">Group or role, by id or name.</param>
/// <param name="Tag">Tag, by id or name.</param>
/// <param name="Direction">Which way membership travels.</param>
public sealed record GroupMapping(string Group, string Tag, SyncDirection Direction);
