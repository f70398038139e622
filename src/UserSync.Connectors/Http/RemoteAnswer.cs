namespace UserSync.Connectors.Http;

/// <summary>An answer and what was read from it.</summary>
/// <param name="Response">The answer.</param>
/// <param name="Value">What was read.</param>
internal readonly record struct RemoteAnswer<T>(RemoteResponse Response, T Value);
