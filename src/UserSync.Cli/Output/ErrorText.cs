using Spectre.Console;
using UserSync.Core.Errors;
using UserSync.Core.Model;

namespace UserSync.Cli.Output;

/// <summary>An error for people: what, which item, which side, and what to do next.</summary>
internal static class ErrorText
{
    /// <summary>Writes it.</summary>
    public static void Write(IAnsiConsole console, SyncError error)
    {
        console.Write(new Text("error: ", new Style(Color.Red, decoration: Decoration.Bold)));
        SyncError said = ConsoleWords.Of(error);

        // Written past Spectre's wrapping: paths and compiler-like lines must stay whole for whoever copies them.
        console.Profile.Out.Writer.WriteLine($"{Shown.Lines(said.Message)} [{error.Id}]");
        Line(console, "item", error.Item);
        Line(console, "side", error.Side is { } side ? side == Side.Cms ? "CMS" : "CRM" : null);
        Line(console, "remedy", said.Remedy);
    }

    private static void Line(IAnsiConsole console, string label, string? text)
    {
        if (!string.IsNullOrEmpty(text))
            console.Profile.Out.Writer.WriteLine($"  {label}: {Shown.Lines(text)}");
    }
}
