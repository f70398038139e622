namespace UserSync.Core.Execution;

/// <summary>Requests that a run sent.</summary>
/// <param name="Cms">To the CMS, reading and writing.</param>
/// <param name="Crm">To the CRM, reading and writing.</param>
/// <param name="Writes">Writing ones of both.</param>
public sealed record RequestTotals(long Cms, long Crm, long Writes)
{
    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"{Cms} to the CMS, {Crm} to the CRM, {Writes} of them writing");
}
