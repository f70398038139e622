using UserSync.Connectors.Files;
using UserSync.Core.Connectors;
using UserSync.Core.Errors;
using UserSync.Core.Model;
using static UserSync.Connectors.Tests.Files.TableFolder;

namespace UserSync.Connectors.Tests.Files;

public sealed class CsvWritingTests : IDisposable
{
    private readonly TableFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("\uFEFF", ";", "\r\n")]
    [InlineData("", ",", "\n")]
    [InlineData("", "\t", "\r\n")]
    public async Task Untouched_rows_and_unknown_columns_stay_byte_for_byte(string mark, string d, string end)
    {
        string Text(string name, string last) =>
            $"{mark}id{d}email{d}name{d}secret{end}{end}\"1\"{d} a@x.org {d}\"A\"\"nn\"{d}x{end}{end}2{d}b@x.org{d}{name}{d}\"y{end}z\"{end}{last}";
        _folder.Put(Text("Bob", ""));
        await using var crm = _folder.Crm();

        await Write(crm, _folder.Update("2", Set("name", "Rob")), _folder.Create("m", Set("EMAIL", "c@x.org"), Set("name", "Cid")));

        Assert.Equal(Text("Rob", $"{crm.ChooseId("m")}{d}c@x.org{d}Cid{d}{end}"), _folder.Text());
        Assert.Equal((1, 1), (crm.Requests.Reads, crm.Requests.Writes));
        Assert.Equal(3, await crm.CountAsync(Token));
    }

    [Fact]
    public async Task Users_join_and_leave_groups_and_the_others_stay_as_they_are_written()
    {
        _folder.Put("id,email,roles\n1,a@x.org, Staff |Member\n2,b@x.org,\n");
        await using var cms = _folder.Cms(s => s with { GroupsColumn = "roles" });

        IReadOnlyList<WriteResult> results = await Write(
            cms,
            _folder.Update("1") with { JoinGroups = ["Customers", "staff"], LeaveGroups = ["member"] },
            _folder.Update("2") with { JoinGroups = ["Customers"] },
            _folder.Create("m", Set("email", "c@x.org")) with { Groups = ["Registered"], JoinGroups = ["Customers"] });

        Assert.Equal($"id,email,roles\n1,a@x.org,\" Staff |Customers\"\n2,b@x.org,Customers\n{results[2].RecordId},c@x.org,Registered|Customers\n", _folder.Text());
        Assert.Equal((MembershipPath.Member, FieldValue.Empty), (results[0].Returned["GROUP[Customers]"], results[0].Returned["GROUP[member]"]));
    }

    [Fact]
    public async Task Groups_without_a_column_are_the_items_failure()
    {
        _folder.Put("id,email\n1,a@x.org\n");
        await using var cms = _folder.Cms();

        WriteResult result = Assert.Single(await cms.WriteAsync([_folder.Update("1") with { JoinGroups = ["Customers"] }], Token));

        Assert.Equal(WriteOutcome.Failed, result.Outcome);
        Assert.Contains("groupsColumn", result.Error!.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Last_line_without_end_gets_one_before_a_new_row()
    {
        _folder.Put("\"id\",\"email\"\r\n\"1\",\"a@x.org\"");
        await using var crm = _folder.Crm();

        await Write(crm, _folder.Create("m", Set("EMAIL", "b@x.org")));

        Assert.Equal($"\"id\",\"email\"\r\n\"1\",\"a@x.org\"\r\n\"{crm.ChooseId("m")}\",\"b@x.org\"\r\n", _folder.Text());
    }

    [Fact]
    public async Task Nothing_staged_writes_nothing()
    {
        string path = _folder.Put("id,email\n1,a@x.org\n");
        DateTime time = File.GetLastWriteTimeUtc(path);
        await using var crm = _folder.Crm();

        WriteResult result = Assert.Single(await Write(crm, _folder.Update("1", Set("EMAIL", "a@x.org", "a@x.org"))));

        Assert.Equal("a@x.org", result.Returned["EMAIL"].Text);
        Assert.Equal((time, 0), (File.GetLastWriteTimeUtc(path), crm.Requests.Writes));
    }

    [Theory]
    [InlineData("a@x.org|b@x.org", "b@x.org", "n@x.org", "a@x.org|n@x.org")]
    [InlineData("a@x.org|b@x.org", null, "n@x.org", "a@x.org|b@x.org|n@x.org")]
    [InlineData("a@x.org|b@x.org", "gone@x.org", "n@x.org", "a@x.org|b@x.org|n@x.org")]
    [InlineData("a@x.org|b@x.org", "a@x.org", null, "b@x.org")]
    [InlineData("a@x.org|b@x.org", "a@x.org", "b@x.org", "b@x.org")]
    [InlineData("", null, "n@x.org", "n@x.org")]
    public async Task One_address_is_replaced_added_or_cleared_and_others_survive(string cell, string? before, string? value, string after)
    {
        _folder.Put($"id,email\n1,{cell}\n");
        await using var crm = _folder.Crm();

        WriteResult result = Assert.Single(await Write(crm, _folder.Update("1", Set("EMAIL", value, before))));

        Assert.Equal($"id,email\n1,{after}\n", _folder.Text());
        Assert.Equal(after, string.Join('|', result.Returned["EMAIL"].Values));
        Assert.Equal(result.Returned["EMAIL"], Assert.Single(await All(_folder.Crm())).Get("EMAIL"));
    }

    [Fact]
    public async Task Address_of_a_kind_goes_to_its_column()
    {
        _folder.Put("id,email,email[work]\n1,a@x.org,\n");
        await using var crm = _folder.Crm();

        await Write(crm, _folder.Update("1", Set("EMAIL[WORK]", "w@x.org")));

        Assert.Equal("id,email,email[work]\n1,a@x.org,w@x.org\n", _folder.Text());
    }

    [Fact]
    public async Task Returned_is_what_the_next_reading_brings()
    {
        _folder.Put("id,email,name,city\n1,a@x.org,A,B\n");
        await using var crm = _folder.Crm();

        WriteResult result = Assert.Single(await Write(crm, _folder.Update("1", Set("name", " x|y \n\"=1"), Set("city", " p|q"))));

        CrmContact contact = Assert.Single(await All(_folder.Crm()));
        Assert.Equal((result.Returned["name"], result.Returned["city"]), (contact.Get("name"), contact.Get("city")));
        Assert.Equal(" x|y \n\"=1", contact.Name);
        Assert.Equal(2, contact.Get("city").Count);
        Assert.EndsWith(",\" p|q\"\n", _folder.Text(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refused_items_cost_only_themselves()
    {
        _folder.Put("id,email,name\n1,a@x.org,A\n2,b@x.org,B\n");
        await using var crm = _folder.Crm();

        IReadOnlyList<WriteResult> results = await crm.WriteAsync(
            [
                _folder.Update("1", Set("name", "changed"), Set("city", "Bonn")),
                _folder.Update("9", Set("name", "x")),
                _folder.Update("2", Set("EMAIL", "x|y@x.org")),
                _folder.Update("2", Set("name", "half \uD800")),
                _folder.Update("2", Set("name", "Bea")),
                new RecordWrite(99, WriteKind.Create) { RecordId = "1" },
            ],
            Token);
        await crm.CommitAsync(Token);

        Assert.Equal(
            [ErrorIds.ItemRefused, ErrorIds.RecordNotFound, ErrorIds.ItemRefused, ErrorIds.ItemRefused, null, ErrorIds.DuplicateValue],
            results.Select(r => r.Error?.Id));
        Assert.Contains("city", results[0].Error!.Message, StringComparison.Ordinal);
        Assert.All(results.Where(r => r.Outcome != WriteOutcome.Done), r => Assert.NotNull(r.Error!.Remedy));
        Assert.Equal("id,email,name\n1,a@x.org,A\n2,b@x.org,Bea\n", _folder.Text());
    }

    [Fact]
    public async Task Later_writes_of_a_run_build_on_earlier_ones()
    {
        _folder.Put("id,email,name,tags,remarks\n1,a@x.org,A,old|vip,\n2,b@x.org,B,,\n");
        await using var crm = _folder.Crm(s => s with { TagsColumn = "tags", Columns = new Dictionary<string, string> { ["notes"] = "remarks" } });
        RecordWrite create = _folder.Create("m", Set("name", "N"));

        await Write(
            crm,
            _folder.Update("1", Set("name", "AA")),
            _folder.Update("1") with { AddTags = ["new", "VIP"], RemoveTags = ["old"] },
            new RecordWrite(7, WriteKind.Note) { RecordId = "1", Note = "run 1" },
            new RecordWrite(8, WriteKind.Note) { RecordId = "1", Note = "run 1" },
            create,
            _folder.Update(create.RecordId!, Set("EMAIL", "n@x.org")),
            _folder.Delete("2"));

        Assert.True(crm.Capabilities is { Tags: true, Notes: true, Transactional: true, ChoosesId: true });
        Assert.Equal($"id,email,name,tags,remarks\n1,a@x.org,AA,vip|new,run 1\n{create.RecordId},n@x.org,N,,\n", _folder.Text());
    }

    [Fact]
    public async Task Users_are_blocked_in_the_form_of_their_row_and_the_time_is_stamped()
    {
        _folder.Put("id,email,on,roles,changed\n1,a@x.org,1,A,\n2,b@x.org,true,,\n3,c@x.org,1,,\n");
        await using var cms = _folder.Cms(s => s with { EnabledColumn = "on", GroupsColumn = "roles", ModifiedColumn = "changed" });

        await Write(
            cms,
            new RecordWrite(1, WriteKind.Block) { RecordId = "1" },
            new RecordWrite(2, WriteKind.Block) { RecordId = "2" },
            _folder.Create("m", Set("email", "n@x.org")) with { Enabled = false, Groups = ["X", "Y"] });

        List<CmsUser> users = await All(_folder.Cms(s => s with { EnabledColumn = "on", GroupsColumn = "roles", ModifiedColumn = "changed" }));
        Assert.Equal([false, false, true, false], users.Select(u => u.Enabled));
        Assert.Equal([true, true, false, true], users.Select(u => u.ModifiedAt is not null));
        Assert.Contains("\n1,a@x.org,0,A,2", _folder.Text(), StringComparison.Ordinal);
        Assert.Equal(["X", "Y"], users[3].Groups.Select(g => g.Id));
    }

    [Fact]
    public async Task Missing_target_is_made_with_the_mapped_columns_for_its_owner_only()
    {
        await using var crm = _folder.Crm(mapped: ["EMAIL[WORK]", "name", "PHONE", "Group.Field"]);

        Assert.Empty(await All(crm));
        await Write(crm, _folder.Create("m", Set("name", "N"), Set("EMAIL[WORK]", "n@x.org"), Set("PHONE", "1"), Set("Group.Field", "f")));

        Assert.Equal($"id,EMAIL[WORK],name,phone,Group.Field\n{crm.ChooseId("m")},n@x.org,N,1,f\n", _folder.Text());
        Assert.Equal("f", Assert.Single(await All(crm)).Get("Group.Field").Text);
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_folder.File()));
    }

    [Fact]
    public async Task Missing_target_without_mapped_columns_is_an_error() =>
        Assert.Equal(ErrorIds.FileNotFound, (await Assert.ThrowsAsync<ConnectorException>(() => All(_folder.Crm()))).Error.Id);

    [Fact]
    public async Task A_target_that_appears_meanwhile_is_not_overwritten()
    {
        await using var crm = _folder.Crm(mapped: ["EMAIL"]);
        await crm.WriteAsync([_folder.Create("m", Set("EMAIL", "n@x.org"))], Token);
        _folder.Put("id,email\n1,theirs@x.org\n");

        Assert.Equal(ErrorIds.FileChanged, (await Assert.ThrowsAsync<ConnectorException>(() => crm.CommitAsync(Token))).Error.Id);
        Assert.Equal("id,email\n1,theirs@x.org\n", _folder.Text());
    }

    [Fact]
    public async Task Empty_file_is_a_target_to_be_filled()
    {
        _folder.Put("");
        await using var crm = _folder.Crm(mapped: ["EMAIL", "name"]);

        await Write(crm, _folder.Create("m", Set("EMAIL", "n@x.org")));

        Assert.Equal($"id,email,name\n{crm.ChooseId("m")},n@x.org,\n", _folder.Text());
    }

    [Fact]
    public async Task Chosen_ids_are_the_same_for_the_same_marker_and_settle_a_create()
    {
        _folder.Put("id,email\n");
        await using var first = _folder.Crm();
        RecordWrite made = _folder.Create("site/1", Set("EMAIL", "a@x.org"));
        await Write(first, made);
        await using var second = _folder.Crm();

        List<SettledCreate> settled = await second
            .SettleAsync([new(1, made, default), new(2, _folder.Create("site/2"), default)], Token).ToListAsync(Token);

        Assert.Equal([second.ChooseId("site/1"), null], settled.Select(s => s.RecordId));
        Assert.Matches("^us-[0-9a-z]{16}$", made.RecordId);
        Assert.Equal(20_000, Enumerable.Range(0, 20_000).Select(i => second.ChooseId($"{i}")).Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public async Task A_thousand_rows_in_any_order_keep_their_places()
    {
        string Row(int i, string name) => $"{i},u{i}@x.org,\"{name}, é\"\n";
        _folder.Put("id,email,name\n" + string.Concat(Enumerable.Range(0, 5000).Select(i => Row(i, $"n{i}"))));
        await using var crm = _folder.Crm();
        int[] ids = [.. Enumerable.Range(0, 1000).Select(i => i * 7919 % 5000)];

        await Write(crm, [.. ids.Select(i => _folder.Update($"{i}", Set("name", $"m{i}, é")))]);

        Assert.Equal("id,email,name\n" + string.Concat(Enumerable.Range(0, 5000).Select(i => Row(i, (ids.Contains(i) ? "m" : "n") + i))), _folder.Text());
    }
}
