namespace UserSync.Core.Links;

/// <summary>When the next request to an account may be sent.</summary>
/// <param name="At">The time; it may be past.</param>
/// <param name="BlockedUntil">The account is blocked and must be left alone until then; null when it is not.</param>
/// <param name="Why">Why it is blocked.</param>
public sealed record AccountTurn(DateTimeOffset At, DateTimeOffset? BlockedUntil, string? Why);
