using System.CommandLine;
using UserSync.Cli.Output;

namespace UserSync.Cli;

/// <summary>The options that every command has.</summary>
internal sealed class GlobalOptions
{
    /// <summary>The profile.</summary>
    public Option<string?> Profile { get; } = new("--profile", "-p")
    {
        Description = "Name or path of the profile; else $USERSYNC_PROFILE, else the chosen default.",
        HelpName = "name or path",
        Recursive = true,
    };

    /// <summary>For people or for machines.</summary>
    public Option<OutputFormat> Output { get; } = new("--output")
    {
        Description = "table, or json: one JSON document and nothing else on standard output.",
        HelpName = "table|json",
        Recursive = true,
    };

    /// <summary>Detail.</summary>
    public Option<bool> Verbose { get; } = new("--verbose")
    {
        Description = "Tells each decision and one line a request, on standard error.",
        Recursive = true,
    };

    /// <summary>No colours.</summary>
    public Option<bool> NoColor { get; } = new("--no-color")
    {
        Description = "No colours, no progress bars; $NO_COLOR does the same.",
        Recursive = true,
    };

    /// <summary>A log.</summary>
    public Option<string?> LogFile { get; } = new("--log-file")
    {
        Description = "Appends warnings, changes, requests and the summary to this file; it rolls at 10 MB, 14 are kept.",
        HelpName = "path",
        Recursive = true,
    };

    /// <summary>Puts them on the root.</summary>
    public void AddTo(Command root)
    {
        root.Options.Add(Profile);
        root.Options.Add(Output);
        root.Options.Add(Verbose);
        root.Options.Add(NoColor);
        root.Options.Add(LogFile);
    }
}
