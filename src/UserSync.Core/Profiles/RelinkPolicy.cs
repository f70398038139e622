namespace UserSync.Core.Profiles;

/// <summary>What happens to mapped fields when a link moves to another contact.</summary>
/// <param name="Fill">Side that is filled from the other one: contact, user or none.</param>
/// <param name="Clear">Side that is cleared of the former partner's values: contact, user or none.</param>
public sealed record RelinkPolicy(string Fill = "none", string Clear = "none");
