using System.Text.Json;
using UserSync.Cli.Tests.Support;

namespace UserSync.Cli.Tests;

public sealed class DemoTests
{
    [Fact]
    public async Task The_first_run_tells_what_happened_to_each_group()
    {
        using var folder = new TempFolder();

        ProgramRun run = await InProcess.Run(folder.Path, "demo");

        Assert.Equal(0, run.ExitCode);
        Assert.Empty(run.Error);
        string[] groups = ["Linked (5)", "Created (20)", "Updated (4)", "Unlinked (1)", "Waiting for you (4)", "Try next"];
        Assert.All(groups, group => Assert.Contains(group, run.Out, StringComparison.Ordinal));
        Assert.Contains("PHONE: +4940345674 → (cleared)", run.Out, StringComparison.Ordinal);
        Assert.Contains("ليلى", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_second_run_changes_no_file_of_either_side_and_says_so()
    {
        using var folder = new TempFolder();
        await InProcess.Run(folder.Path, "demo");
        string[] files = ["demo/users.csv", "demo/contacts.csv", "demo/demo.json"];
        string[] before = [.. files.Select(f => folder.Text(f) + File.GetLastWriteTimeUtc(folder.File(f)).Ticks)];

        ProgramRun again = await InProcess.Run(folder.Path, "demo");

        Assert.Equal(0, again.ExitCode);
        Assert.Contains("Nothing was to be done", again.Out, StringComparison.Ordinal);
        Assert.Equal(before, files.Select(f => folder.Text(f) + File.GetLastWriteTimeUtc(folder.File(f)).Ticks));
    }

    [Fact]
    public async Task A_change_of_a_user_travels_with_the_next_run_and_the_file_is_not_rewritten()
    {
        using var folder = new TempFolder();
        await InProcess.Run(folder.Path, "demo");
        folder.Put("demo/users.csv", folder.Text("demo/users.csv").Replace(",Adler,030 9988770", ",Falke,030 9988770", StringComparison.Ordinal));

        ProgramRun again = await InProcess.Run(folder.Path, "demo");

        Assert.Contains("last_name: Adler → Falke", again.Out, StringComparison.Ordinal);
        Assert.Contains("Falke", folder.Text("demo/users.csv"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reset_begins_anew_and_leaves_other_files()
    {
        using var folder = new TempFolder();
        await InProcess.Run(folder.Path, "demo");
        folder.Put("demo/notes.txt", "mine");

        ProgramRun again = await InProcess.Run(folder.Path, "demo", "--reset");

        Assert.Contains("Created (20)", again.Out, StringComparison.Ordinal);
        Assert.Equal("mine", folder.Text("demo/notes.txt"));
    }

    [Theory]
    [InlineData()]
    [InlineData("--reset")]
    public async Task A_folder_with_other_files_is_never_touched(params string[] more)
    {
        using var folder = new TempFolder();
        folder.Put("users.csv", "id,email\n1,me@example.org\n");
        string before = folder.Fingerprint();

        ProgramRun run = await InProcess.Run(folder.Path, ["demo", ".", .. more]);

        Assert.NotEqual(0, run.ExitCode);
        Assert.Contains("holds no demo", run.Error, StringComparison.Ordinal);
        Assert.Equal(before, folder.Fingerprint());
    }

    [Fact]
    public async Task A_demo_that_was_cut_short_while_it_was_made_is_made_again()
    {
        using var folder = new TempFolder();
        await InProcess.Run(folder.Path, "demo");
        folder.Put("demo/.usersync-demo-unfinished", "");

        ProgramRun again = await InProcess.Run(folder.Path, "demo");

        Assert.Contains("Created (20)", again.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Json_holds_results_and_numbers()
    {
        using var folder = new TempFolder();

        JsonElement document = (await InProcess.Run(folder.Path, "demo", "--output", "json")).Json;

        Assert.True(document.GetProperty("isNew").GetBoolean());
        Assert.Equal(20, document.GetProperty("summary").GetProperty("created").GetInt32());
        Assert.Contains(document.GetProperty("results").EnumerateArray(), r => r.GetProperty("userId").GetString() == "27" && r.GetProperty("action").GetString() == "conflict");
    }

    [Fact]
    public async Task It_fits_into_40_columns()
    {
        using var folder = new TempFolder();
        using var narrow = new InProcess(folder.Path) { Width = 40 };

        ProgramRun run = await narrow.Run("demo");

        Assert.All(run.Out.Split('\n'), line => Assert.True(line.TrimEnd().Length <= 40, line));
    }

    [Fact]
    public async Task As_a_process_it_runs_twice()
    {
        using var folder = new TempFolder();

        ProgramRun first = await ChildProcess.Run(folder.Path, new Dictionary<string, string?>(), "demo");
        ProgramRun second = await ChildProcess.Run(folder.Path, new Dictionary<string, string?>(), "demo");

        Assert.Equal((0, 0), (first.ExitCode, second.ExitCode));
        Assert.Contains("Nothing was to be done", second.Out, StringComparison.Ordinal);
    }
}
