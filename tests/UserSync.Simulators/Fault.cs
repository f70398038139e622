namespace UserSync.Simulators;

/// <summary>A fault that strikes at the first requests that it fits.</summary>
/// <param name="Kind">What goes wrong.</param>
/// <param name="When">The requests that it fits.</param>
public sealed record Fault(FaultKind Kind, Predicate<LoggedRequest> When)
{
    /// <summary>Of <see cref="FaultKind.DieAfterRecords"/>: how many records are stored first.</summary>
    public int Records { get; init; }

    /// <summary>Of <see cref="FaultKind.ErrorBefore"/> and <see cref="FaultKind.ErrorAfter"/>: the HTTP status of the failure.</summary>
    public int Status { get; init; } = 500;

    /// <summary>The failure is a web page where the product has both, else JSON.</summary>
    public bool Html { get; init; }

    /// <summary>How often it strikes.</summary>
    public int Times { get; init; } = 1;

    /// <summary>A fault at the request with this number, counted from one.</summary>
    public static Fault At(int number, FaultKind kind, int records = 0) => new(kind, r => r.Number == number) { Records = records };

    /// <summary>A fault at the first request whose body or target holds a text.</summary>
    public static Fault On(string text, FaultKind kind, int records = 0) =>
        new(kind, r => r.Target.Contains(text, StringComparison.Ordinal) || r.Body.Contains(text, StringComparison.Ordinal)) { Records = records };
}
