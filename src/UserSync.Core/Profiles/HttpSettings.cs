namespace UserSync.Core.Profiles;

/// <summary>How the network is used for one end.</summary>
public sealed record HttpSettings
{
    /// <summary>Address of a proxy; null takes the environment's.</summary>
    public Uri? Proxy { get; init; }

    /// <summary>Longest duration of one request.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How many requests may be under way at once.</summary>
    public int Parallel { get; init; } = 4;

    /// <summary>Most requests a second; null leaves it to the connector.</summary>
    public double? RequestsPerSecond { get; init; }
}
