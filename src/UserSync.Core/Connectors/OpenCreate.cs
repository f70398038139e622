namespace UserSync.Core.Connectors;

/// <summary>A create whose answer was lost.</summary>
/// <param name="IntentId">The intent.</param>
/// <param name="Write">What was or was to be sent.</param>
/// <param name="CreatedAt">When the intent was stored: nothing older can be its result.</param>
public sealed record OpenCreate(long IntentId, RecordWrite Write, DateTimeOffset CreatedAt);
