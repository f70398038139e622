using UserSync.Connectors.Tests.Fakes;
using UserSync.Simulators;

namespace UserSync.Connectors.Tests.Flows;

/// <summary>The contacts of a flow, whatever keeps them.</summary>
internal abstract class FlowAccount : IAsyncDisposable
{
    /// <summary>Where its requests arrive; null for a file.</summary>
    public virtual SimulatorServer? Server => null;

    /// <summary>The value of <c>crm</c> in the profile.</summary>
    public abstract string Profile { get; }

    /// <summary>The value of <c>contacts</c> in the profile.</summary>
    public virtual string Policy => "{}";

    /// <summary>The secret to which the profile refers as <c>env:ACCOUNT</c>.</summary>
    public virtual string Secret => "none";

    /// <summary>The path of the address that is mapped.</summary>
    public virtual string Email => "EMAIL";

    /// <summary>Puts a contact into the account.</summary>
    public abstract void Add(Person person);

    /// <summary>Changes the contact with the person's address as somebody in the account would.</summary>
    public abstract void Change(Person person);

    /// <summary>All contacts by their ids.</summary>
    public abstract IReadOnlyDictionary<string, Person> People();

    /// <summary>What else is worth comparing, one line for each contact; without its id.</summary>
    /// <param name="userOf">The address of the user with an id.</param>
    public virtual IEnumerable<string> Details(Func<string, string> userOf) => [];

    public static async Task<FlowAccount> StartAsync(string kind, string folder, FakeTime clock) => kind switch
    {
        "file" => new FileFlowAccount(folder),
        "civicrm" => await CiviFlowAccount.StartAsync(clock),
        "amocrm" => await AmoFlowAccount.StartAsync(clock),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };

    public abstract ValueTask DisposeAsync();
}
