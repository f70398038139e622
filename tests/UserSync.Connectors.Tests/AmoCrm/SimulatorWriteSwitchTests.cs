using UserSync.Simulators.AmoCrm;

namespace UserSync.Connectors.Tests.AmoCrm;

/// <summary>Each switch of writing does something different in its two positions. A test is named after its switch.</summary>
public sealed class SimulatorWriteSwitchTests
{
    [Theory]
    [InlineData(false, 0)]
    [InlineData(true, 2)]
    public async Task GoodItemsStored_stores_what_a_400_does_not_name(bool stored, int more)
    {
        await using SimulatorScene scene = await SimulatorScene.StartAsync(s => s.GoodItemsStored = stored);
        SimulatorAnswer answer = await scene.PostAsync("contacts", """[{"name":"A","request_id":"a"},{"name":5,"request_id":"b"},{"name":"C","request_id":"c"}]""");
        Assert.Equal(["b: InvalidType name"], answer.Errors);
        Assert.Equal(5 + more, scene.Store.Contacts.Live.Count);
        Assert.Equal(400, (await scene.PatchAsync("contacts", """[{"id":51000001,"name":"Changed"},{"id":51000003,"name":5}]""")).Status);
        Assert.Equal(stored, scene.Store.Contacts.FindLive(51000001)!.Name == "Changed");
        Assert.Equal(400, (await scene.PostAsync("contacts/51000001/notes", """[{"note_type":"common","params":{"text":"x"}},{}]""")).Status);
        Assert.Equal(stored ? 1 : 0, scene.Store.Notes.Count);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task BareSingleUpdate_answers_without_a_list(bool bare)
    {
        await using SimulatorScene scene = await SimulatorScene.StartAsync(s => s.BareSingleUpdate = bare);
        SimulatorAnswer answer = await scene.PatchAsync("contacts/51000001", """{"name":"X"}""");
        Assert.Equal((bare, !bare), (answer.Json["updated_at"] is not null, answer.Json["_embedded"] is not null));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task UpdateEchoesRequestId_or_not(bool echoes)
    {
        await using SimulatorScene scene = await SimulatorScene.StartAsync(s => s.UpdateEchoesRequestId = echoes);
        Assert.Equal(echoes ? "r" : null, (await scene.PatchAsync("contacts", """[{"id":51000001,"name":"X","request_id":"r"}]""")).Contacts[0]["request_id"]?.GetValue<string>());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ShortWriteAnswers_have_no_marks(bool small)
    {
        await using SimulatorScene scene = await SimulatorScene.StartAsync(s => s.ShortWriteAnswers = small);
        Assert.Equal(!small, (await scene.PostAsync("contacts", """[{"name":"X"}]""")).Contacts[0]["is_deleted"] is not null);
        Assert.Equal(!small, (await scene.PatchAsync("contacts", """[{"id":51000001,"name":"X"}]""")).Contacts[0]["is_unsorted"] is not null);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task UpdateWithoutIdCreates_or_is_refused(bool creates)
    {
        await using SimulatorScene scene = await SimulatorScene.StartAsync(s => s.UpdateWithoutIdCreates = creates);
        SimulatorAnswer answer = await scene.PatchAsync("contacts", """[{"name":"X"}]""");
        Assert.Equal((creates ? 200 : 400, creates ? 6 : 5), (answer.Status, scene.Store.Contacts.Live.Count));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task UnknownIdIgnored_leaves_the_item_out(bool ignored)
    {
        await using SimulatorScene scene = await SimulatorScene.StartAsync(s => s.UnknownIdIgnored = ignored);
        SimulatorAnswer answer = await scene.PatchAsync("contacts", """[{"id":51000001,"name":"X"},{"id":99,"name":"Y"}]""");
        Assert.Equal(ignored ? 200 : 400, answer.Status);
        if (ignored)
            Assert.Equal([51000001], answer.Ids);
        Assert.Equal(ignored ? 204 : 400, (await scene.PatchAsync("contacts/99", """{"name":"Y"}""")).Status);
        Assert.Equal(5, scene.Store.Contacts.Live.Count);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task StaleUpdatedAtTaken_or_refused(bool taken)
    {
        await using SimulatorScene scene = await SimulatorScene.StartAsync(s => s.StaleUpdatedAtTaken = taken);
        SimulatorAnswer answer = await scene.PatchAsync("contacts", """[{"id":51000001,"updated_at":1759999997,"name":"X"}]""");
        if (taken)
            Assert.Equal(1759999997, scene.Store.Contacts.FindLive(51000001)!.UpdatedAt);
        else
            Assert.Equal(["0: InvalidValue updated_at"], answer.Errors);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task EmptyUpdateBumps_the_time_and_tells_it(bool bumps)
    {
        await using SimulatorScene scene = await SimulatorScene.StartAsync(s => s.EmptyUpdateBumps = bumps);
        scene.Simulator.Webhooks.Subscribe("https://cms.example.org/", ["update_contact"], 9000001);
        await scene.PatchAsync("contacts/51000001", """{"name":"Marta Lindqvist","custom_fields_values":[{"field_code":"POSITION","values":[{"value":"Editor"}]}],"tags_to_add":[{"id":5001}]}""");
        Assert.Equal((bumps ? 1760000000 : 1759999998, bumps ? 1 : 0), (scene.Store.Contacts.FindLive(51000001)!.UpdatedAt, scene.Simulator.Webhooks.Waiting.Count));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task NullInListClears_or_is_refused(bool clears)
    {
        await using SimulatorScene scene = await SimulatorScene.StartAsync(s => s.NullInListClears = clears);
        Assert.Equal(clears ? 200 : 400, (await scene.PatchAsync("contacts/51000001", """{"custom_fields_values":[{"field_code":"POSITION","values":[{"value":null}]}]}""")).Status);
        Assert.Equal(clears, await scene.ValuesAsync(51000001, 601001) is null);
    }

    [Theory]
    [InlineData(true, 0)]
    [InlineData(false, 2)]
    public async Task NullTagsClear_or_are_ignored(bool clear, int left)
    {
        await using SimulatorScene scene = await SimulatorScene.StartAsync(s => s.NullTagsClear = clear);
        await scene.PatchAsync("contacts/51000001", """{"_embedded":{"tags":null}}""");
        Assert.Equal(left, (await scene.TagsAsync(51000001)).Count);
        await scene.PatchAsync("contacts/51000001", """{"_embedded":{"tags":[]}}""");
        Assert.Empty(await scene.TagsAsync(51000001));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task TagInBothListsStays_or_goes(bool stays)
    {
        await using SimulatorScene scene = await SimulatorScene.StartAsync(s => s.TagInBothListsStays = stays);
        await scene.PatchAsync("contacts/51000001", """{"tags_to_add":[{"name":"site"}],"tags_to_delete":[{"id":5003}]}""");
        Assert.Equal(stays, (await scene.TagsAsync(51000001)).Contains("site"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task TagsIgnoreCase_or_make_another_tag(bool ignore)
    {
        await using SimulatorScene scene = await SimulatorScene.StartAsync(s => s.TagsIgnoreCase = ignore);
        Assert.Equal(ignore, (await scene.PostAsync("contacts/tags", """[{"name":"SITE"}]""")).Embedded("tags")[0]["id"]!.GetValue<long>() == 5003);
    }

    [Theory]
    [InlineData("WORK")]
    [InlineData("OTHER")]
    public async Task KindWithoutEnum_is_the_kind_of_a_bare_address(string kind)
    {
        await using SimulatorScene scene = await SimulatorScene.StartAsync(s => s.KindWithoutEnum = kind);
        await scene.PatchAsync("contacts/51000005", """{"custom_fields_values":[{"field_code":"EMAIL","values":[{"value":"a@example.org"}]}]}""");
        Assert.Equal(kind, scene.Store.Contacts.FindLive(51000005)![601005]![0].EnumCode);
    }

    [Theory]
    [InlineData(false, "The Whole")]
    [InlineData(true, "Ada Byron")]
    public async Task PartsMakeName_over_a_whole_name(bool parts, string name)
    {
        await using SimulatorScene scene = await SimulatorScene.StartAsync(s => s.PartsMakeName = parts);
        SimulatorAnswer answer = await scene.PostAsync("contacts", """[{"name":"The Whole","first_name":"Ada","last_name":"Byron"}]""");
        Assert.Equal(name, scene.Store.Contacts.FindLive(answer.Ids[0])!.Name);
    }

    [Theory]
    [InlineData(false, 1759999998)]
    [InlineData(true, 1760000000)]
    public async Task NoteBumpsContact_or_not(bool bumps, long updatedAt)
    {
        await using SimulatorScene scene = await SimulatorScene.StartAsync(s => s.NoteBumpsContact = bumps);
        await scene.PostAsync("contacts/51000001/notes", """[{"note_type":"common","params":{"text":"x"}}]""");
        Assert.Equal(updatedAt, (await scene.GetAsync("contacts/51000001")).Json["updated_at"]!.GetValue<long>());
    }

    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 2)]
    public async Task NotesFilterIgnored_or_not(bool ignored, int expected)
    {
        await using SimulatorScene scene = await SimulatorScene.StartAsync(s => s.NotesFilterIgnored = ignored);
        await scene.PostAsync("contacts/notes", """[{"entity_id":51000001,"note_type":"common","params":{"text":"x"}},{"entity_id":51000009,"note_type":"common","params":{"text":"y"}}]""");
        Assert.Equal(expected, (await scene.GetAsync("contacts/notes?filter[entity_id][]=51000001")).Embedded("notes").Count);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task MergedListedAsDeleted_or_nowhere(bool listed)
    {
        await using SimulatorScene scene = await SimulatorScene.StartAsync(s => s.MergedListedAsDeleted = listed);
        scene.Simulator.Interface.Merge(51000001, 51000009);
        Assert.Equal(listed, (await scene.IdsAsync("with=only_deleted")).Contains(51000009));
        Assert.DoesNotContain(51000009, await scene.IdsAsync(""));
    }

    [Theory]
    [InlineData(null, 1)]
    [InlineData(30, 0)]
    public async Task TrashKeeps_for_ever_or_for_some_days(int? days, int left)
    {
        await using SimulatorScene scene = await SimulatorScene.StartAsync(s => s.TrashKeeps = days is { } d ? TimeSpan.FromDays(d) : null);
        Assert.Single(await scene.IdsAsync("with=only_deleted"));
        scene.Advance(31 * 86400);
        Assert.Equal(left, (await scene.IdsAsync("with=only_deleted")).Count);
    }

    [Theory]
    [InlineData(false, "name_field_changed")]
    [InlineData(true, "contact_deleted")]
    public async Task EventsNewestFirst_or_oldest(bool newest, string first)
    {
        await using SimulatorScene scene = await SimulatorScene.StartAsync(s => s.EventsNewestFirst = newest);
        await scene.PatchAsync("contacts/51000001", """{"name":"X"}""");
        scene.Simulator.Interface.Trash(51000001);
        Assert.Equal(first, (await scene.GetAsync("events")).Embedded("events")[0]["type"]!.GetValue<string>());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task BareSingleField_answers_without_a_list(bool bare)
    {
        await using SimulatorScene scene = await SimulatorScene.StartAsync(s => s.BareSingleField = bare);
        SimulatorAnswer answer = await scene.PostAsync("contacts/custom_fields", """[{"name":"X","type":"text"}]""");
        Assert.Equal((201, bare), (answer.Status, answer.Json["id"] is not null));
    }

    [Theory]
    [InlineData(0, 200, 9)]
    [InlineData(3, 504, 5)]
    public async Task GatewayTimeoutAbove_refuses_big_batches(int above, int status, int stored)
    {
        await using SimulatorScene scene = await SimulatorScene.StartAsync(s => s.GatewayTimeoutAbove = above);
        Assert.Equal(status, (await scene.PostAsync("contacts", """[{},{},{},{}]""")).Status);
        Assert.Equal(stored, scene.Store.Contacts.Live.Count);
        Assert.Equal(200, (await scene.PostAsync("contacts", """[{},{},{}]""")).Status);
    }

    [Theory]
    [InlineData(false, 5)]
    [InlineData(true, 9)]
    public async Task GatewayTimeoutStores_or_not(bool stores, int stored)
    {
        await using SimulatorScene scene = await SimulatorScene.StartAsync(s => (s.GatewayTimeoutAbove, s.GatewayTimeoutStores) = (3, stores));
        Assert.Equal(504, (await scene.PostAsync("contacts", """[{},{},{},{}]""")).Status);
        Assert.Equal(stored, scene.Store.Contacts.Live.Count);
    }
}
