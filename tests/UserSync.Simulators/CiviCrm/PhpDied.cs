namespace UserSync.Simulators.CiviCrm;

/// <summary>The PHP process ended in the middle of a request: time limit, memory, fatal error.</summary>
public sealed class PhpDied : Exception
{
    /// <summary>Makes the failure.</summary>
    public PhpDied()
        : base("Maximum execution time of 30 seconds exceeded")
    {
    }
}
