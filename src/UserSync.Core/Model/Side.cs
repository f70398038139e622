namespace UserSync.Core.Model;

/// <summary>The two ends of a profile.</summary>
public enum Side
{
    /// <summary>The website with its users.</summary>
    Cms,

    /// <summary>The CRM with its contacts.</summary>
    Crm,
}
