using UserSync.Simulators.AmoCrm;

namespace UserSync.Connectors.Tests.AmoCrm;

/// <summary>Every type of field is written and read as the contract's table says, and wrong values are refused.</summary>
public sealed class SimulatorFieldTests
{
    [Theory]
    [InlineData("text", """[{"value":"x"}]""", """[{"value":"x"}]""")]
    [InlineData("textarea", """[{"value":"x\ny"}]""", """[{"value":"x\ny"}]""")]
    [InlineData("streetaddress", """[{"value":"x"}]""", """[{"value":"x"}]""")]
    [InlineData("url", """[{"value":"https://example.org/"}]""", """[{"value":"https://example.org/"}]""")]
    [InlineData("numeric", """[{"value":"-1.50"}]""", """[{"value":"-1.50"}]""")]
    [InlineData("monetary", """[{"value":"100"}]""", """[{"value":"100"}]""")]
    [InlineData("checkbox", """[{"value":false}]""", """[{"value":false}]""")]
    [InlineData("multitext", """[{"value":"a","enum_code":"B"},{"value":"b","enum_id":1}]""", """[{"value":"a","enum_id":3,"enum_code":"B"},{"value":"b","enum_id":1,"enum_code":"A"}]""")]
    [InlineData("select", """[{"value":"B"}]""", """[{"value":"B","enum_id":3,"enum_code":"cb"}]""")]
    [InlineData("select", """[{"enum_code":"cb"}]""", """[{"value":"B","enum_id":3,"enum_code":"cb"}]""")]
    [InlineData("radiobutton", """[{"enum_id":1}]""", """[{"value":"A","enum_id":1,"enum_code":null}]""")]
    [InlineData("multiselect", """[{"enum_id":1},{"value":"B"}]""", """[{"value":"A","enum_id":1,"enum_code":null},{"value":"B","enum_id":3,"enum_code":"cb"}]""")]
    [InlineData("date_time", """[{"value":1760000000}]""", """[{"value":1760000000}]""")]
    [InlineData("date_time", """[{"value":"2025-10-09T11:53:20+03:00"}]""", """[{"value":1760000000}]""")]
    [InlineData("date", """[{"value":"2024-10-24T00:00:00+03:00"}]""", """[{"value":1729717200}]""")]
    [InlineData("date", """[{"value":1729720000}]""", """[{"value":1729717200}]""")]
    [InlineData("birthday", """[{"value":"1955-03-01T00:00:00+03:00"}]""", """[{"value":-468298800}]""")]
    [InlineData("smart_address", """[{"value":"Gothenburg","enum_code":"city"},{"value":"SE","enum_id":6}]""", """[{"value":"Gothenburg","enum_id":3,"enum_code":"city"},{"value":"SE","enum_id":6,"enum_code":"country"}]""")]
    [InlineData("legal_entity", """[{"value":{"name":"Club","vat_id":"123"}}]""", """[{"value":{"name":"Club","vat_id":"123"}}]""")]
    [InlineData("file", """[{"value":{"file_uuid":"a","version_uuid":"b","file_name":"c","file_size":5}}]""", """[{"value":{"file_uuid":"a","version_uuid":"b","file_name":"c","file_size":5}}]""")]
    public async Task A_value_is_read_as_it_was_written(string type, string written, string read)
    {
        await using SimulatorScene scene = await StartAsync(type);
        SimulatorAnswer answer = await scene.PatchAsync("contacts/51000005", $$"""{"custom_fields_values":[{"field_id":7,"values":{{written}}}]}""");
        Assert.True(answer.Status == 200, answer.Body);
        Assert.Equal(read, await scene.ValuesAsync(51000005, 7));
    }

