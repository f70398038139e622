namespace UserSync.Core.Errors;

/// <summary>What an error id stands for.</summary>
/// <param name="Id">One of <see cref="ErrorIds"/>.</param>
/// <param name="Cause">What happened.</param>
/// <param name="Remedy">What an administrator can do.</param>
public sealed record ErrorEntry(string Id, string Cause, string Remedy);
