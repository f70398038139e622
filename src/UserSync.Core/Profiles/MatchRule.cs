namespace UserSync.Core.Profiles;

/// <summary>When a user and a contact are the same person.</summary>
/// <param name="User">Field path of the user.</param>
/// <param name="Contact">Field path of the contact; any of several values counts.</param>
/// <param name="Kind">How they are compared.</param>
/// <param name="Country">For phones: the country of numbers without one, ISO 3166 two letters.</param>
public sealed record MatchRule(string User, string Contact, MatchKind Kind, string? Country = null)
{
    /// <summary>The rule "email": the user's address is one of the contact's.</summary>
    public static MatchRule Email { get; } = new("email", "EMAIL", MatchKind.Email);
}