    [Theory]
    [InlineData("text", """[{"value":5}]""", "InvalidType values.0.value")]
    [InlineData("text", """[{"value":null}]""", "InvalidType values.0.value")]
    [InlineData("text", """[{}]""", "FieldMissing values.0.value")]
    [InlineData("text", """["x"]""", "InvalidType values.0")]
    [InlineData("text", """[{"value":"x","enum_code":"WORK"}]""", "FieldNotExpected values.0.enum_code")]
    [InlineData("numeric", """[{"value":1.5}]""", "InvalidType values.0.value")]
    [InlineData("numeric", """[{"value":"1,5"}]""", "InvalidType values.0.value")]
    [InlineData("checkbox", """[{"value":"1"}]""", "InvalidType values.0.value")]
    [InlineData("checkbox", """[{"value":1}]""", "InvalidType values.0.value")]
    [InlineData("multitext", """[{"value":"a","enum_code":"HOME"}]""", "NotSupportedChoice values.0.enum_code")]
    [InlineData("multitext", """[{"value":"a","enum_id":2}]""", "NotSupportedChoice values.0.enum_id")]
    [InlineData("multitext", """[{"value":"a","enum_id":1,"enum_code":"B"}]""", "NotSupportedChoice values.0.enum_code")]
    [InlineData("select", """[{"enum_id":2}]""", "NotSupportedChoice values.0.enum_id")]
    [InlineData("select", """[{"value":"C"}]""", "NotSupportedChoice values.0.value")]
    [InlineData("select", """[{"value":"A","enum_id":1,"enum_code":null}]""", "InvalidType values.0.enum_code")]
    [InlineData("select", """[{"enum_id":1},{"enum_id":3}]""", "TooMany values")]
    [InlineData("radiobutton", """[{"enum_id":"1"}]""", "InvalidType values.0.enum_id")]
    [InlineData("date", """[{"value":"2024-10-24"}]""", "InvalidType values.0.value")]
    [InlineData("date_time", """[{"value":"24.10.2024 10:00"}]""", "InvalidType values.0.value")]
    [InlineData("smart_address", """[{"value":"x"}]""", "FieldMissing values.0.enum_id")]
    [InlineData("smart_address", """[{"value":"Sweden","enum_code":"country"}]""", "NotSupportedChoice values.0.value")]
    [InlineData("legal_entity", """[{"value":"Club"}]""", "InvalidType values.0.value")]
    [InlineData("legal_entity", """[{"value":{"vat_id":"1"}}]""", "FieldMissing values.0.value.name")]
    public async Task A_wrong_value_is_refused_with_its_path(string type, string written, string error)
    {
        await using SimulatorScene scene = await StartAsync(type);
        string[] parts = error.Split(' ');
        Assert.Equal([$"0: {parts[0]} custom_fields_values.0.{parts[1]}"], (await scene.PatchAsync("contacts/51000005", $$"""{"custom_fields_values":[{"field_id":7,"values":{{written}}}]}""")).Errors);
        Assert.Null(await scene.ValuesAsync(51000005, 7));
    }

