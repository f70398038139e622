using UserSync.Core.Model;

namespace UserSync.Core.Execution;

/// <summary>A record as its side holds it now.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Key">What the API addresses.</param>
/// <param name="Url">Address of its page.</param>
/// <param name="IsLive">False for one that lies in the trash, was merged or is gone.</param>
/// <param name="Enabled">Of a user whether it may log in; null when nobody tells.</param>
/// <param name="Get">The value at a field path.</param>
internal sealed record HeldRecord(string Id, string Key, string? Url, bool IsLive, bool? Enabled, Func<string, FieldValue> Get);
