namespace UserSync.Core.Connectors;

/// <summary>Whether a CMS mails the person when an account is created or changed.</summary>
public enum NotifyChoice
{
    /// <summary>No mail ever goes out.</summary>
    Never,

    /// <summary>The caller decides per request.</summary>
    Choice,

    /// <summary>The system mails and cannot be told not to.</summary>
    Always,
}