    [Fact]
    public void Every_type_of_the_contract_is_written_above()
    {
        IEnumerable<string> written = typeof(SimulatorFieldTests).GetMethod(nameof(A_value_is_read_as_it_was_written))!.GetCustomAttributesData().Where(a => a.AttributeType == typeof(InlineDataAttribute))
            .Select(a => (string)((IReadOnlyList<System.Reflection.CustomAttributeTypedArgument>)a.ConstructorArguments[0].Value!)[0].Value!);
        Assert.Equal(AmoField.Types.Order(StringComparer.Ordinal), written.Distinct().Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("America/New_York", "1980-01-12T00:00:00Z", "1980-01-11T00:00:00-05:00")]
    [InlineData("America/New_York", "1980-01-12T00:00:00-05:00", "1980-01-12T00:00:00-05:00")]
    [InlineData("Asia/Vladivostok", "1980-01-12T00:00:00+03:00", "1980-01-12T00:00:00+10:00")]
    public async Task A_day_is_that_of_the_accounts_time_zone(string zone, string written, string stored)
    {
        await using SimulatorScene scene = await StartAsync("birthday");
        scene.Store.Account.TimeZone = zone;
        await scene.PatchAsync("contacts/51000005", $$"""{"custom_fields_values":[{"field_id":7,"values":[{"value":"{{written}}"}]}]}""");
        Assert.Equal(DateTimeOffset.Parse(stored, System.Globalization.CultureInfo.InvariantCulture).ToUnixTimeSeconds(), scene.Store.Contacts.FindLive(51000005)![7]![0].Value);
    }

    [Theory]
    [InlineData("""[{"type":"text"}]""", "0: FieldMissing name")]
    [InlineData("""[{"name":"X"}]""", "0: FieldMissing type")]
    [InlineData("""[{"name":"X","type":"multitext"}]""", "0: NotSupportedChoice type")]
    [InlineData("""[{"name":"X","type":"varchar"}]""", "0: NotSupportedChoice type")]
    [InlineData("""[{"name":"X","type":"select"}]""", "0: FieldMissing enums")]
    [InlineData("""[{"name":"X","type":"text","enums":[{"value":"a"}]}]""", "0: FieldNotExpected enums")]
    [InlineData("""[{"name":"X","type":"text","code":"EMAIL"}]""", "0: NotSupportedChoice code")]
    [InlineData("""[{"name":"X","type":"text","description":"y"}]""", "0: FieldNotExpected description")]
    [InlineData("""[{"name":"X","type":"text","is_api_only":"yes"}]""", "0: InvalidType is_api_only")]
    public async Task A_wrong_new_field_is_refused(string body, string error)
    {
        await using SimulatorScene scene = await SimulatorScene.StartAsync();
        Assert.Equal([error], (await scene.PostAsync("contacts/custom_fields", body)).Errors);
        Assert.Equal(15, scene.Store.Fields.Count);
    }

    [Fact]
    public async Task A_removed_option_is_refused_and_a_removed_field_takes_its_values_along()
    {
        await using SimulatorScene scene = await SimulatorScene.StartAsync();
        await scene.PatchAsync("contacts/custom_fields/601013", """{"enums":[{"value":"Gold"}]}""");
        Assert.Equal(["0: NotSupportedChoice custom_fields_values.0.values.0.enum_id"], (await scene.PatchAsync("contacts/51000005", """{"custom_fields_values":[{"field_id":601013,"values":[{"enum_id":702005}]}]}""")).Errors);
        Assert.Equal(204, (await scene.DeleteAsync("contacts/custom_fields/601013")).Status);
        Assert.Null(await scene.ValuesAsync(51000001, 601013));
        Assert.Equal(204, (await scene.GetAsync("contacts/custom_fields/601013")).Status);
    }

    [Fact]
    public async Task A_field_of_a_type_that_nobody_knows_is_read_but_not_written()
    {
        await using SimulatorScene scene = await StartAsync("hologram");
        scene.Simulator.Interface.Change(51000005, c => c.Set(7, [new AmoValue("x")]));
        Assert.Equal("""[{"value":"x"}]""", await scene.ValuesAsync(51000005, 7));
        Assert.Equal(["0: FieldNotExpected custom_fields_values.0.values.0"], (await scene.PatchAsync("contacts/51000005", """{"custom_fields_values":[{"field_id":7,"values":[{"value":"y"}]}]}""")).Errors);
    }

    [Fact]
    public async Task Several_fields_are_changed_at_once()
    {
        await using SimulatorScene scene = await SimulatorScene.StartAsync();
        Assert.Equal(["Title", "Site"], (await scene.PatchAsync("contacts/custom_fields", """[{"id":601001,"name":"Title"},{"id":601009,"name":"Site"}]""")).Embedded("custom_fields").ConvertAll(f => f["name"]!.GetValue<string>()));
        Assert.Equal(["1: NotSupportedChoice id"], (await scene.PatchAsync("contacts/custom_fields", """[{"id":601001,"name":"Other"},{"id":7}]""")).Errors);
        Assert.Equal("Title", scene.Store.Fields[0].Name);
    }

    [Fact]
    public async Task Fields_are_filtered_by_type_and_ordered()
    {
        await using SimulatorScene scene = await SimulatorScene.StartAsync();
        Assert.Equal(["PHONE", "EMAIL"], (await scene.GetAsync("contacts/custom_fields?filter[type][0]=multitext")).Embedded("custom_fields").ConvertAll(f => f["code"]!.GetValue<string>()));
        Assert.Equal(601029, (await scene.GetAsync("contacts/custom_fields?order[id]=desc")).Embedded("custom_fields")[0]["id"]!.GetValue<long>());
    }

    [Fact]
    public async Task Tags_are_found_by_name_id_and_text()
    {
        await using SimulatorScene scene = await SimulatorScene.StartAsync();
        async Task<int> CountAsync(string query) => (await scene.GetAsync("contacts/tags?" + query)) is { Status: 200 } answer ? answer.Embedded("tags").Count : 0;
        Assert.Equal((1, 0, 1, 1, 2), (await CountAsync("filter[name]=site"), await CountAsync("filter[name]=sit"), await CountAsync("query=sit"), await CountAsync("filter[id][]=5001"), await CountAsync("")));
        scene.Simulator.Interface.RemoveTag(5003);
        Assert.Equal(["Клиент"], await scene.TagsAsync(51000001));
    }

    [Theory]
    [InlineData("""[{"entity_id":99,"note_type":"common","params":{"text":"x"}}]""", "0: NotSupportedChoice entity_id")]
    [InlineData("""[{"entity_id":51000011,"note_type":"common","params":{"text":"x"}}]""", "0: NotSupportedChoice entity_id")]
    [InlineData("""[{"entity_id":51000001,"note_type":"call_in","params":{"text":"x"}}]""", "0: NotSupportedChoice note_type")]
    [InlineData("""[{"entity_id":51000001,"note_type":"common"}]""", "0: FieldMissing params")]
    [InlineData("""[{"entity_id":51000001,"note_type":"service_message","params":{"text":"x"}}]""", "0: FieldMissing params.service")]
    [InlineData("""[{"entity_id":51000001,"note_type":"common","params":{"text":"x","service":"y"}}]""", "0: FieldNotExpected params.service")]
    [InlineData("""[{"entity_id":51000001,"note_type":"common","text":"x","params":{"text":"x"}}]""", "0: FieldNotExpected text")]
    public async Task A_wrong_note_is_refused(string body, string error)
    {
        await using SimulatorScene scene = await SimulatorScene.StartAsync();
        Assert.Equal([error], (await scene.PostAsync("contacts/notes", body)).Errors);
        Assert.Empty(scene.Store.Notes);
    }

    [Fact]
    public async Task A_note_of_20000_characters_is_the_longest()
    {
        await using SimulatorScene scene = await SimulatorScene.StartAsync();
        string Note(int length) => $$$"""[{"note_type":"common","params":{"text":"{{{new string('x', length)}}}"}}]""";
        Assert.Equal(["0: TooLong params.text"], (await scene.PostAsync("contacts/51000001/notes", Note(20001))).Errors);
        Assert.Equal(200, (await scene.PostAsync("contacts/51000001/notes", Note(20000))).Status);
        Assert.Equal(200, (await scene.PatchAsync("contacts/51000001/notes/54000001", """{"params":{"text":"short"}}""")).Status);
        Assert.Equal("short", (await scene.GetAsync("contacts/notes/54000001")).Json["params"]!["text"]!.GetValue<string>());
    }

    [Fact]
    public async Task Contacts_are_linked_and_unlinked()
    {
        await using SimulatorScene scene = await SimulatorScene.StartAsync();
        Assert.Equal(204, (await scene.GetAsync("contacts/51000003/links")).Status);
        Assert.Equal(200, (await scene.PostAsync("contacts/51000003/link", """[{"to_entity_id":53000001,"to_entity_type":"leads"}]""")).Status);
        Assert.Single((await scene.GetAsync("contacts/51000003/links")).Embedded("links"));
        Assert.Equal(204, (await scene.PostAsync("contacts/51000003/unlink", """[{"to_entity_id":53000001,"to_entity_type":"leads"}]""")).Status);
        Assert.Equal(204, (await scene.GetAsync("contacts/51000003/links")).Status);
    }

    [Fact]
    public async Task Events_tell_each_difference_and_are_asked_for_at_most_ten_contacts()
    {
        await using SimulatorScene scene = await SimulatorScene.StartAsync();
        await scene.PatchAsync("contacts/51000001", """{"name":"M","responsible_user_id":9000001,"tags_to_delete":[{"id":5001}],"tags_to_add":[{"name":"new"}],"custom_fields_values":[{"field_code":"POSITION","values":null}]}""");
        Assert.Equal(["name_field_changed", "entity_responsible_changed", "entity_tag_added", "entity_tag_deleted", "custom_field_value_changed"], scene.Simulator.Journal.Events.Select(e => e.Type));
        Assert.Equal(5, (await scene.GetAsync("events?filter[entity][]=contact&filter[entity_id][]=51000001&filter[created_at][from]=1760000000")).Embedded("events").Count);
        Assert.Equal(204, (await scene.GetAsync("events?filter[created_at][from]=1760000001")).Status);
        Assert.Equal(204, (await scene.GetAsync("events?filter[entity]=lead")).Status);
        Assert.Equal(400, (await scene.GetAsync("events?" + string.Join('&', Enumerable.Range(1, 11).Select(n => $"filter[entity_id][]={n}")))).Status);
    }

    private static Task<SimulatorScene> StartAsync(string type)
    {
        AmoCrmSeed seed = AmoCrmSeed.Sample();
        bool kinds = type is "multitext" or "select" or "multiselect" or "radiobutton";
        seed.Fields.Add(new AmoField(7, "Field", type, null, 900) { Enums = type == "smart_address" ? AmoSampleFields.AddressLines : kinds ? [new(1, "A", 2), new(3, "B", 4, type == "multitext" ? null : "cb")] : [] });
        return SimulatorScene.StartAsync(seed);
    }
}
