namespace UserSync.Connectors.Http;

/// <summary>For whom an event of the HTTP pipeline is meant.</summary>
public enum HttpTraceLevel
{
    /// <summary>One line a request, and one for each repetition.</summary>
    Verbose,

    /// <summary>Headers and bodies, redacted.</summary>
    Debug,
}
