using System.Text.Json;
using UserSync.Cli.Tests.Support;

namespace UserSync.Cli.Tests;

public sealed class HistoryTests
{
    [Fact]
    public async Task Runs_are_listed_with_their_numbers_newest_first()
    {
        using TempFolder folder = Given.Shop();
        await Run(folder, "sync");
        await Run(folder, "sync");

        JsonElement[] runs = [.. (await Run(folder, "history", "--output", "json")).Json.GetProperty("runs").EnumerateArray()];

        Assert.Equal([0, 5], runs.Select(r => r.GetProperty("summary").GetProperty("created").GetInt32()));
        Assert.All(runs, r => Assert.Equal("done", r.GetProperty("state").GetString()));
    }

    [Fact]
    public async Task What_was_done_for_a_user_is_told_with_before_and_after()
    {
        using TempFolder folder = Given.Shop();
        await Run(folder, "sync");
        folder.Put("users.csv", folder.Text("users.csv").Replace("Last3", "Third", StringComparison.Ordinal));
        await Run(folder, "sync");

        JsonElement[] changes = [.. (await Run(folder, "history", "--user", "3", "--output", "json")).Json.GetProperty("changes").EnumerateArray()];

        using var wide = new InProcess(folder.Path) { Width = 200 };
        JsonElement field = changes[^1].GetProperty("fields")[0];
        Assert.Equal(("last_name", "Last3", "Third"), (field.GetProperty("path").GetString(), field.GetProperty("before").GetString(), field.GetProperty("value").GetString()));
        Assert.Contains("Last3 → Third", (await wide.Run("history", "--user", "3", "-p", "shop.json")).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_time_brought_is_told_with_the_addresses_of_contacts_in_the_CRM()
    {
        using TempFolder folder = Given.Shop();
        folder.Put("shop.json", folder.Text("shop.json").Replace("\"crm\": {", "\"crm\": { \"urlTemplate\": \"https://crm.example.org/{id}\",", StringComparison.Ordinal));
        await Run(folder, "sync");
        JsonElement[] changes = [.. (await Run(folder, "history", "--after", "2020-01-01", "--output", "json")).Json.GetProperty("changes").EnumerateArray()];
        Assert.Equal(5, changes.Length);
        Assert.All(changes, c => Assert.Equal($"https://crm.example.org/{c.GetProperty("contactId").GetString()}", c.GetProperty("url").GetString()));
        using var wide = new InProcess(folder.Path) { Width = 250 };
        string text = (await wide.Run("history", "--after", "2020-01-01", "-p", "shop.json")).Out;
        Assert.All(changes, c => Assert.Contains(c.GetProperty("url").GetString()!, text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_run_is_taken_back_and_the_next_one_leaves_it_so()
    {
        using TempFolder folder = Given.Shop();
        await Run(folder, "sync");
        string run = (await Run(folder, "history", "--output", "json")).Json.GetProperty("runs")[0].GetProperty("run").GetString()!;

        JsonElement preview = (await Run(folder, "undo", run, "--remove-created", "--what-if", "--output", "json")).Json.GetProperty("summary");
        JsonElement undone = (await Run(folder, "undo", run, "--remove-created", "--output", "json")).Json.GetProperty("summary");
        JsonElement next = (await Run(folder, "sync", "--output", "json")).Json.GetProperty("summary");

        Assert.Equal((5, 5), (preview.GetProperty("deleted").GetInt32(), undone.GetProperty("deleted").GetInt32()));
        Assert.Equal((0, true), (next.GetProperty("created").GetInt32(), next.GetProperty("nothingToDo").GetBoolean()));
    }

    [Fact]
    public async Task A_person_is_removed_from_the_journal()
    {
        using TempFolder folder = Given.Shop();
        await Run(folder, "sync");

        Assert.Equal(1, (await Run(folder, "history", "clear", "--user", "3", "--output", "json")).Json.GetProperty("removed").GetInt32());

        Assert.Equal(0, (await Run(folder, "history", "--user", "3", "--output", "json")).Json.GetProperty("changes").GetArrayLength());
        Assert.Equal(1, (await Run(folder, "history", "--user", "2", "--output", "json")).Json.GetProperty("changes").GetArrayLength());
    }

    [Fact]
    public async Task Changes_are_found_by_date()
    {
        using TempFolder folder = Given.Shop();
        await Run(folder, "sync");

        Assert.Equal(5, (await Run(folder, "history", "--after", "2000-01-01", "--output", "json")).Json.GetProperty("changes").GetArrayLength());
        Assert.Equal(0, (await Run(folder, "history", "--before", "2000-01-01", "--output", "json")).Json.GetProperty("changes").GetArrayLength());
    }

    private static Task<ProgramRun> Run(TempFolder folder, params string[] args) => InProcess.Run(folder.Path, [.. args, "-p", "shop.json"]);
}
