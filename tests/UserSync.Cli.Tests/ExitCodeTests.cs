using System.Text.Json;
using UserSync.Cli.Tests.Support;

namespace UserSync.Cli.Tests;

public sealed class ExitCodeTests
{
    private static readonly string[] Sync = ["sync", "-p", "shop.json"];

    [Theory]
    [InlineData("nonsense")]
    [InlineData("sync", "--no-such-option")]
    [InlineData("sync", "--max-delete-percent", "101")]
    [InlineData("sync", "--since", "yesterday")]
    [InlineData("sync", "--user", "1", "--incremental")]
    [InlineData("sync", "--output", "xml")]
    [InlineData("links", "add", "--user", "1")]
    [InlineData("history", "--last", "many")]
    public async Task A_wrong_call_is_2(params string[] args)
    {
        using var folder = new TempFolder();

        ProgramRun run = await InProcess.Run(folder.Path, args);

        Assert.Equal(2, run.ExitCode);
        Assert.StartsWith("error: ", run.Error, StringComparison.Ordinal);
        Assert.Empty(run.Out);
    }

    [Fact]
    public async Task A_wrong_call_with_json_output_is_a_json_document_too()
    {
        using var folder = new TempFolder();

        JsonElement document = (await InProcess.Run(folder.Path, "sync", "--no-such-option", "--output", "json")).Json;

        Assert.Equal("UsageError", document.GetProperty("error").GetProperty("id").GetString());
        Assert.Equal(2, document.GetProperty("exitCode").GetInt32());
    }

    [Fact]
    public async Task No_profile_at_all_is_2()
    {
        using var folder = new TempFolder();
        await Expect(2, "ProfileNotFound", folder, "sync");
    }

