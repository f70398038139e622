namespace UserSync.Core.Connectors;

/// <summary>By what records are looked up.</summary>
public enum KeyKind
{
    /// <summary>By e-mail address.</summary>
    Email,

    /// <summary>By telephone number.</summary>
    Phone,

    /// <summary>By the exact value of a field.</summary>
    Field,
}
