namespace UserSync.Core.Connectors;

/// <summary>A user's id with a hash of what the site tells of the user.</summary>
/// <param name="UserId">The id that people see.</param>
/// <param name="Hash">Another one whenever anything that was asked for is another; letters and digits only.</param>
public sealed record UserHash(string UserId, string Hash);
