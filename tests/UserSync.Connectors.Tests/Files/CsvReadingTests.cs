using System.Text;
using UserSync.Core.Connectors;
using UserSync.Core.Errors;
using UserSync.Core.Model;
using static UserSync.Connectors.Tests.Files.TableFolder;

namespace UserSync.Connectors.Tests.Files;

public sealed class CsvReadingTests : IDisposable
{
    private readonly TableFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(",", "\n", false)]
    [InlineData(";", "\r\n", true)]
    [InlineData("\t", "\n", true)]
    [InlineData(";", "\r", false)]
    public async Task Delimiter_line_ends_and_mark_are_found(string delimiter, string newLine, bool mark)
    {
        string text = string.Join(newLine, $"id{delimiter}email{delimiter}name", $"1{delimiter}a@x.org{delimiter}Ann", $"2{delimiter}{delimiter}\"B{delimiter}b\"", "");
        _folder.Put((mark ? "\uFEFF" : "") + text);

        List<CmsUser> users = await All(_folder.Cms());

        Assert.Equal(["1:a@x.org:Ann", $"2::B{delimiter}b"], users.Select(u => $"{u.UserId}:{u.Email}:{u.Name}"));
    }

    [Fact]
    public async Task Missing_column_is_not_read_and_empty_cell_is_empty()
    {
        _folder.Put("id,email,fields.phone\n1,a@x.org,\n");

        CmsUser user = Assert.Single(await All(_folder.Cms()));

        Assert.True(user.Get("name").IsNotRead);
        Assert.True(user.Get("fields.city").IsNotRead);
        Assert.True(user.Get("fields.phone").IsEmpty);
    }

    [Fact]
    public async Task Common_headers_columns_and_spelling_lead_to_paths()
    {
        _folder.Put("ID;E-Mail;First Name;Login;Firma;Fields.City\n1;a@x.org;Ann;ann;ACME;Bonn\n");

        CmsUser user = Assert.Single(await All(_folder.Cms(s => s with { Columns = new Dictionary<string, string> { ["meta.company"] = "firma" } }, mapped: ["fields.city", "meta.company"])));

        Assert.Equal(("1", "a@x.org", "Ann", "ann"), (user.UserId, user.Email, user.FirstName, user.UserName));
        Assert.Equal("ACME", user.Get("meta.company").Text);
        Assert.Equal(["fields.city", "meta.company"], user.Fields.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Addresses_of_several_columns_and_cells_are_elements_with_their_kind()
    {
        _folder.Put("id,email,office,phone,tags\n1,a@x.org|b@x.org,c@x.org,,vip| new \n");

        CrmContact contact = Assert.Single(await All(_folder.Crm(s => s with { TagsColumn = "tags", Columns = new Dictionary<string, string> { ["EMAIL[WORK]"] = "office" } })));

        Assert.Equal("a@x.org|b@x.org|c@x.org", string.Join('|', contact.Get("EMAIL").Values.Order(StringComparer.Ordinal)));
        Assert.Equal("c@x.org", contact.Get("EMAIL[WORK]").Text);
        Assert.True(contact.Get("PHONE").IsEmpty);
        Assert.Equal(["vip", "new"], contact.Tags!.Select(t => t.Name));
    }

    [Fact]
    public async Task Only_asked_fields_are_taken()
    {
        _folder.Put("id,email,a,b\n1,x@x.org,1,2\n");

        CmsUser user = await _folder.Cms().ReadAsync(new RecordQuery { Fields = ["b"] }, Token).SingleAsync(Token);

        Assert.Equal(["b"], user.Fields.Keys);
    }

    [Fact]
    public async Task Text_survives_as_it_is()
    {
        string name = "\u202Eمحمد\u0001 \"x\"\r\n=1+1 \U0001F600 e\u0301";
        _folder.Put($"id,email,name\n1,a@x.org,\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"\n");

        Assert.Equal(name, Assert.Single(await All(_folder.Cms())).Name);
    }

    [Fact]
    public async Task Ten_megabytes_in_a_cell_are_read()
    {
        _folder.Put($"id,email,name\n1,a@x.org,{new string('x', 10 << 20)}\n2,b@x.org,B\n");

        Assert.Equal([10 << 20, 1], (await All(_folder.Cms())).Select(u => u.Name!.Length));
    }

    [Theory]
    [InlineData("id,email\n1,a@x.org\n2,b@x.org,extra\n3,c@x.org\n", 3, "3 cells")]
    [InlineData("id,email\n1,a@x.org\n2\n3,c@x.org\n", 3, "1 cells")]
    [InlineData("id,email\n1,\"a\nb\"\n2,\"b\"x\n", 4, "quotes")]
    [InlineData("id,email\n1,\"a\n2,b\n3,c\n", 2, "quotes")]
    [InlineData("id,email\n1,a@x.org\n1,b@x.org\n", 3, "line 2 already")]
    [InlineData("id,email\n1,a@x.org\n,b@x.org\n", 3, "no id")]
    [InlineData("id,email,Email\n1,a,b\n", 1, "two columns")]
    [InlineData("nr,email\n1,a\n", 1, "no column \"id\"")]
    [InlineData("id,name\n1,a\n", 1, "e-mail")]
    [InlineData("\nid,email\n", 1, "header line is empty")]
    [InlineData("", 0, "empty")]
    public async Task Broken_file_is_named_with_line_and_remedy(string text, int line, string what)
    {
        string path = _folder.Put(text);

        var e = await Assert.ThrowsAsync<ConnectorException>(() => All(_folder.Cms()));

        Assert.Equal((ErrorIds.FileInvalid, ConnectorErrorKind.Protocol), (e.Error.Id, e.Kind));
        Assert.Equal(line == 0 ? path : $"{path}:{line}", e.Error.Item);
        Assert.Contains(what, e.Error.Message, StringComparison.Ordinal);
        Assert.NotNull(e.Error.Remedy);
    }

    [Fact]
    public async Task Other_encodings_are_refused_with_the_line()
    {
        _folder.Put([.. "id,email,name\n1,a@x.org,Ann\n2,b@x.org,J"u8, 0xF6, .. "rg\n"u8]);

        var e = await Assert.ThrowsAsync<ConnectorException>(() => All(_folder.Cms()));

        Assert.Equal(ErrorIds.FileInvalid, e.Error.Id);
        Assert.EndsWith(":3", e.Error.Item, StringComparison.Ordinal);
        Assert.Contains("UTF-8", e.Error.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Utf16_is_refused()
    {
        _folder.Put([0xFF, 0xFE, .. Encoding.Unicode.GetBytes("id,email\n")]);

        Assert.Equal(ErrorIds.FileInvalid, (await Assert.ThrowsAsync<ConnectorException>(() => All(_folder.Cms()))).Error.Id);
    }

    [Fact]
    public async Task Missing_source_is_named()
    {
        var e = await Assert.ThrowsAsync<ConnectorException>(() => All(_folder.Cms()));

        Assert.Equal(ErrorIds.FileNotFound, e.Error.Id);
        Assert.Contains(_folder.File(), e.Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Header_alone_is_an_empty_listing()
    {
        _folder.Put("id,email");
        await using var cms = _folder.Cms();

        Assert.Empty(await All(cms));
        Assert.Equal(0, await cms.CountAsync(Token));
    }

    [Fact]
    public async Task Locked_file_is_said_to_be_locked()
    {
        using var held = new FileStream(_folder.Put("id,email\n1,a\n"), FileMode.Open, FileAccess.ReadWrite, FileShare.None);

        var e = await Assert.ThrowsAsync<ConnectorException>(() => All(_folder.Cms()));

        Assert.Equal((ErrorIds.FileLocked, true), (e.Error.Id, e.Error.Repeatable));
    }

    [Fact]
    public async Task Change_while_reading_is_noticed_at_the_end()
    {
        string path = _folder.Put("id,email\n" + string.Concat(Enumerable.Range(1, 50_000).Select(i => $"{i},u{i}@x.org\n")));
        await using var cms = _folder.Cms();

        var e = await Assert.ThrowsAsync<ConnectorException>(async () =>
        {
            await foreach (CmsUser user in cms.ReadAsync(RecordQuery.All, Token))
            {
                if (user.UserId == "10")
                    await File.AppendAllTextAsync(path + ".new", "id,email\n1,a@x.org\n", Token);
                if (user.UserId == "20")
                    File.Move(path + ".new", path, overwrite: true);
            }
        });

        Assert.Equal((ErrorIds.FileChanged, true), (e.Error.Id, e.Error.Repeatable));
        Assert.Null(await cms.CountAsync(Token));
    }

    [Fact]
    public async Task Columns_that_changed_places_after_the_first_look_are_not_mixed_up()
    {
        _folder.Put("id,email,name\n1,a@x.org,Ann\n");
        await using var cms = _folder.Cms();
        await cms.IdentifyAsync(Token);
        _folder.Put("id,name,email\n1,Ann Ann Ann,a@x.org\n");

        Assert.Equal(ErrorIds.FileChanged, (await Assert.ThrowsAsync<ConnectorException>(() => All(cms))).Error.Id);
    }

    [Fact]
    public async Task A_second_reading_of_another_content_is_refused()
    {
        string path = _folder.Put("id,email\n1,a@x.org\n");
        await using var cms = _folder.Cms();
        await All(cms);
        DateTime time = File.GetLastWriteTimeUtc(path);
        _folder.Put("id,email\n1,b@x.org\n");
        File.SetLastWriteTimeUtc(path, time);

        Assert.Equal(ErrorIds.FileChanged, (await Assert.ThrowsAsync<ConnectorException>(() => All(cms))).Error.Id);
    }

    [Fact]
    public async Task Ids_are_got_in_one_reading_and_a_missing_contact_is_gone()
    {
        _folder.Put("id,email\n1,a@x.org\n2,b@x.org\n3,c@x.org\n");
        await using var crm = _folder.Crm();
        await using var cms = _folder.Cms();

        List<CrmContact> contacts = await crm.GetAsync(["3", "9", "1"], RecordQuery.All, Token).ToListAsync(Token);
        List<CmsUser> users = await cms.GetAsync(["3", "9"], RecordQuery.All, Token).ToListAsync(Token);

        Assert.Equal([("1", ContactState.Live), ("3", ContactState.Live), ("9", ContactState.Gone)], contacts.Select(c => (c.ContactId, c.State)));
        Assert.Equal(["3"], users.Select(u => u.UserId));
        Assert.Equal((1, 0), (crm.Requests.Reads, crm.Requests.Writes));
    }

    [Fact]
    public async Task Filters_and_times_are_kept_to()
    {
        _folder.Put("id,email,roles,on,changed\n1,a@x.org,Staff|Member,1,2026-01-01T00:00:00Z\n2,b@x.org,Member,0,2026-03-01T00:00:00+01:00\n3,c@x.org,,,\n");
        await using var cms = _folder.Cms(s => s with { GroupsColumn = "roles", EnabledColumn = "on", ModifiedColumn = "changed" });

        Assert.Equal("1", string.Join(',', await Ids(new RecordQuery { Groups = ["staff"] })));
        Assert.Equal("2,3", string.Join(',', await Ids(new RecordQuery { ChangedSince = new DateTimeOffset(2026, 2, 1, 0, 0, 0, TimeSpan.Zero) })));
        Assert.Equal("3", string.Join(',', await Ids(new RecordQuery { Search = "C@" })));
        Assert.Equal([true, false, null], (await All(cms)).Select(u => u.Enabled));
        Assert.Equal(["Staff", "Member"], await cms.ListGroupsAsync(Token).Select(g => g.Name).ToListAsync(Token));

        async Task<List<string>> Ids(RecordQuery query) => await cms.ReadAsync(query, Token).Select(u => u.UserId).ToListAsync(Token);
    }

    [Theory]
    [InlineData("2026", "1", "time")]
    [InlineData("", "perhaps", "state")]
    public async Task Unreadable_time_or_state_is_not_guessed(string time, string state, string what)
    {
        _folder.Put($"id,email,on,changed\n1,a@x.org,{state},{time}\n");

        var e = await Assert.ThrowsAsync<ConnectorException>(() => All(_folder.Cms(s => s with { EnabledColumn = "on", ModifiedColumn = "changed" })));

        Assert.Equal(ErrorIds.FileInvalid, e.Error.Id);
        Assert.Contains(what, e.Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Checks_tell_each_fault_with_a_remedy()
    {
        _folder.Put("id,name\n1,a\n1,b\n");
        await using var cms = _folder.Cms(mapped: ["name", "fields.city"]);

        List<CheckResult> results = await cms.CheckAsync(Token).ToListAsync(Token);

        Assert.Equal(["e-mail column", "field fields.city", "rows"], results.Where(r => r.Passed == false).Select(r => r.Check));
        Assert.All(results.Where(r => r.Passed == false), r => Assert.NotNull(r.Remedy));
    }

    [Fact]
    public async Task Fields_and_identity_are_told()
    {
        _folder.Put("id,email,name,city\n");
        await using var cms = _folder.Cms();

        EndIdentity identity = await cms.IdentifyAsync(Token);
        List<FieldInfo> fields = await cms.ListFieldsAsync(Token).ToListAsync(Token);

        Assert.Equal((_folder.File(), "CSV file"), (identity.Id, identity.Product));
        Assert.Equal([("id", false), ("email", true), ("name", true), ("city", true)], fields.Select(f => (f.Path, f.Writable)));
    }
}
