namespace UserSync.Core.Model;

/// <summary>What a CRM contact stands for.</summary>
public enum ContactKind
{
    /// <summary>One person: the only kind that is matched and linked.</summary>
    Person,

    /// <summary>A company, organisation or household: left out.</summary>
    Other,
}
