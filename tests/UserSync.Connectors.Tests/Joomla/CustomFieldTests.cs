using UserSync.Connectors.Joomla;
using UserSync.Core.Connectors;
using UserSync.Core.Errors;
using UserSync.Core.Model;
using UserSync.Simulators;
using UserSync.Simulators.Joomla;

namespace UserSync.Connectors.Tests.Joomla;

/// <summary>Custom fields of each type, both ways, by the rows of the contract.</summary>
public sealed class CustomFieldTests : IAsyncLifetime
{
    private JoomlaScene _scene = null!;
    private JoomlaUser _user = null!;

    private static CancellationToken Token => JoomlaScene.Token;

    public async ValueTask InitializeAsync()
    {
        _scene = await JoomlaScene.StartAsync();
        _user = _scene.Site.Add("Anna", "a@example.org");
    }

    public ValueTask DisposeAsync() => _scene.DisposeAsync();

    [Fact]
    public async Task List_and_checkboxes_come_with_labels_and_go_as_bare_values()
    {
        WriteResult result = await ChangeAsync(("fields.level", "gold"), ("fields.interests", "boats|cars"));
        Assert.Equal(("gold", "boats, cars"), (result.Returned["fields.level"].Text, result.Returned["fields.interests"].ToString()));
        result = await ChangeAsync(("fields.level", "gold"), ("fields.interests", "cars"));
        Assert.Equal((WriteOutcome.Done, "cars"), (result.Outcome, result.Returned["fields.interests"].ToString()));
    }

    [Fact]
    public async Task Empty_lists_are_arrays_and_mean_empty()
    {
        CmsUser user = await JoomlaScene.GetAsync(_scene.Connector(), _user.Id);
        Assert.All(["fields.level", "fields.interests", "fields.birthday", "fields.company"], path => Assert.True(user.Get(path).IsEmpty, path));
    }

    [Fact]
    public async Task Empty_clears_every_type()
    {
        await ChangeAsync(("fields.level", "gold"), ("fields.interests", "boats"), ("fields.birthday", "1990-12-31"), ("fields.last-call", "2024-05-06T07:08:09Z"), ("fields.company", "Firm"));
        WriteResult cleared = await ChangeAsync(("fields.level", ""), ("fields.interests", ""), ("fields.birthday", ""), ("fields.last-call", ""), ("fields.company", ""));
        Assert.Equal((WriteOutcome.Done, null), (cleared.Outcome, cleared.Error));
        Assert.All(cleared.Returned, pair => Assert.True(pair.Value.IsEmpty, pair.Key));
    }

    [Theory]
    [InlineData("fields.level", "platinum")]
    [InlineData("fields.level", "Gold")]
    [InlineData("fields.interests", "boats|planes")]
    [InlineData("fields.birthday", "soon")]
    [InlineData("fields.birthday", "31.12.1990")]
    [InlineData("fields.birthday", "1990-12")]
    [InlineData("fields.last-call", "not a date")]
    [InlineData("fields.company", "two|values")]
    [InlineData("fields.nothing", "x")]
    public async Task Garbage_is_refused_before_it_is_sent(string path, string value)
    {
        WriteResult result = await ChangeAsync((path, value));
        Assert.Equal((WriteOutcome.Failed, ConnectorErrorKind.InvalidItem), (result.Outcome, result.Error!.Kind));
        Assert.NotNull(result.Error.Remedy);
        Assert.Empty(_scene.Writes);
    }

    [Fact]
    public async Task A_list_whose_values_count_from_nought_is_told_as_a_plain_list()
    {
        _scene.Site.AddField("score", "list", options: [("0", "None"), ("1", "Some")]);
        _scene.Site.AddField("marks", "checkboxes", options: [("0", "None"), ("1", "Some"), ("2", "Many")]);
        _user.Values["score"] = ["0"];
        _user.Values["marks"] = ["0", "1"];
        CmsUser user = await JoomlaScene.GetAsync(_scene.Connector(), _user.Id);
        Assert.Equal(("0", "0, 1"), (user.Get("fields.score").ToString(), user.Get("fields.marks").ToString()));
    }

    [Fact]
    public async Task An_unpublished_field_is_not_read_and_clears_nothing()
    {
        _user.Values["company"] = ["Firm"];
        _scene.Site.Fields.Single(f => f.Name == "company").State = 0;
        Assert.True((await JoomlaScene.GetAsync(_scene.Connector(), _user.Id)).Get("fields.company").IsNotRead);
    }

