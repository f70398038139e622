namespace UserSync.Core.Matching;

/// <summary>How telephone numbers of one country are written.</summary>
/// <param name="Country">ISO 3166, two letters.</param>
/// <param name="Code">Country code without +.</param>
/// <param name="Trunk">What stands before a number that is dialled inside the country; "" for nothing.</param>
/// <param name="Shortest">Fewest digits of a national number without trunk prefix.</param>
/// <param name="Longest">Most digits of a national number without trunk prefix.</param>
/// <param name="Exit">What stands before a country code, where it is not (only) 00.</param>
internal sealed record DialingPlan(string Country, string Code, string Trunk, int Shortest, int Longest, string Exit = "00");
