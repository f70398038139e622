namespace UserSync.Simulators.Drupal;

/// <summary>Counts wrong passwords: five for an account in six hours, fifty from an address in one hour, and even the right one is refused.</summary>
/// <param name="clock">The site's clock.</param>
public sealed class FloodControl(SimulatedClock clock)
{
    private readonly List<(string Who, DateTimeOffset At)> _failures = [];

    /// <summary>Whether the account may still try.</summary>
    public bool Allows(string account) => _failures.Count(f => f.Who == account && f.At > clock.GetUtcNow().AddHours(-6)) < 5 && _failures.Count(f => f.At > clock.GetUtcNow().AddHours(-1)) < 50;

    /// <summary>Notes a wrong password.</summary>
    public void Failed(string account) => _failures.Add((account, clock.GetUtcNow()));

    /// <summary>Forgets an account's wrong passwords when the right one came in time.</summary>
    public void Succeeded(string account) => _failures.RemoveAll(f => f.Who == account);
}
