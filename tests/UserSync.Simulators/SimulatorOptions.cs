using System.Globalization;

namespace UserSync.Simulators;

/// <summary>What the command line asks for.</summary>
public sealed class SimulatorOptions
{
    /// <summary>How it is called.</summary>
    public const string Usage = """
        Usage: UserSync.Simulators <product> [--port N] [--clock real|virtual]
          joomla also has: [--fields name,name...], text fields of users
          amocrm also has: [--platform amocrm|kommo] [--contacts N] [--empty] [--first-id N] [--filters on|off] [--switch Name=Value]...
        """;

    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);
    private readonly List<KeyValuePair<string, string>> _switches = [];

    private SimulatorOptions(string product) => Product = product;

    /// <summary>The product.</summary>
    public string Product { get; }

    /// <summary>The port; 0 for any free one.</summary>
    public int Port => (int)Number("port", 0);

    /// <summary>The clock stands still until it is moved by <c>/control/clock</c>.</summary>
    public bool IsClockVirtual => Choice("clock", "real", "virtual") == "virtual";

    /// <summary>Switches with their positions.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Switches => _switches;

    /// <summary>Reads a command line.</summary>
    /// <exception cref="ArgumentException">It cannot be understood; the message says why.</exception>
    public static SimulatorOptions Parse(IReadOnlyList<string> args)
    {
        if (args.Count == 0 || args[0].StartsWith('-'))
            throw new ArgumentException("The product is missing.");
        SimulatorOptions options = new(args[0]);
        for (int i = 1; i < args.Count; i++)
        {
            string name = args[i].StartsWith("--", StringComparison.Ordinal) ? args[i][2..] : throw new ArgumentException($"'{args[i]}' is no option.");
            if (name == "empty")
            {
                options._values[name] = "";
                continue;
            }

            if (name is not ("port" or "clock" or "platform" or "contacts" or "first-id" or "filters" or "switch" or "fields") || ++i >= args.Count)
                throw new ArgumentException($"There is no option '--{name}', or its value is missing.");
            if (name != "switch")
                options._values[name] = args[i];
            else if (args[i].Split('=', 2) is [var key, var value])
                options._switches.Add(KeyValuePair.Create(key, value));
            else
                throw new ArgumentException($"'{args[i]}' must be Name=Value.");
        }

        return options;
    }

    /// <summary>True when an option is there.</summary>
    public bool Has(string name) => _values.ContainsKey(name);

    /// <summary>The parts of a list; none when the option is missing.</summary>
    public string[] List(string name) => _values.TryGetValue(name, out string? text) ? text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) : [];

    /// <summary>A number.</summary>
    public long Number(string name, long otherwise) => !_values.TryGetValue(name, out string? text) ? otherwise
        : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : throw new ArgumentException($"--{name} must be a number.");

    /// <summary>One of some words; the first one when the option is missing.</summary>
    public string Choice(string name, params string[] words) => !_values.TryGetValue(name, out string? text) ? words[0]
        : words.Contains(text, StringComparer.Ordinal) ? text : throw new ArgumentException($"--{name} must be one of {string.Join(", ", words)}.");
}
