using UserSync.Core.Planning;

namespace UserSync.Core.Links;

/// <summary>A write that is about to happen, durable before it is sent, with everything that its completion needs.</summary>
/// <param name="Run">The run that planned it.</param>
/// <param name="Sequence">Its number in that run.</param>
/// <param name="Change">What is written and what becomes of link and baseline when it is done.</param>
/// <param name="Marker">What lets a created record be recognised.</param>
/// <param name="CreatedAt">When it was stored: its result cannot be older.</param>
public sealed record Intent(string Run, long Sequence, PlannedChange Change, string Marker, DateTimeOffset CreatedAt);
