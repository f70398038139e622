namespace UserSync.Connectors.AmoCrm;

/// <summary>Whom a contact is linked to.</summary>
/// <param name="UserId">The user.</param>
/// <param name="Email">The address when they were linked; null when there was none.</param>
/// <param name="UserUrl">Address of the user's page; null when it is not known.</param>
public sealed record SyncedPerson(string UserId, string? Email, string? UserUrl);
