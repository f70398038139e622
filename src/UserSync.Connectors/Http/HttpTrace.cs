using UserSync.Core.Model;

namespace UserSync.Connectors.Http;

/// <summary>What the HTTP pipeline tells of itself. Holds no secrets: both texts went through the redaction.</summary>
/// <param name="Level">For whom it is meant.</param>
/// <param name="Side">The side that was asked.</param>
/// <param name="Text">The line, or for <see cref="HttpTraceLevel.Debug"/> the lines.</param>
public sealed record HttpTrace(HttpTraceLevel Level, Side Side, string Text);
