using System.Text.Json;
using UserSync.Cli.Tests.Support;

namespace UserSync.Cli.Tests;

public sealed class LinksTestTests
{
    [Fact]
    public async Task What_needs_attention_is_shown_and_whoever_is_gone_makes_the_exit_code_1()
    {
        using TempFolder folder = await Linked();
        folder.Put("users.csv", Given.Users(2));
        folder.Put("contacts.csv", folder.Text("contacts.csv").Replace("user2@example.org", "moved@example.org", StringComparison.Ordinal));

        ProgramRun json = await InProcess.Run(folder.Path, "links", "test", "-p", "shop.json", "--output", "json");
        ProgramRun table = await InProcess.Run(folder.Path, "links", "test", "-p", "shop.json");

        Assert.Equal((1, 1), (json.ExitCode, table.ExitCode));
        JsonElement[] findings = [.. json.Json.GetProperty("findings").EnumerateArray()];
        Assert.Equal([("2", "emailDiffers"), ("3", "userMissing")], findings.Select(f => (f.GetProperty("userId").GetString(), f.GetProperty("state").GetString())));
        Assert.Equal("moved@example.org", findings[0].GetProperty("contactEmails")[0].GetString());
        Assert.Equal(1, json.Json.GetProperty("counts").GetProperty("ok").GetInt32());
        Assert.Contains("user missing", table.Out, StringComparison.Ordinal);
        Assert.Contains("1 ok, 1 user missing, 1 email differs.", table.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Addresses_that_differ_are_no_failure()
    {
        using TempFolder folder = await Linked();
        folder.Put("contacts.csv", folder.Text("contacts.csv").Replace("user2@example.org", "moved@example.org", StringComparison.Ordinal));

        Assert.Equal(0, (await InProcess.Run(folder.Path, "links", "test", "-p", "shop.json", "--user", "2")).ExitCode);
    }

    [Fact]
    public async Task Nothing_is_written()
    {
        using TempFolder folder = Given.Shop();
        folder.Put("contacts.csv", "id,EMAIL\n");
        string before = folder.Fingerprint();

        ProgramRun run = await InProcess.Run(folder.Path, "links", "test", "-p", "shop.json");

        Assert.Equal((0, before), (run.ExitCode, folder.Fingerprint()));
        Assert.Contains("No links.", run.Out, StringComparison.Ordinal);
    }

    private static async Task<TempFolder> Linked()
    {
        TempFolder folder = Given.Shop(3);
        await InProcess.Run(folder.Path, "sync", "-p", "shop.json");
        return folder;
    }
}
