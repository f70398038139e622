using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using UserSync.Cli.Output;

namespace UserSync.Cli.Tests;

public sealed class WordsTests
{
    [Fact]
    public void Every_cmdlet_and_parameter_that_the_core_speaks_of_has_a_word_here()
    {
        string[] folders = ["src/UserSync.Core", "src/UserSync.Connectors"];
        var said = folders.SelectMany(f => Directory.EnumerateFiles(Path.Combine(Root(), f), "*.cs", SearchOption.AllDirectories))
            .Where(f => !f.Contains("/obj/", StringComparison.Ordinal))
            .SelectMany(f => File.ReadLines(f).Where(l => !l.TrimStart().StartsWith("//", StringComparison.Ordinal)))
            .Where(Speaks)
            .ToList();

        Assert.True(said.Count > 20);
        Assert.All(said, line => Assert.False(Speaks(Regex.Replace(ConsoleWords.Of(line), @"[A-Z][a-z]+-[A-Za-z]+ \(PowerShell module\)", "", RegexOptions.None, TimeSpan.FromSeconds(5))), ConsoleWords.Of(line)));
    }

    [Theory]
    [InlineData("Choose one with Resolve-SyncConflict -LinkTo, or merge.", "Choose one with usersync conflicts link, or merge.")]
    [InlineData("run once with a higher -MaxDeletePercent.", "run once with a higher --max-delete-percent.")]
    [InlineData("Anna-Maria lives in Baden-Baden", "Anna-Maria lives in Baden-Baden")]
    public void Sentences_stay_sentences(string core, string console) => Assert.Equal(console, ConsoleWords.Of(core));

    private static bool Speaks(string line)
        => Regex.IsMatch(line, @"(?<=[ ""(])((Get|Set|New|Remove|Test|Import|Export|Invoke|Resolve|Undo|Clear|Install|Connect)-(Cms|Crm|Sync|User)[A-Za-z]+|-[A-Z][A-Za-z]{2,})", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(5));

    private static string Root([CallerFilePath] string path = "") => Path.GetFullPath("../..", Path.GetDirectoryName(path)!);
}
