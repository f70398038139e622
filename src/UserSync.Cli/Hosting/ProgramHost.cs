using System.Globalization;
using System.Text;

namespace UserSync.Cli.Hosting;

/// <summary>What the program takes from its process; tests hand over their own.</summary>
internal sealed record ProgramHost
{
    private const int RedirectedWidth = 100;
    private const int NarrowestUsable = 20;

    /// <summary>Standard input; nothing is read from it but answers to questions.</summary>
    public TextReader In { get; init; } = TextReader.Null;

    /// <summary>Standard output.</summary>
    public required TextWriter Out { get; init; }

    /// <summary>Standard error.</summary>
    public required TextWriter Error { get; init; }

    /// <summary>Reads a variable of the environment.</summary>
    public required Func<string, string?> Environment { get; init; }

    /// <summary>Full path of the folder at which relative paths of the command line start.</summary>
    public required string Folder { get; init; }

    /// <summary>Ctrl+C and SIGTERM.</summary>
    public required StopSignals Signals { get; init; }

    /// <summary>True when standard input is a terminal.</summary>
    public bool InIsTerminal { get; init; }

    /// <summary>True when standard output is a terminal.</summary>
    public bool OutIsTerminal { get; init; }

    /// <summary>True when standard error is a terminal.</summary>
    public bool ErrorIsTerminal { get; init; }

    /// <summary>Columns to write into.</summary>
    public int Width { get; init; } = RedirectedWidth;

    /// <summary>Called at each named seam of a run; only tests do something there.</summary>
    public Action<string> Seam { get; init; } = static _ => { };

    /// <summary>This process.</summary>
    public static ProgramHost OfProcess(StopSignals signals)
    {
        // Windows would write names in its own code page; elsewhere the terminal's choice is right already.
        if (OperatingSystem.IsWindows() && !Console.IsOutputRedirected)
            Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        return new ProgramHost
        {
            In = Console.In,
            Out = Console.Out,
            Error = Console.Error,
            Environment = System.Environment.GetEnvironmentVariable,
            Folder = Directory.GetCurrentDirectory(),
            Signals = signals,
            InIsTerminal = !Console.IsInputRedirected,
            OutIsTerminal = !Console.IsOutputRedirected,
            ErrorIsTerminal = !Console.IsErrorRedirected,
            Width = WidthOf(System.Environment.GetEnvironmentVariable),
        };
    }

    private static int WidthOf(Func<string, string?> environment)
    {
        if (int.TryParse(environment("COLUMNS"), NumberStyles.None, CultureInfo.InvariantCulture, out int columns) && columns > 0)
            return Math.Max(NarrowestUsable, columns);
        if (Console.IsOutputRedirected)
            return RedirectedWidth;
        try
        {
            return Console.WindowWidth >= NarrowestUsable ? Console.WindowWidth : RedirectedWidth;
        }
        catch (IOException)
        {
            // A terminal that does not tell its size.
            return RedirectedWidth;
        }
    }
}
