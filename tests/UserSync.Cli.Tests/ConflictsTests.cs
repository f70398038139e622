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

    [Fact]
    public async Task On_a_terminal_a_conflict_is_shown_with_its_candidates_and_why_and_linked_to_one_of_them()
    {
        using TempFolder folder = await Ambiguous();

        ProgramRun run = await Ask(folder, "2");

        Assert.Contains("Conflict 1 (1 of 1): user 1 (user1@example.org)", run.Out, StringComparison.Ordinal);
        Assert.Contains("Contacts A, B match by e-mail.", run.Out, StringComparison.Ordinal);
        Assert.Contains("1) contact A: user1@example.org", run.Out, StringComparison.Ordinal);
        Assert.Contains("1-2 links, l ID links to another contact, c has a new contact made, i ignores, s skips, q quits: ", run.Out, StringComparison.Ordinal);
        Assert.EndsWith("1 decided, 0 left.", run.Out.TrimEnd(), StringComparison.Ordinal);
        Assert.Contains("\"contactId\":\"B\"", (await Run(folder, "links", "--output", "json")).Out, StringComparison.Ordinal);
        Assert.Contains("No conflicts", (await Ask(folder)).Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("i", "ignored", "1 decided, 0 left.")]
    [InlineData("c", "create", "1 decided, 0 left.")]
    [InlineData("s", "open", "0 decided, 1 left.")]
    [InlineData("q", "open", "0 decided, 1 left.")]
    [InlineData("", "open", "0 decided, 1 left.")]
    [InlineData("l nobody", "open", "0 decided, 1 left.")]
    [InlineData("3", "open", "0 decided, 1 left.")]
    [InlineData("l A", "resolved", "1 decided, 0 left.")]
    public async Task An_answer_decides_or_leaves_the_conflict_open(string answer, string state, string told)
    {
        using TempFolder folder = await Ambiguous();

        ProgramRun run = await Ask(folder, answer);

        Assert.Equal(0, run.ExitCode);
        Assert.Contains(told, run.Out, StringComparison.Ordinal);
        Assert.Equal(state, (await Run(folder, "conflicts", "--state", "all", "--output", "json")).Json.GetProperty("conflicts")[0].GetProperty("state").GetString());
    }

    [Fact]
    public async Task An_answer_that_cannot_be_carried_out_is_asked_for_again()
    {
        using TempFolder folder = await Ambiguous();

        ProgramRun run = await Ask(folder, "what", "l nobody", "1");

        Assert.Contains("none of the answers", run.Out, StringComparison.Ordinal);
        Assert.Contains("[ContactNotFound]", run.Error, StringComparison.Ordinal);
        Assert.Contains("1 decided, 0 left.", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_is_asked_where_nobody_sits_or_only_a_list_is_wanted()
    {
        using TempFolder folder = await Ambiguous();
        using var program = new InProcess(folder.Path) { IsTerminal = true, Answers = ["i"] };

        Assert.DoesNotContain("quits", (await Run(folder, "conflicts")).Out, StringComparison.Ordinal);
        foreach (string[] options in (string[][])[["--list"], ["--state", "all"], ["--output", "json"]])
            Assert.DoesNotContain("quits", (await program.Run(["conflicts", "-p", "shop.json", .. options])).Out, StringComparison.Ordinal);
        Assert.Equal("open", (await Run(folder, "conflicts", "--state", "all", "--output", "json")).Json.GetProperty("conflicts")[0].GetProperty("state").GetString());
    }

    [Fact]
    public async Task A_contact_that_fits_two_users_is_linked_to_one_of_them()
    {
        using TempFolder folder = Given.Shop(users: 2);
        folder.Put("contacts.csv", "id,first_name,last_name,email\nA,,,user1@example.org|user2@example.org\n");
        await Run(folder, "import");

        ProgramRun run = await Ask(folder, "l 2");

        Assert.Contains("contact A", run.Out, StringComparison.Ordinal);
        Assert.Contains(") user 2: First2 Last2, user2@example.org", run.Out, StringComparison.Ordinal);
        Assert.Contains("\"userId\":\"2\"", (await Run(folder, "links", "--output", "json")).Out, StringComparison.Ordinal);
    }

    private static async Task<ProgramRun> Ask(TempFolder folder, params string[] answers)
    {
        using var program = new InProcess(folder.Path) { IsTerminal = true, Answers = answers };
        program.Environment["NO_COLOR"] = "1";
        return await program.Run("conflicts", "-p", "shop.json");
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