    [Fact]
    public async Task Fields_are_listed_with_their_types_and_choices()
    {
        List<FieldInfo> fields = await _scene.Connector().ListFieldsAsync(Token).ToListAsync(Token);
        Assert.Equal(
            ["fields.birthday date", "fields.company text", "fields.first text", "fields.interests choices", "fields.last text", "fields.last-call datetime", "fields.level choice"],
            fields.Where(f => f.Path.StartsWith("fields.", StringComparison.Ordinal)).Select(f => $"{f.Path} {f.Type}"));
        Assert.Equal(["bronze", "gold"], fields.Single(f => f.Path == "fields.level").Choices);
    }

    [Theory]
    [InlineData("Pacific/Honolulu", 2)]
    [InlineData("Pacific/Honolulu", 16)]
    [InlineData("Pacific/Kiritimati", 2)]
    [InlineData("Pacific/Kiritimati", 16)]
    [InlineData("Europe/Moscow", 23)]
    public async Task A_birthday_never_moves_whatever_the_time_of_day_and_the_zone(string zone, int hour)
    {
        _scene.Site.Clock.Advance(TimeSpan.FromHours(hour) - _scene.Site.Clock.GetUtcNow().TimeOfDay);
        JoomlaConnector connector = _scene.InZone(zone, zone);
        for (int n = 0; n < 3; n++)
        {
            WriteResult result = await JoomlaScene.SendAsync(connector, _scene.Change(_user.Id, ("fields.birthday", "1990-12-31")));
            Assert.Equal(("1990-12-31", null), (result.Returned["fields.birthday"].Text, result.Error));
            _scene.Site.Clock.Advance(TimeSpan.FromHours(7));
        }

        Assert.Equal("1990-12-31", (await JoomlaScene.GetAsync(connector, _user.Id)).Get("fields.birthday").Text);
    }

    [Fact]
    public async Task The_zone_of_the_tokens_user_wins_over_that_of_the_site()
    {
        _scene.Site.Users[42].Params["timezone"] = "Pacific/Honolulu";
        JoomlaConnector connector = _scene.InZone("Europe/Moscow", "Pacific/Honolulu");
        WriteResult result = await JoomlaScene.SendAsync(connector, _scene.Change(_user.Id, ("fields.last-call", "2024-05-06T07:08:09+02:00")));
        Assert.Equal(("2024-05-06T05:08:09Z", null), (result.Returned["fields.last-call"].Text, result.Error));
        Assert.Equal("2024-05-06 05:08:09", _user.Values["last-call"].Single());
    }

    [Fact]
    public async Task A_wrong_zone_in_the_profile_is_noticed_by_the_answer()
    {
        WriteResult result = await JoomlaScene.SendAsync(_scene.InZone("Europe/Moscow", null), _scene.Change(_user.Id, ("fields.last-call", "2024-05-06T07:08:09Z")));
        Assert.Equal(WriteOutcome.Done, result.Outcome);
        Assert.Contains("cms.timeZone", result.Error!.Remedy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(12)]
    [InlineData(21)]
    public async Task A_required_birthday_that_a_wrong_zone_would_move_with_every_change_stays(int hour)
    {
        _scene.Site.Clock.Advance(TimeSpan.FromHours(hour) - _scene.Site.Clock.GetUtcNow().TimeOfDay);
        _scene.Site.AddField("born", "calendar", required: true);
        _user.Values["born"] = ["1991-01-01 02:11:33"];
        JoomlaConnector connector = _scene.InZone("Pacific/Honolulu", null);
        string? before = (await JoomlaScene.GetAsync(connector, _user.Id)).Get("fields.born").Text;
        for (int n = 0; n < 3; n++)
            Assert.Equal(WriteOutcome.Done, (await JoomlaScene.SendAsync(connector, _scene.Change(_user.Id, ("name", $"Anna {n}")))).Outcome);
        Assert.Equal(before, (await JoomlaScene.GetAsync(connector, _user.Id)).Get("fields.born").Text);
    }

    [Fact]
    public void An_unknown_time_zone_is_refused_at_once() =>
        Assert.Equal(ConnectorErrorKind.Fatal, Assert.Throws<ConnectorException>(() => _scene.Connector(end: _scene.End(options: ("timeZone", "Mars/Olympus")))).Kind);

    private Task<WriteResult> ChangeAsync(params (string Path, string Value)[] fields) => JoomlaScene.SendAsync(_scene.Connector(), _scene.Change(_user.Id, fields));
}
