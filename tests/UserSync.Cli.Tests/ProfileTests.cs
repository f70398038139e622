using System.Text.Json;
using UserSync.Cli.Tests.Support;

namespace UserSync.Cli.Tests;

public sealed class ProfileTests
{
    [Fact]
    public async Task A_new_profile_is_found_by_its_name_and_tested()
    {
        using var folder = new TempFolder();
        using var program = new InProcess(folder.Path);
        program.Environment["USERSYNC_PROFILES"] = folder.Path;
        folder.Put("users.csv", Given.Users(1));

        Assert.Equal(0, (await program.Run("profile", "new", "shop", "--cms", "csv", "--crm", "csv")).ExitCode);

        Assert.True(File.Exists(folder.File("sync-profile.schema.json")));
        Assert.Equal("shop", (await program.Run("profile", "list", "--output", "json")).Json.GetProperty("profiles")[0].GetProperty("name").GetString());
        ProgramRun test = await program.Run("profile", "test", "-p", "shop", "--output", "json");
        Assert.Equal(0, test.ExitCode);
        Assert.All(test.Json.GetProperty("checks").EnumerateArray(), c => Assert.NotEqual(JsonValueKind.False, c.GetProperty("passed").ValueKind));
    }

    [Fact]
    public async Task A_profile_that_exists_is_never_touched()
    {
        using TempFolder folder = Given.Shop();
        string before = folder.Fingerprint();

        ProgramRun run = await InProcess.Run(folder.Path, "profile", "new", "shop.json", "--cms", "csv", "--crm", "csv");

        Assert.NotEqual(0, run.ExitCode);
        Assert.Equal(before, folder.Fingerprint());
    }

    [Fact]
    public async Task A_failing_check_has_a_remedy_and_does_not_hide_the_others()
    {
        using TempFolder folder = Given.Shop();
        folder.Put("shop.json", Given.Profile(Given.WordPress("http://127.0.0.1:1", "env:NOT_SET")));

        ProgramRun run = await InProcess.Run(folder.Path, "profile", "test", "-p", "shop.json", "--output", "json");

        Assert.Equal(6, run.ExitCode);
        JsonElement[] checks = [.. run.Json.GetProperty("checks").EnumerateArray()];
        JsonElement failed = Assert.Single(checks, c => c.GetProperty("passed").ValueKind == JsonValueKind.False);
        Assert.NotNull(failed.GetProperty("remedy").GetString());
        Assert.Contains(checks, c => c.GetProperty("check").GetString() == "link store");
    }

    [Fact]
    public async Task A_mapped_field_that_does_not_exist_is_2()
    {
        using TempFolder folder = Given.Shop();
        folder.Put("shop.json", folder.Text("shop.json").Replace("\"user\": \"first_name\"", "\"user\": \"nickname\"", StringComparison.Ordinal));

        ProgramRun run = await InProcess.Run(folder.Path, "profile", "test", "-p", "shop.json");

        Assert.NotEqual(0, run.ExitCode);
        Assert.Contains("nickname", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_account_without_a_home_folder_works_with_paths()
    {
        using TempFolder folder = Given.Shop();
        var environment = new Dictionary<string, string?> { ["HOME"] = null, ["XDG_CONFIG_HOME"] = null, ["APPDATA"] = null };

        ProgramRun sync = await ChildProcess.Run(folder.Path, environment, "sync", "-p", "shop.json");
        ProgramRun list = await ChildProcess.Run(folder.Path, environment, "profile", "list");

        Assert.Equal((0, 0), (sync.ExitCode, list.ExitCode));
        Assert.Contains("no home folder", list.Out, StringComparison.Ordinal);
    }
}
