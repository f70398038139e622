namespace UserSync.Core.Model;

/// <summary>A group of contacts of the CRM.</summary>
/// <param name="Id">What the CRM addresses it by.</param>
/// <param name="Name">What people see.</param>
public sealed record CrmGroup(string Id, string Name)
{
    /// <summary>False for a group whose members the CRM computes itself: nobody can be put into it.</summary>
    public bool Writable { get; init; } = true;

    /// <inheritdoc/>
    public override string ToString() => Name;
}
