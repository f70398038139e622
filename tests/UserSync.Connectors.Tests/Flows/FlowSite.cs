using UserSync.Simulators;

namespace UserSync.Connectors.Tests.Flows;

/// <summary>The site of a flow, whatever its kind.</summary>
internal abstract class FlowSite : IAsyncDisposable
{
    /// <summary>Where its requests arrive.</summary>
    public abstract SimulatorServer Server { get; }

    /// <summary>The value of <c>cms</c> in the profile.</summary>
    public abstract string Profile { get; }

    /// <summary>The secret to which the profile refers as <c>env:SITE</c>.</summary>
    public abstract string Secret { get; }

    /// <summary>Paths of first name, last name and telephone.</summary>
    public abstract (string First, string Last, string Phone) Paths { get; }

    /// <summary>The group of new users, as the profile names it.</summary>
    public abstract string Group { get; }

    /// <summary>Puts a user into the site.</summary>
    public abstract void Add(Person person);

    /// <summary>Changes the user with the person's address as somebody on the site would.</summary>
    public abstract void Change(Person person);

    /// <summary>All users by their ids.</summary>
    public abstract IReadOnlyDictionary<string, Person> People();

    /// <summary>What else is worth comparing of the users that a run made or could have spoilt, one line for each; without ids.</summary>
    public abstract IEnumerable<string> Details();

    public static async Task<FlowSite> StartAsync(string kind, TimeProvider clock) => kind switch
    {
        "joomla" => await JoomlaFlowSite.StartAsync(clock),
        "drupal" => await DrupalFlowSite.StartAsync(clock),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };

    public abstract ValueTask DisposeAsync();
}
