namespace UserSync.Core.Profiles;

/// <summary>What came of reading a profile: the profile, or everything that is wrong with it.</summary>
/// <param name="Path">Full path of the file.</param>
/// <param name="Name">Name of the profile as far as it could be read, else the file's name.</param>
/// <param name="Profile">The profile; null when there are problems.</param>
/// <param name="Problems">All problems in the order of the file.</param>
public sealed record ProfileReading(string Path, string Name, SyncProfile? Profile, IReadOnlyList<ProfileProblem> Problems);
