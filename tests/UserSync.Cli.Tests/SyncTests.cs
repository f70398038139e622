using System.Text.Json;
using UserSync.Cli.Tests.Support;

namespace UserSync.Cli.Tests;

public sealed class SyncTests
{
    [Fact]
    public async Task The_summary_has_the_designed_names_and_nothing_else_is_on_standard_output()
    {
        using TempFolder folder = Given.Shop();

        ProgramRun run = await InProcess.Run(folder.Path, "sync", "-p", "shop.json", "--output", "json", "--verbose");

        string[] designed =
        [
            "run", "profile", "direction", "whatIf", "checked", "alreadyLinked", "linked", "created", "updated", "deleted", "unlinked", "skipped", "conflicts", "failed", "notAttempted",
            "requests", "startedAt", "seconds",
        ];
        Assert.All(designed, name => Assert.True(run.Summary.TryGetProperty(name, out _), name));
        Assert.Equal(["cms", "crm", "writes"], run.Summary.GetProperty("requests").EnumerateObject().Select(p => p.Name));
        Assert.Equal("toCrm", run.Summary.GetProperty("direction").GetString());
        Assert.Equal(5, run.Summary.GetProperty("created").GetInt32());
        Assert.Equal(0, run.Json.GetProperty("exitCode").GetInt32());
        Assert.Contains("Users were read", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Events_leave_notes_in_the_files_column_and_once_only()
    {
        using TempFolder folder = Given.Shop(2, more: """ "contacts": { "notes": ["created", "linked"] } """);
        folder.Put("shop.json", folder.Text("shop.json").Replace("\"path\": \"contacts.csv\"", "\"path\": \"contacts.csv\", \"columns\": { \"notes\": \"remarks\" }", StringComparison.Ordinal));
        folder.Put("contacts.csv", "id,EMAIL,first_name,last_name,remarks\nC-1,user1@example.org,,,called in May\n");

        ProgramRun first = await InProcess.Run(folder.Path, "sync", "-p", "shop.json");
        ProgramRun again = await InProcess.Run(folder.Path, "sync", "-p", "shop.json", "--output", "json");

        Assert.Equal(0, first.ExitCode);
        string contacts = folder.Text("contacts.csv");
        Assert.Contains("called in May\nUserSync linked this contact to user 1 of shop: matched by e-mail.", contacts, StringComparison.Ordinal);
        Assert.Contains("UserSync made this contact for user 2 of shop.", contacts, StringComparison.Ordinal);
        Assert.Equal(0, again.Summary.GetProperty("requests").GetProperty("writes").GetInt32());
    }

    [Fact]
    public async Task The_second_run_sends_no_write()
    {
        using TempFolder folder = Given.Shop();
        await InProcess.Run(folder.Path, "sync", "-p", "shop.json");

        ProgramRun again = await InProcess.Run(folder.Path, "sync", "-p", "shop.json", "--output", "json");

        Assert.Equal(0, again.Summary.GetProperty("requests").GetProperty("writes").GetInt32());
        Assert.Equal(5, again.Summary.GetProperty("alreadyLinked").GetInt32());
    }

    [Theory]
    [InlineData("sync", "--what-if")]
    [InlineData("plan")]
    public async Task A_preview_lists_every_change_and_writes_nothing(params string[] command)
    {
        using TempFolder folder = Given.Shop();
        string before = folder.Fingerprint();

        ProgramRun run = await InProcess.Run(folder.Path, [.. command, "-p", "shop.json", "--output", "json"]);
        ProgramRun table = await InProcess.Run(folder.Path, [.. command, "-p", "shop.json"]);

        Assert.Equal(before, folder.Fingerprint());
        JsonElement[] plan = [.. run.Json.GetProperty("plan").EnumerateArray()];
        Assert.Equal(5, plan.Length);
        Assert.All(plan, p => Assert.Equal("create", p.GetProperty("action").GetString()));
        Assert.Equal("user1@example.org", plan[0].GetProperty("fields").EnumerateArray().Single(f => f.GetProperty("path").GetString() == "EMAIL").GetProperty("value").GetString());
        Assert.True(run.Summary.GetProperty("whatIf").GetBoolean());
        Assert.Contains("nothing was written", table.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Users_can_be_named()
    {
        using TempFolder folder = Given.Shop();

        ProgramRun run = await InProcess.Run(folder.Path, "sync", "-p", "shop.json", "--user", "2", "4", "--output", "json", "--details");

        Assert.Equal(["2", "4"], run.Json.GetProperty("results").EnumerateArray().Select(r => r.GetProperty("userId").GetString()));
    }

    [Fact]
    public async Task An_incremental_run_says_when_the_site_cannot_tell_what_changed()
    {
        using TempFolder folder = Given.Shop();

        ProgramRun run = await InProcess.Run(folder.Path, "sync", "-p", "shop.json", "--incremental", "--output", "json");

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(5, run.Summary.GetProperty("checked").GetInt32());
        Assert.NotEmpty(run.Summary.GetProperty("reading").GetString()!);
    }

    [Fact]
    public async Task The_users_that_failed_can_be_run_alone()
    {
        using TempFolder folder = Given.Shop();
        folder.Put("users.csv", Given.Users(3) + "9,nine,not-an-address,Nine,Nine\n");
        await InProcess.Run(folder.Path, "sync", "-p", "shop.json");
        folder.Put("users.csv", Given.Users(3) + "9,nine,nine@example.org,Nine,Nine\n");

        ProgramRun run = await InProcess.Run(folder.Path, "sync", "-p", "shop.json", "--failed", "last", "--output", "json");

        Assert.Equal(1, run.Summary.GetProperty("checked").GetInt32());
        Assert.Equal(1, run.Summary.GetProperty("created").GetInt32());
    }

    [Fact]
    public async Task Names_cannot_send_commands_to_the_terminal()
    {
        using TempFolder folder = Given.Shop();
        folder.Put("users.csv", "id,username,email,first_name,last_name\n1,x,x@example.org,\"\u001b[2JEve\",\"\u202Egnp.exe [red]\"\n");

        ProgramRun run = await InProcess.Run(folder.Path, "plan", "-p", "shop.json");

        Assert.DoesNotContain('\u001b', run.Out);
        Assert.DoesNotContain('\u202E', run.Out);
        Assert.Contains("[red]", run.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("NO_COLOR", "1")]
    [InlineData("TERM", "dumb")]
    public async Task Without_colours_nothing_but_text_is_written(string variable, string value)
    {
        using TempFolder folder = Given.Shop();
        using var program = new InProcess(folder.Path) { IsTerminal = true };
        program.Environment[variable] = value;

        ProgramRun run = await program.Run("sync", "-p", "shop.json", "--details");

        Assert.Equal(0, run.ExitCode);
        Assert.DoesNotContain('\u001b', run.Out + run.Error);
    }

    [Fact]
    public async Task A_plan_fits_into_40_columns()
    {
        using TempFolder folder = Given.Shop();
        using var narrow = new InProcess(folder.Path) { Width = 40 };

        ProgramRun run = await narrow.Run("plan", "-p", "shop.json");

        Assert.All(run.Out.Split('\n'), line => Assert.True(line.TrimEnd().Length <= 40, line));
    }

    [Fact]
    public async Task The_default_profile_comes_from_the_environment()
    {
        using TempFolder folder = Given.Shop();
        using var program = new InProcess(folder.Path);
        program.Environment["USERSYNC_PROFILE"] = "shop.json";

        Assert.Equal(0, (await program.Run("sync")).ExitCode);
    }
}
