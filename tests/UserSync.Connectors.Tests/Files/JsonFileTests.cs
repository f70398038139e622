using UserSync.Core.Connectors;
using UserSync.Core.Errors;
using UserSync.Core.Model;
using static UserSync.Connectors.Tests.Files.TableFolder;

namespace UserSync.Connectors.Tests.Files;

public sealed class JsonFileTests : IDisposable
{
    private const string Name = "t.json";
    private readonly TableFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Properties_are_read_by_dotted_path()
    {
        _folder.Put("""
            [ { "id": 1, "email": "a@x.org", "fields": { "city": "Bonn", "langs": ["de", "en"], "n": 1.10 }, "ok": true, "since": "2026-01-31T10:00:00Z", "deep": [ { "x": 1 } ] },
              { "id": "2", "email": null, "name": "B }]\" \\" } ]
            """, Name);

        List<CmsUser> users = await All(_folder.Cms(name: Name));

        Assert.Equal(("1", "a@x.org", ""), (users[0].UserId, users[0].Email, users[0].Name));
        Assert.Equal("Bonn|de,en|1.10|true|2026-01-31T10:00:00Z", string.Join('|', new[] { "fields.city", "fields.langs", "fields.n", "ok", "since" }.Select(p => string.Join(',', users[0].Get(p).Values))));
        Assert.True(users[0].Get("deep").IsNotRead);
        Assert.Equal(("2", "", "B }]\" \\"), (users[1].UserId, users[1].Email, users[1].Name));
        Assert.True(users[1].Get("fields.city").IsEmpty);
    }

    [Fact]
    public async Task Property_that_no_object_has_is_not_read_and_not_listed()
    {
        _folder.Put("""[{"id":"1","email":"a@x.org"}]""", Name);
        await using var cms = _folder.Cms(name: Name, mapped: ["fields.city"]);

        Assert.True(Assert.Single(await All(cms)).Get("fields.city").IsNotRead);
        Assert.Equal(["id", "email"], await cms.ListFieldsAsync(Token).Select(f => f.Path).ToListAsync(Token));
        Assert.Equal(["field fields.city"], await cms.CheckAsync(Token).Where(c => c.Passed == false).Select(c => c.Check).ToListAsync(Token));
    }

    [Fact]
    public async Task Everything_that_is_not_written_stays_as_it_is()
    {
        const string Text = "\uFEFF[\r\n  {\r\n    \"id\": 1,\r\n    \"email\": [\"a@x.org\", \"b@x.org\"],\r\n    \"n\": 1.50e3, \"big\": 123456789012345678901234567890,\r\n    \"address\": { \"zip\": \"1\" },\r\n    \"name\": \"\\u0041\"\r\n  },\r\n  {\r\n    \"id\": 2,\r\n    \"email\": \"c@x.org\",\r\n    \"score\": 7\r\n  }\r\n]\r\n";
        _folder.Put(Text, Name);
        await using var crm = _folder.Crm(name: Name, mapped: ["address.city"]);

        await Write(crm,
            _folder.Update("1", Set("EMAIL", "z@x.org", "a@x.org"), Set("address.city", "Bonn")),
            _folder.Update("2", Set("score", "8"), Set("name", "Cé")),
            _folder.Create("m", Set("EMAIL", "n@x.org")));

        Assert.Equal(
            Text.Replace("a@x.org", "z@x.org", StringComparison.Ordinal)
                .Replace("\"zip\": \"1\" }", "\"zip\": \"1\", \"city\": \"Bonn\" }", StringComparison.Ordinal)
                .Replace("\"score\": 7\r\n  }", $"\"score\": 8,\r\n    \"name\": \"Cé\"\r\n  }},\r\n  {{\r\n    \"id\": \"{crm.ChooseId("m")}\",\r\n    \"email\": \"n@x.org\"\r\n  }}", StringComparison.Ordinal),
            _folder.Text(Name));
        Assert.Equal(3, (await All(_folder.Crm(name: Name))).Count);
    }

