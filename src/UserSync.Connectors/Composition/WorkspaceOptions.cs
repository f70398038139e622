using UserSync.Connectors.Http;
using UserSync.Core.Execution;

namespace UserSync.Connectors.Composition;

/// <summary>What a front hands over to have connectors and stores opened.</summary>
public sealed record WorkspaceOptions
{
    /// <summary>The outside world.</summary>
    public required HostContext Host { get; init; }

    /// <summary>Finds secrets.</summary>
    public required SecretResolver Secrets { get; init; }

    /// <summary>Takes what is told of each request, on any thread; null when nobody listens.</summary>
    public Action<HttpTrace>? Trace { get; init; }

    /// <summary>True when headers and bodies are to be told too, redacted.</summary>
    public bool TraceBodies { get; init; }
}
