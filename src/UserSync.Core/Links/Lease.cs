namespace UserSync.Core.Links;

/// <summary>The right to run for a site and an account, until it expires or is released.</summary>
/// <param name="Token">Names this holding; no other has the same.</param>
/// <param name="Fences">The fencing number of each resource: whoever takes a lease over gets a higher one.</param>
/// <param name="Duration">How long it holds without being renewed.</param>
internal sealed record Lease(string Token, IReadOnlyDictionary<string, long> Fences, TimeSpan Duration);
