using UserSync.Simulators.CiviCrm;
using UserSync.Simulators.Drupal;

namespace UserSync.Simulators;

/// <summary>The products that can be simulated, by the name on the command line.</summary>
public static class Products
{
    /// <summary>What makes a simulator of each product in its state right after installation.</summary>
    public static IReadOnlyDictionary<string, Func<SimulatedClock, ISimulator>> All { get; } = new SortedDictionary<string, Func<SimulatedClock, ISimulator>>(StringComparer.Ordinal)
    {
        ["civicrm"] = static clock => new CiviCrmSimulator(clock),
        ["drupal"] = static clock => DrupalSeed.Install(clock),
    };
}
