namespace UserSync.Core.Model;

/// <summary>A tag of the CRM.</summary>
/// <param name="Id">What the CRM addresses it by.</param>
/// <param name="Name">What people see.</param>
public sealed record CrmTag(string Id, string Name)
{
    /// <inheritdoc/>
    public override string ToString() => Name;
}
