using System.Text.Json;
using UserSync.Cli.Tests.Support;

namespace UserSync.Cli.Tests;

public sealed class ConflictsTests
{
    [Fact]
    public async Task A_conflict_is_decided_by_a_link()
    {
        using TempFolder folder = await Ambiguous();

        ProgramRun run = await Run(folder, "conflicts", "link", "1", "B");

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("No conflicts", (await Run(folder, "conflicts")).Out, StringComparison.Ordinal);
        JsonElement summary = (await Run(folder, "sync", "--output", "json")).Summary;
        Assert.Equal((2, 0), (summary.GetProperty("alreadyLinked").GetInt32(), summary.GetProperty("conflicts").GetInt32()));
    }

    [Fact]
    public async Task A_conflict_is_ignored_from_then_on()
    {
        using TempFolder folder = await Ambiguous();

        Assert.Equal(0, (await Run(folder, "conflicts", "ignore", "1")).ExitCode);

        Assert.Equal(0, (await Run(folder, "sync", "--output", "json")).Summary.GetProperty("conflicts").GetInt32());
        Assert.Equal("ignored", (await Run(folder, "conflicts", "--state", "all", "--output", "json")).Json.GetProperty("conflicts")[0].GetProperty("state").GetString());
    }

    [Fact]
    public async Task A_contact_that_does_not_exist_is_refused()
    {
        using TempFolder folder = await Ambiguous();

        ProgramRun run = await Run(folder, "conflicts", "link", "1", "nobody");

        Assert.NotEqual(0, run.ExitCode);
        Assert.Contains("[ContactNotFound]", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_number_that_is_none_is_refused()
    {
        using TempFolder folder = await Ambiguous();
        Assert.Equal(2, (await Run(folder, "conflicts", "ignore", "77")).ExitCode);
    }

    private static async Task<TempFolder> Ambiguous()
    {
        TempFolder folder = Given.Shop(users: 2);
        folder.Put("contacts.csv", "id,first_name,last_name,email\nA,,,user1@example.org\nB,,,user1@example.org\n");
        await Run(folder, "sync");
        return folder;
    }

    private static Task<ProgramRun> Run(TempFolder folder, params string[] args) => InProcess.Run(folder.Path, [.. args, "-p", "shop.json"]);
}
