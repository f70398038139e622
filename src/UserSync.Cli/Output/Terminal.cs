using Spectre.Console;

namespace UserSync.Cli.Output;

/// <summary>Makes the consoles that Spectre writes to: with colours and movement, or plain.</summary>
internal static class Terminal
{
    /// <summary>A console over a writer.</summary>
    public static IAnsiConsole Create(TextWriter writer, int width, bool rich)
    {
        var settings = new AnsiConsoleSettings
        {
            Ansi = rich ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = rich ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Interactive = rich ? InteractionSupport.Detect : InteractionSupport.No,
            Out = new AnsiConsoleOutput(writer),
        };

        // Build servers are guessed by their environment and then get colours; we decide that ourselves.
        settings.Enrichment.UseDefaultEnrichers = false;
        IAnsiConsole console = AnsiConsole.Create(settings);
        console.Profile.Width = width;
        console.Profile.Capabilities.Links = false;
        return console;
    }
}
