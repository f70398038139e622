namespace UserSync.Core.Profiles;

/// <summary>Users for contacts without an e-mail address.</summary>
/// <param name="Allow">True makes such users.</param>
/// <param name="Domain">Domain of the recognisable placeholder address.</param>
public sealed record TemporaryUserPolicy(bool Allow = false, string? Domain = null);
