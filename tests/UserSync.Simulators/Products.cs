using UserSync.Simulators.AmoCrm;
using UserSync.Simulators.CiviCrm;
using UserSync.Simulators.Drupal;
using UserSync.Simulators.Joomla;

namespace UserSync.Simulators;

/// <summary>The products that can be simulated, by the name on the command line.</summary>
public static class Products
{
    /// <summary>What makes a simulator of each product in its first state.</summary>
    public static IReadOnlyDictionary<string, Func<SimulatorOptions, SimulatedClock, ISimulator>> All { get; } = new SortedDictionary<string, Func<SimulatorOptions, SimulatedClock, ISimulator>>(StringComparer.Ordinal)
    {
        ["amocrm"] = AmoCrm,
        ["civicrm"] = static (_, clock) => new CiviCrmSimulator(clock),
        ["joomla"] = Joomla,
        ["drupal"] = static (_, clock) => DrupalSeed.Install(clock),
    };

    private static JoomlaSimulator Joomla(SimulatorOptions options, SimulatedClock clock)
    {
        JoomlaSimulator simulator = new(clock);
        foreach (string field in options.List("fields"))
            simulator.Database.AddField(field, "text");
        return simulator;
    }

    private static AmoCrmSimulator AmoCrm(SimulatorOptions options, SimulatedClock clock)
    {
        AmoPlatform platform = options.Choice("platform", "amocrm", "kommo") == "kommo" ? AmoPlatform.Kommo : AmoPlatform.AmoCrm;
        AmoCrmSeed seed = options.Has("empty") ? new AmoCrmSeed(platform) : AmoCrmSeed.Sample(platform);
        seed.FirstContactId = options.Number("first-id", seed.FirstContactId);
        seed.WithPeople((int)options.Number("contacts", 0));
        if (options.Has("filters"))
            seed.Account.FiltersEnabled = options.Choice("filters", "on", "off") == "on";
        AmoCrmSwitches switches = AmoCrmSwitches.Of(platform);
        foreach ((string name, string value) in options.Switches)
            switches.Set(name, value);
        return new AmoCrmSimulator(seed, clock, switches);
    }
}