    [Fact]
    public async Task A_profile_with_errors_is_2_and_tells_each_with_its_line()
    {
        using TempFolder folder = Given.Shop();
        folder.Put("shop.json", "{\n  \"nmae\": \"x\"\n}");

        ProgramRun run = await Expect(2, "ProfileInvalid", folder, Sync);

        Assert.Contains("shop.json(2,", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_file_of_users_is_2()
    {
        using TempFolder folder = Given.Shop();
        File.Delete(folder.File("users.csv"));
        await Expect(2, "FileNotFound", folder, Sync);
    }

    [Fact]
    public async Task A_file_without_an_e_mail_column_is_2()
    {
        using TempFolder folder = Given.Shop();
        folder.Put("users.csv", "id,first_name,last_name\n1,A,B\n");
        await Expect(2, "FileInvalid", folder, Sync);
    }

    [Fact]
    public async Task An_item_that_fails_is_1_and_the_others_are_done()
    {
        using TempFolder folder = Given.Shop();
        folder.Put("users.csv", Given.Users(3) + "9,nine,not-an-address,Nine,Nine\n");

        ProgramRun run = await InProcess.Run(folder.Path, [.. Sync, "--output", "json"]);

        Assert.Equal(1, run.ExitCode);
        Assert.Equal((3, 1), (run.Summary.GetProperty("created").GetInt32(), run.Summary.GetProperty("failed").GetInt32()));
        Assert.Equal("9", run.Json.GetProperty("results")[0].GetProperty("userId").GetString());
    }

    [Fact]
    public async Task Conflicts_are_0_unless_asked_for()
    {
        using TempFolder folder = Given.Shop();
        folder.Put("contacts.csv", "id,first_name,last_name,email\nA,,,user1@example.org\nB,,,user1@example.org\n");

        Assert.Equal(0, (await InProcess.Run(folder.Path, Sync)).ExitCode);
        Assert.Equal(1, (await InProcess.Run(folder.Path, [.. Sync, "--fail-on-conflict"])).ExitCode);
    }

    [Fact]
    public async Task A_brake_is_3_and_can_be_lifted_once()
    {
        using TempFolder folder = Given.Shop(users: 10);
        await InProcess.Run(folder.Path, Sync);
        folder.Put("users.csv", Given.Users(5));

        ProgramRun braked = await Expect(3, "TooManyDeletes", folder, Sync);
        Assert.Contains("--max-delete-percent", braked.Error, StringComparison.Ordinal);

        Assert.Equal(0, (await InProcess.Run(folder.Path, [.. Sync, "--max-delete-percent", "60"])).ExitCode);
    }

    [Fact]
    public async Task An_empty_listing_is_3()
    {
        using TempFolder folder = Given.Shop();
        await InProcess.Run(folder.Path, Sync);
        folder.Put("users.csv", "id,username,email,first_name,last_name\n");
        await Expect(3, "EmptyListing", folder, Sync);
    }

    [Fact]
    public async Task A_lease_that_another_run_holds_is_4()
    {
        await using var server = new TinyServer(answer: null);
        using TempFolder folder = Given.Shop();
        folder.Put("shop.json", Given.Profile(Given.WordPress(server.Url)));
        var environment = new Dictionary<string, string?> { ["WP_SECRET"] = "admin:abcd efgh" };
        using ChildProcess other = ChildProcess.Start(folder.Path, environment, Sync);
        await server.Asked;
        using var program = new InProcess(folder.Path);
        program.Environment["WP_SECRET"] = "admin:abcd efgh";

        ProgramRun run = await program.Run(Sync);

        Assert.Equal(4, run.ExitCode);
        Assert.Contains("LeaseHeld", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_cannot_be_reached_is_5()
    {
        using TempFolder folder = Given.Shop();
        folder.Put("shop.json", Given.Profile(Given.WordPress("http://127.0.0.1:1")));
        await ExpectWordPress(5, "RemoteUnavailable", folder);
    }

    [Fact]
    public async Task A_site_that_answers_html_is_5_or_2_but_never_a_crash()
    {
        await using var server = new TinyServer(TinyServer.Answer(200, "text/html", "<html><body>Under construction</body></html>"));
        using TempFolder folder = Given.Shop();
        folder.Put("shop.json", Given.Profile(Given.WordPress(server.Url)));

        ProgramRun run = await ExpectWordPress(null, null, folder);

        Assert.Contains(run.ExitCode, (int[])[2, 5, 6]);
        Assert.DoesNotContain("UnexpectedFailure", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refused_credential_is_6_and_the_secret_is_shown_nowhere()
    {
        await using var server = new TinyServer(TinyServer.Answer(401, "application/json", """{"code":"incorrect_password","message":"The provided password is an invalid application password.","data":{"status":401}}"""));
        using TempFolder folder = Given.Shop();
        folder.Put("shop.json", Given.Profile(Given.WordPress(server.Url)));

        ProgramRun run = await ExpectWordPress(6, "CredentialRefused", folder, "--verbose");

        Assert.DoesNotContain("s3cr3t", run.Out + run.Error, StringComparison.Ordinal);
        Assert.Contains("GET", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_secret_is_6()
    {
        using TempFolder folder = Given.Shop();
        folder.Put("shop.json", Given.Profile(Given.WordPress("http://127.0.0.1:1", "env:NOT_SET")));
        await Expect(6, "SecretUnavailable", folder, Sync);
    }

    [Fact]
    public async Task A_damaged_link_store_is_6()
    {
        using TempFolder folder = Given.Shop();
        folder.Put("shop.links.db", new string('x', 8192));
        await Expect(6, "StoreCorrupt", folder, Sync);
    }

    [Fact]
    public async Task Another_site_under_the_same_name_is_6_until_it_is_accepted()
    {
        using TempFolder folder = Given.Shop();
        await InProcess.Run(folder.Path, Sync);
        File.Move(folder.File("users.csv"), folder.File("members.csv"));
        folder.Put("shop.json", Given.Profile("""{ "kind": "csv", "site": "shop", "path": "members.csv" }"""));

        await Expect(6, "IdentityChanged", folder, Sync);

        Assert.Equal(0, (await InProcess.Run(folder.Path, [.. Sync, "--accept-identity"])).ExitCode);
    }

    private static async Task<ProgramRun> Expect(int exit, string errorId, TempFolder folder, params string[] args)
    {
        ProgramRun run = await InProcess.Run(folder.Path, args);
        Assert.True(exit == run.ExitCode, $"{run.ExitCode}: {run.Error}");
        Assert.Contains($"[{errorId}]", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
        ProgramRun json = await InProcess.Run(folder.Path, [.. args, "--output", "json"]);
        Assert.Equal(exit, json.Json.GetProperty("exitCode").GetInt32());
        Assert.Equal(errorId, json.Json.GetProperty("error").GetProperty("id").GetString());
        return run;
    }

    private static async Task<ProgramRun> ExpectWordPress(int? exit, string? errorId, TempFolder folder, params string[] more)
    {
        using var program = new InProcess(folder.Path);
        program.Environment["WP_SECRET"] = "admin:s3cr3t";
        ProgramRun run = await program.Run([.. Sync, .. more]);
        Assert.True(exit is null || exit == run.ExitCode, $"{run.ExitCode}: {run.Error}");
        Assert.Contains(errorId is null ? "error: " : $"[{errorId}]", run.Error, StringComparison.Ordinal);
        return run;
    }
}