    [Theory]
    [InlineData("""[{"id":"1","email":"a"},{"id":"2","email":"b"},{"id":"3","email":"c"}]""", "1", """[{"id":"2","email":"b"},{"id":"3","email":"c"}]""")]
    [InlineData("""[{"id":"1","email":"a"}, {"id":"2","email":"b"}]""", "2", """[{"id":"1","email":"a"}]""")]
    [InlineData("""[ {"id":"1","email":"a"} ]""", "1", "[  ]")]
    public async Task Removing_a_row_takes_its_comma_along(string before, string id, string after)
    {
        _folder.Put(before, Name);
        await using var crm = _folder.Crm(name: Name);

        await Write(crm, _folder.Delete(id));

        Assert.Equal(after, _folder.Text(Name));
    }

    [Fact]
    public async Task Clearing_keeps_the_property()
    {
        _folder.Put("""[{"id":"1","email":["a@x.org"],"name":"A"}]""", Name);
        await using var crm = _folder.Crm(name: Name);

        IReadOnlyList<WriteResult> results = await Write(crm, _folder.Update("1", Set("EMAIL", null, "a@x.org"), Set("name", null)));

        Assert.Equal("""[{"id":"1","email":[],"name":null}]""", _folder.Text(Name));
        Assert.All(results[0].Returned.Values, v => Assert.True(v.IsEmpty));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("[]")]
    [InlineData("")]
    public async Task Missing_or_empty_target_is_filled(string? text)
    {
        if (text is not null)
            _folder.Put(text, Name);
        await using var crm = _folder.Crm(name: Name, mapped: ["EMAIL", "address.city"]);

        await Write(crm, _folder.Create("a", Set("EMAIL", "a@x.org"), Set("address.city", "Bonn")), _folder.Create("b", Set("EMAIL", "b@x.org")));

        List<CrmContact> contacts = await All(crm);
        Assert.Equal(["a@x.org:Bonn", "b@x.org:"], contacts.Select(c => $"{c.Email}:{c.Get("address.city")}"));
        Assert.StartsWith($$"""
            [
            { "id": "{{crm.ChooseId("a")}}", "email": "a@x.org", "address": {"city": "Bonn"} },
            """.ReplaceLineEndings("\n"), _folder.Text(Name), StringComparison.Ordinal);
        Assert.EndsWith("}\n]\n", _folder.Text(Name), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"id\":1}", 1, "array")]
    [InlineData("[\n{\"id\":1,\"email\":\"a\"},\n{\"id\":2,\"email\":\"b\"", 3, "does not end")]
    [InlineData("[\n{\"id\":1,\"email\":\"a\"}\n", 3, "cut off")]
    [InlineData("[\n{\"id\":1,\"email\":\"a\"},\n]", 3, "array")]
    [InlineData("[\n{\"id\":1,\"email\":\"a\"}\n{\"id\":2}]", 3, "array")]
    [InlineData("[\n{\"id\":1,\"email\":\"a\"},\n17]", 3, "array")]
    [InlineData("[\n{\"id\":1,\n\"email\":a}]", 3, "not JSON")]
    [InlineData("[\n{\"id\":1,\n\"email\":NaN}]", 3, "not JSON")]
    [InlineData("[\n{\"id\":1,\n'email':\"a\"}]", 3, "double quotes")]
    [InlineData("[\n{\"id\":1,\"email\":\"a\",\n\"email\":\"b\"}]", 3, "twice")]
    [InlineData("[\n{\"id\":1,\"email\":\"a\"},\n{\"id\":2,\"Email\":\"b\"}]", 3, "another form")]
    [InlineData("[\n{\"id\":1,\"email\":\"a\"},\n{\"id\":1,\"email\":\"b\"}]", 3, "line 2 already")]
    [InlineData("[\n{\"id\":1,\"email\":\"a\"},\n{\"email\":\"b\"}]", 3, "no id")]
    [InlineData("[{\"id\":1,\"email\":\"a\"}]\n[]", 2, "after the end")]
    [InlineData("[{\"id\":1,\"name\":\"a\"}]", 1, "e-mail")]
    public async Task Broken_file_is_named_with_line_and_remedy(string text, int line, string what)
    {
        string path = _folder.Put(text, Name);

        var e = await Assert.ThrowsAsync<ConnectorException>(() => All(_folder.Cms(name: Name)));

        Assert.Equal((ErrorIds.FileInvalid, $"{path}:{line}"), (e.Error.Id, e.Error.Item));
        Assert.Contains(what, e.Error.Message, StringComparison.Ordinal);
        Assert.NotNull(e.Error.Remedy);
    }
}
