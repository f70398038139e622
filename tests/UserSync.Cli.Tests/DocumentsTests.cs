using System.CommandLine;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using UserSync.Cli.Hosting;
using UserSync.Core.Execution;

namespace UserSync.Cli.Tests;

public sealed class DocumentsTests
{
    [Fact]
    public void Every_command_and_option_stands_in_the_reference()
    {
        string reference = File.ReadAllText(Root("docs/usersync.md"));
        using var signals = new StopSignals(_ => { });
        var host = new ProgramHost { Out = TextWriter.Null, Error = TextWriter.Null, Environment = _ => null, Folder = "/", Signals = signals };

        foreach (Command command in Below(UserSyncProgram.Root(new CommandFrame(host))))
        {
            Assert.Contains(command.Parents.OfType<RootCommand>().Any() ? $"`{command.Name}" : $"{command.Parents.First().Name} {command.Name}", reference, StringComparison.Ordinal);
            Assert.All(command.Options, option => Assert.Contains($"{option.Name}", reference, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Every_exit_code_stands_in_the_reference()
    {
        string reference = File.ReadAllText(Root("docs/usersync.md"));
        Assert.All(Enum.GetValues<RunEnd>(), end => Assert.Contains($"\n| {(int)end} | ", reference, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("README.md")]
    [InlineData("docs/usersync.md")]
    public void Links_lead_somewhere(string document)
    {
        string folder = Path.GetDirectoryName(Root(document))!;
        string[] links = [.. Regex.Matches(File.ReadAllText(Root(document)), @"\]\((?<target>[^)#]+)", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(5)).Select(m => m.Groups["target"].Value).Where(l => !l.StartsWith("http", StringComparison.Ordinal))];
        Assert.NotEmpty(links);
        Assert.All(links, link => Assert.True(File.Exists(Path.Combine(folder, link)), link));
    }

    private static IEnumerable<Command> Below(Command command) => command.Subcommands.SelectMany(c => Below(c).Prepend(c));

    private static string Root(string path, [CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine("../..", path), Path.GetDirectoryName(here)!);
}
