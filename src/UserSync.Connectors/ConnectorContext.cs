using UserSync.Connectors.Http;

namespace UserSync.Connectors;

/// <summary>What every connector to a remote system gets from its host: clock, randomness, and where to tell what it does.</summary>
/// <param name="Time">The clock.</param>
public sealed record ConnectorContext(TimeProvider Time)
{
    /// <summary>Numbers from 0 up to, not including, 1; spreads repeated requests over time.</summary>
    public required Func<double> Random { get; init; }

    /// <summary>Takes what is told of each request, on any thread; null when nobody listens.</summary>
    public Action<HttpTrace>? Trace { get; init; }

    /// <summary>True when headers and bodies are to be told too, redacted. They cost memory and time.</summary>
    public bool TraceBodies { get; init; }

    /// <summary>Name of the profile, put on every record that is read.</summary>
    public string? Profile { get; init; }
}
