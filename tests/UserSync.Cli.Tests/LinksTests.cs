using System.Text.Json;
using UserSync.Cli.Tests.Support;

namespace UserSync.Cli.Tests;

public sealed class LinksTests
{
    [Fact]
    public async Task A_moved_link_may_clear_the_former_contact_and_fill_the_new_one()
    {
        using TempFolder folder = Given.Shop(1);
        await InProcess.Run(folder.Path, "sync", "-p", "shop.json");
        string former = folder.Text("contacts.csv").Split('\n')[1].Split(',')[0];
        folder.Put("contacts.csv", folder.Text("contacts.csv").TrimEnd() + "\nC-2" + new string(',', folder.Text("contacts.csv").Split('\n')[0].Count(c => c == ',')) + "\n");

        ProgramRun refused = await InProcess.Run(folder.Path, "links", "add", "-p", "shop.json", "--user", "1", "--contact", "C-9", "--move", "--clear", "contact");
        ProgramRun moved = await InProcess.Run(folder.Path, "links", "add", "-p", "shop.json", "--user", "1", "--contact", "C-2", "--move", "--clear", "contact", "--fill", "contact", "--output", "json");

        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("shows no contact C-9", refused.Error.ReplaceLineEndings(" "), StringComparison.Ordinal);
        Assert.Equal((0, 1), (moved.ExitCode, moved.Json.GetProperty("counts").GetProperty("changed").GetInt32()));
        string[] rows = folder.Text("contacts.csv").Split('\n');
        Assert.DoesNotContain("user1@example.org", rows.Single(r => r.StartsWith(former, StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.Contains("user1@example.org", rows.Single(r => r.StartsWith("C-2", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_removed_link_may_clear_its_contact()
    {
        using TempFolder folder = Given.Shop(2);
        await InProcess.Run(folder.Path, "sync", "-p", "shop.json");

        ProgramRun run = await InProcess.Run(folder.Path, "links", "remove", "-p", "shop.json", "--user", "1", "--clear", "contact");

        Assert.Contains("1 removed, 0 gone already, 0 refused.", run.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("user1@example.org", folder.Text("contacts.csv"), StringComparison.Ordinal);
        Assert.Contains("user2@example.org", folder.Text("contacts.csv"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fill_and_clear_need_a_move()
    {
        using TempFolder folder = Given.Shop(1);

        ProgramRun run = await InProcess.Run(folder.Path, "links", "add", "-p", "shop.json", "--user", "1", "--contact", "C-2", "--clear", "contact");

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("--fill and --clear go with --move.", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_link_is_added_listed_moved_and_removed()
    {
        using TempFolder folder = Given.Shop();

        Assert.Equal(0, (await Run(folder, "links", "add", "--user", "1", "--contact", "A")).ExitCode);
        Assert.Contains("as it was", (await Run(folder, "links", "add", "--user", "1", "--contact", "A")).Out, StringComparison.Ordinal);
        Assert.Equal(["A"], await Contacts(folder));
        Assert.Equal(0, (await Run(folder, "links", "add", "--user", "1", "--contact", "B", "--move")).ExitCode);
        Assert.Equal(["B"], await Contacts(folder));
        Assert.Equal(0, (await Run(folder, "links", "remove", "--contact", "B")).ExitCode);
        Assert.Empty(await Contacts(folder));
    }

    [Fact]
    public async Task A_second_link_is_refused_with_the_names_of_both_sides()
    {
        using TempFolder folder = Given.Shop();
        await Run(folder, "links", "add", "--user", "1", "--contact", "A");

        ProgramRun run = await Run(folder, "links", "add", "--user", "2", "--contact", "A");

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("user 1 is linked to contact A", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Users_and_contacts_at_once_remove_nothing()
    {
        using TempFolder folder = Given.Shop();
        await Run(folder, "links", "add", "--user", "1", "--contact", "A");

        ProgramRun run = await Run(folder, "links", "remove", "--user", "1", "--contact", "A");

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("[BothIdLists]", run.Error, StringComparison.Ordinal);
        Assert.Equal(["A"], await Contacts(folder));
    }

    [Theory]
    [InlineData("import")]
    [InlineData("export")]
    [InlineData("import", "links.csv", "--from-crm")]
    [InlineData("export", "links.csv", "--mend")]
    [InlineData("export", "--to-crm", "--even-if-unclear")]
    public async Task Options_of_the_CRMs_own_links_that_do_not_go_together_change_nothing(params string[] arguments)
    {
        using TempFolder folder = Given.Shop();
        Assert.NotEqual(0, (await Run(folder, ["links", .. arguments])).ExitCode);
        Assert.False(File.Exists(System.IO.Path.Combine(folder.Path, "links.csv")));
    }

    [Theory]
    [InlineData("import", "--from-crm")]
    [InlineData("export", "--to-crm")]
    public async Task A_CRM_without_links_of_its_own_is_told_as_such(params string[] arguments)
    {
        using TempFolder folder = Given.Shop();
        ProgramRun run = await Run(folder, ["links", .. arguments]);
        Assert.NotEqual(0, run.ExitCode);
        Assert.Contains("keeps no links of its own", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_export_can_be_imported_into_an_empty_store()
    {
        using TempFolder folder = Given.Shop();
        await Run(folder, "sync");
        string[] before = await Contacts(folder);
        Assert.Equal(0, (await Run(folder, "links", "export", "links.csv")).ExitCode);
        foreach (string file in Directory.EnumerateFiles(folder.Path, "shop.links.db*"))
            File.Delete(file);

        ProgramRun run = await Run(folder, "links", "import", "links.csv");

        Assert.Contains("5 added", run.Out, StringComparison.Ordinal);
        Assert.Equal(before, await Contacts(folder));
    }

    [Fact]
    public async Task An_export_does_not_replace_a_file_unless_told_to()
    {
        using TempFolder folder = Given.Shop();
        folder.Put("links.csv", "mine");

        Assert.NotEqual(0, (await Run(folder, "links", "export", "links.csv")).ExitCode);
        Assert.Equal("mine", folder.Text("links.csv"));
        Assert.Equal(0, (await Run(folder, "links", "export", "links.csv", "--force")).ExitCode);
    }

    [Fact]
    public async Task The_table_of_the_wt_library_is_taken_over_and_bad_rows_cost_only_themselves()
    {
        using TempFolder folder = Given.Shop();
        folder.Put("wt.csv", "joomla_user_id;amocrm_contact_id;is_temporary_user\n1;900;0\n2;901;1\n3;;0\n4;900;0\n");

        ProgramRun run = await Run(folder, "links", "import", "wt.csv");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("2 added, 0 there already, 2 refused", run.Out, StringComparison.Ordinal);
        Assert.Contains("line 4", run.Error, StringComparison.Ordinal);
        Assert.Equal(["900", "901"], await Contacts(folder));
        Assert.Contains("temporary", (await Run(folder, "links", "--temporary")).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dump_of_the_wt_library_is_taken_over_where_both_ends_are_there()
    {
        using TempFolder folder = Given.Shop();
        folder.Put("wt.sql", "INSERT INTO `jos_lib_wt_amocrm_users_sync` (`joomla_user_id`, `amocrm_contact_id`, `is_temporary_user`) VALUES (1,900,0),(999,900,0),(1,'no such',0);\n");

        ProgramRun looked = await Run(folder, "links", "import", "wt.sql", "--format", "WtAmoCrm");
        Assert.Contains("[UserNotFound]", looked.Error, StringComparison.Ordinal);
        Assert.Contains("[ContactNotFound]", looked.Error, StringComparison.Ordinal);

        ProgramRun taken = await Run(folder, "links", "import", "wt.sql", "--format", "WtAmoCrm", "--skip-check");
        Assert.Contains("1 added", taken.Out, StringComparison.Ordinal);
        Assert.Equal(0, (await Run(folder, "links", "export", "back.sql", "--format", "WtAmoCrm")).ExitCode);
        Assert.Contains("VALUES (1, 900, 0);", folder.Text("back.sql"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Links_of_another_site_are_not_imported()
    {
        using TempFolder folder = Given.Shop();
        folder.Put("other.csv", "site,user_id,contact_id\nelsewhere,1,A\n");

        ProgramRun run = await Run(folder, "links", "import", "other.csv");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("[ForeignItem]", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Listing_makes_no_store()
    {
        using TempFolder folder = Given.Shop();

        ProgramRun run = await Run(folder, "links");

        Assert.Contains("No links", run.Out, StringComparison.Ordinal);
        Assert.False(File.Exists(folder.File("shop.links.db")));
    }

    private static Task<ProgramRun> Run(TempFolder folder, params string[] args) => InProcess.Run(folder.Path, [.. args, "-p", "shop.json"]);

    private static async Task<string[]> Contacts(TempFolder folder)
    {
        JsonElement document = (await Run(folder, "links", "--output", "json")).Json;
        return [.. document.GetProperty("links").EnumerateArray().Select(l => l.GetProperty("contactId").GetString()!)];
    }
}
