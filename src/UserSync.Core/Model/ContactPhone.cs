namespace UserSync.Core.Model;

/// <summary>One telephone number of a contact.</summary>
/// <param name="Number">The number as the CRM holds it.</param>
/// <param name="Kind">The CRM's kind (WORK, MOB); null where it has none.</param>
/// <param name="Primary">True for the number that the CRM calls first.</param>
/// <param name="Key">The CRM's own id of this element, where it has one.</param>
public sealed record ContactPhone(string Number, string? Kind = null, bool Primary = false, string? Key = null)
{
    /// <inheritdoc/>
    public override string ToString() => Number;
}
