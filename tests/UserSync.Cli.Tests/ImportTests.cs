using System.Text.Json;
using UserSync.Cli.Tests.Support;

namespace UserSync.Cli.Tests;

public sealed class ImportTests
{
    private const string Everybody = """
        {
          "cms": { "kind": "csv", "site": "shop", "path": "users.csv" },
          "crm": { "kind": "csv", "account": "crm", "path": "contacts.csv", "tagsColumn": "tags" },
          "links": { "path": "shop.links.db" },
          "users": { "enabled": true },
          "fields": [ { "user": "first_name", "contact": "first_name", "direction": "both" }, { "user": "email", "contact": "EMAIL", "direction": "both" } ]
        }
        """;

    [Fact]
    public async Task Contacts_become_users_and_a_second_import_writes_nothing()
    {
        using TempFolder folder = Given();

        ProgramRun first = await InProcess.Run(folder.Path, "import", "-p", "shop.json", "--output", "json", "--details");
        ProgramRun again = await InProcess.Run(folder.Path, "import", "-p", "shop.json", "--output", "json");

        Assert.Equal((0, 1, 1), (first.ExitCode, first.Summary.GetProperty("linked").GetInt32(), first.Summary.GetProperty("created").GetInt32()));
        JsonElement created = first.Json.GetProperty("results").EnumerateArray().Single(r => r.GetProperty("action").GetString() == "created");
        Assert.Equal(("cms", "C-2"), (created.GetProperty("target").GetString(), created.GetProperty("contactId").GetString()));
        Assert.Contains("dora@example.org", folder.Text("users.csv"), StringComparison.Ordinal);
        Assert.Equal(0, again.Summary.GetProperty("requests").GetProperty("writes").GetInt32());
    }

    [Theory]
    [InlineData("C-2", "import", "--contact", "C-2", "--what-if")]
    [InlineData("C-2", "import", "--tag", "Partner", "--what-if")]
    [InlineData("C-2", "plan", "--contact", "C-2")]
    [InlineData("C-2", "plan", "--tag", "partner")]
    [InlineData("C-1", "plan", "--direction", "tocms", "--exclude-tag", "partner")]
    public async Task A_preview_is_about_the_contacts_that_are_named(string contact, params string[] command)
    {
        using TempFolder folder = Given();
        string before = folder.Fingerprint();

        ProgramRun run = await InProcess.Run(folder.Path, [.. command, "-p", "shop.json", "--output", "json"]);

        Assert.Equal(contact, Assert.Single(run.Json.GetProperty("plan").EnumerateArray()).GetProperty("contactId").GetString());
        Assert.Equal("toCms", run.Summary.GetProperty("direction").GetString());
        Assert.Equal(before, folder.Fingerprint());
    }

    [Fact]
    public async Task The_table_names_the_contact_and_the_side()
    {
        using TempFolder folder = Given();

        ProgramRun run = await InProcess.Run(folder.Path, "import", "-p", "shop.json", "--contact", "C-2", "--details");

        Assert.Contains("created user", run.Out, StringComparison.Ordinal);
        Assert.Contains("Checked 1 contact", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_both_ways_carries_changes_over_from_either_side()
    {
        using TempFolder folder = Given();
        await InProcess.Run(folder.Path, "sync", "-p", "shop.json", "--direction", "both");
        folder.Put("users.csv", folder.Text("users.csv").Replace("Anna", "Anna B.", StringComparison.Ordinal));
        folder.Put("contacts.csv", folder.Text("contacts.csv").Replace("Dora", "Dora D.", StringComparison.Ordinal));

        ProgramRun run = await InProcess.Run(folder.Path, "sync", "-p", "shop.json", "--direction", "both", "--output", "json", "--details");

        Assert.Equal(["cms", "crm"], run.Json.GetProperty("results").EnumerateArray().Select(r => r.GetProperty("target").GetString()!).Order(StringComparer.Ordinal));
        Assert.Contains("Dora D.", folder.Text("users.csv"), StringComparison.Ordinal);
        Assert.Contains("Anna B.", folder.Text("contacts.csv"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Give one of --user, --contact, --incremental, --since and --failed.", "plan", "--user", "1", "--contact", "C-1")]
    [InlineData("Give one of --contact, --incremental, --since and --failed.", "import", "--contact", "C-1", "--incremental")]
    [InlineData("Tags choose among all contacts", "import", "--contact", "C-1", "--tag", "x")]
    public async Task What_does_not_go_together_is_refused(string told, params string[] command)
    {
        using TempFolder folder = Given();

        ProgramRun run = await InProcess.Run(folder.Path, [.. command, "-p", "shop.json"]);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains(told, run.Error.ReplaceLineEndings(" "), StringComparison.Ordinal);
    }

    private static TempFolder Given()
    {
        var folder = new TempFolder();
        folder.Put("shop.json", Everybody);
        folder.Put("users.csv", "id,email,first_name\n1,anna@example.org,Anna\n");
        folder.Put("contacts.csv", "id,email,first_name,tags\nC-1,anna@example.org,Anna,\nC-2,dora@example.org,Dora,partner\n");
        return folder;
    }
}
