namespace UserSync.Simulators;

/// <summary>One request as it arrived.</summary>
/// <param name="Number">Counted from one.</param>
/// <param name="Method">The HTTP method.</param>
/// <param name="Target">Path and query.</param>
/// <param name="Body">The body as text.</param>
public sealed record LoggedRequest(int Number, string Method, string Target, string Body)
{
    /// <summary>What the product makes of it, such as "Contact.save 50"; the target until it is known.</summary>
    public string What { get; set; } = Target;

    /// <summary>True when it may change something.</summary>
    public bool Writes { get; set; }
}
