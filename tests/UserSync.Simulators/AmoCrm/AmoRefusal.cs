namespace UserSync.Simulators.AmoCrm;

/// <summary>A request that is refused.</summary>
/// <param name="answer">What is answered.</param>
public sealed class AmoRefusal(AmoAnswer answer) : Exception
{
    /// <summary>What is answered.</summary>
    public AmoAnswer Answer { get; } = answer;
}
