namespace UserSync.Core.Profiles;

/// <summary>How the two values of a match rule are compared.</summary>
public enum MatchKind
{
    /// <summary>As e-mail addresses: trimmed, lower case, domain in punycode; accents are different letters.</summary>
    Email,

    /// <summary>As telephone numbers in international form.</summary>
    Phone,

    /// <summary>Trimmed and in NFC, then ordinally: case counts.</summary>
    Text,
}
