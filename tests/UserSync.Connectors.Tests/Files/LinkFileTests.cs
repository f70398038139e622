using UserSync.Connectors.Files.Links;
using UserSync.Core.Errors;
using UserSync.Core.Model;

namespace UserSync.Connectors.Tests.Files;

public sealed class LinkFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("usersync-links").FullName;

    private string Csv => Path.Combine(_folder, "links.csv");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("UserId,ContactId,IsTemporary\n7,70,true\n")]
    [InlineData("\uFEFFcontactid;userid;is_temporary\r\n70;7;1\r\n")]
    [InlineData("id,joomla_user_id,amocrm_contact_id,is_temporary_user\n1,7,70,1\n")]
    public void Columns_of_several_tables_are_known(string text)
    {
        File.WriteAllText(Csv, text);
        LinkRow row = Assert.Single(LinkFile.Read(Csv));
        Assert.Equal(("7", "70", true, 2, null), (row.UserId, row.ContactId, row.IsTemporary, row.Line, row.Error));
    }

    [Fact]
    public void The_table_of_CiviCRM_has_no_flag_but_an_address()
    {
        File.WriteAllText(Csv, "id,domain_id,uf_id,uf_name,contact_id\n1,1,7,a@example.org,70\n");
        Assert.Equal(("a@example.org", false), (LinkFile.Read(Csv).Single().Email, LinkFile.Read(Csv).Single().IsTemporary));
    }

    [Fact]
    public void A_quoted_line_break_does_not_shift_the_lines_of_later_rows()
    {
        File.WriteAllText(Csv, "UserId,ContactId,note\n1,10,\"two\nlines\"\n2,,x\n\n3,30,x\n");
        LinkRow[] rows = [.. LinkFile.Read(Csv)];
        Assert.Equal([2, 4, 6], rows.Select(r => r.Line));
        Assert.Equal([null, ErrorIds.InvalidLinkRow, null], rows.Select(r => r.Error?.Id));
    }

    [Theory]
    [InlineData("")]
    [InlineData("UserId,other\n1,2\n")]
    public void A_file_without_the_columns_is_refused_whole(string text)
    {
        File.WriteAllText(Csv, text);
        Assert.Equal(ErrorIds.FileInvalid, Assert.ThrowsAny<UserSyncException>(() => LinkFile.Read(Csv).ToList()).Error.Id);
    }

    [Fact]
    public void An_unfinished_file_does_not_take_the_place_of_the_old_one()
    {
        File.WriteAllText(Csv, "old");
        using (var writer = new LinkFileWriter(Csv, LinkLayout.UserSync))
            writer.Add(new SyncLink { Site = "s", Account = "a", UserId = "1", ContactId = "10" });
        Assert.Equal("old", File.ReadAllText(Csv));
        Assert.Single(Directory.GetFiles(_folder));
    }

    [Fact]
    public void A_table_without_links_still_names_its_columns()
    {
        using (var writer = new LinkFileWriter(Csv, LinkLayout.UFMatch))
            writer.Complete();
        Assert.Equal("uf_id,uf_name,contact_id\n", File.ReadAllText(Csv));
        Assert.Empty(LinkFile.Read(Csv));
    }
}
