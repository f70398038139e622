namespace UserSync.Core.Model;

/// <summary>One e-mail address of a contact.</summary>
/// <param name="Address">The address as the CRM holds it.</param>
/// <param name="Kind">The CRM's kind or location type (WORK, Home); null where it has none.</param>
/// <param name="Primary">True for the address that the CRM writes to.</param>
/// <param name="Key">The CRM's own id of this element, where it has one.</param>
public sealed record ContactEmail(string Address, string? Kind = null, bool Primary = false, string? Key = null)
{
    /// <inheritdoc/>
    public override string ToString() => Address;
}
