using UserSync.Core.Connectors;
using UserSync.Core.Errors;
using UserSync.Core.Model;
using UserSync.Core.Profiles;

namespace UserSync.Connectors.Http;

/// <summary>What tells one system's use of the pipeline from another's.</summary>
internal sealed record RemoteClientOptions
{
    /// <summary>Most bytes of one answer after decompression.</summary>
    public const long DefaultMaxBody = 64L * 1024 * 1024;

    /// <summary>The side that the system stands on.</summary>
    public required Side Side { get; init; }

    /// <summary>Base of all paths.</summary>
    public required Uri BaseAddress { get; init; }

    /// <summary>Timeout, proxy, parallelism and pace.</summary>
    public required HttpSettings Settings { get; init; }

    /// <summary>Clock, randomness and listeners.</summary>
    public required ConnectorContext Context { get; init; }

    /// <summary>Counts what is sent.</summary>
    public RequestCount Requests { get; init; } = new();

    /// <summary>Headers of every request, the credential among them.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>
    /// What an answer that is no success means on this system; null leaves it to the status alone. What it returns for a 5xx
    /// is taken as certain: nothing was stored. A pause that it sets is kept, and then even a create is sent again.
    /// </summary>
    public Func<RemoteRequest, RemoteResponse, ConnectorException?> Classify { get; init; } = static (_, _) => null;

    /// <summary>Whether an answer's body is never told to a listener, because it may hold what cannot be redacted.</summary>
    public Predicate<RemoteResponse> Withholds { get; init; } = static _ => false;

    /// <summary>Most bytes of one answer after decompression.</summary>
    public long MaxBody { get; init; } = DefaultMaxBody;

    /// <summary>Waited for before each sending, outside the request's time limit; null for nothing. May refuse by raising a <see cref="ConnectorException"/>.</summary>
    public Func<CancellationToken, Task>? Gate { get; init; }

    /// <summary>Told of each sending that failed, before it is repeated; null when nobody wants to know.</summary>
    public Func<ConnectorException, CancellationToken, Task>? Failed { get; init; }

    /// <summary>Longest pause that the server may ask for; beyond it the request fails and tells when to come again.</summary>
    public TimeSpan LongestWait { get; init; } = RetryRules.LongestWait;

    /// <summary>Most requests a second where the profile does not say; null for no limit.</summary>
    public double? RequestsPerSecond { get; init; }
}
