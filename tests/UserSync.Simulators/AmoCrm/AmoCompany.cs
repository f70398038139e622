namespace UserSync.Simulators.AmoCrm;

/// <summary>A company: it has an id from the same sequence as contacts, and its webhooks come under <c>contacts</c>.</summary>
/// <param name="Id">The id.</param>
/// <param name="Name">The name.</param>
public sealed record AmoCompany(long Id, string Name);
