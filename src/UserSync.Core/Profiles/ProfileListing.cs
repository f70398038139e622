namespace UserSync.Core.Profiles;

/// <summary>A profile as a folder shows it.</summary>
/// <param name="Name">Name of the profile, or of its file where the profile does not tell one.</param>
/// <param name="Path">Full path of the file.</param>
/// <param name="IsValid">Whether it can be loaded.</param>
/// <param name="Error">Why it cannot, in one text; null for a valid one.</param>
public sealed record ProfileListing(string Name, string Path, bool IsValid, string? Error);
