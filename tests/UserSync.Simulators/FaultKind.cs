namespace UserSync.Simulators;

/// <summary>What goes wrong.</summary>
public enum FaultKind
{
    /// <summary>The connection is cut before the request is looked at.</summary>
    CutBefore,

    /// <summary>The request is carried out, then the connection is cut.</summary>
    CutAfter,

    /// <summary>A PHP warning is printed before the answer's JSON.</summary>
    WarningBefore,

    /// <summary>PHP dies in the middle of a request, after some records; what was stored stays.</summary>
    DieAfterRecords,

    /// <summary>503 for maintenance; nothing is done.</summary>
    Maintenance,

    /// <summary>200 with a web page; nothing is done.</summary>
    WebPage,

    /// <summary>Nothing is done; the product answers the failure of <see cref="Fault.Status"/>.</summary>
    ErrorBefore,

    /// <summary>The request is carried out; then the product answers the failure of <see cref="Fault.Status"/>.</summary>
    ErrorAfter,

    /// <summary>The request is carried out; the connection is cut in the middle of the answer.</summary>
    CutMiddle,

    /// <summary>The request is carried out; no answer comes until the client gives up.</summary>
    Silence,

    /// <summary>The request is not looked at; no answer comes until the client gives up.</summary>
    Deafness,

    /// <summary>The request is carried out; half of the answer comes, and no more until the client gives up.</summary>
    HalfAnswer,
}
