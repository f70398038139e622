using System.Globalization;
using UserSync.Simulators;
using UserSync.Simulators.AmoCrm;

namespace UserSync.Connectors.Tests.AmoCrm;

/// <summary>Reading and writing contacts: what works, what is ignored without a word, and what is refused.</summary>
public sealed class SimulatorContactTests
{
    [Fact]
    public async Task Pages_are_cut_to_250_and_have_50_by_default()
    {
        await using SimulatorScene scene = await SimulatorScene.StartAsync(new AmoCrmSeed().WithPeople(600));
        Assert.Equal(50, (await scene.IdsAsync("")).Count);
        Assert.Equal(250, (await scene.IdsAsync("limit=1000")).Count);
        SimulatorAnswer third = await scene.GetAsync("contacts?limit=250&page=3");
        Assert.Equal(100, third.Contacts.Count);
        Assert.Null(third.Json["_links"]!["next"]);
        Assert.Equal(204, (await scene.GetAsync("contacts?limit=250&page=4")).Status);
        // 600 is a multiple of 200: the last page is full and has no next one.
        Assert.Null((await scene.GetAsync("contacts?limit=200&page=3")).Json["_links"]!["next"]);
    }

    [Theory]
    [InlineData("", "1,3,5,7,9")]
    [InlineData("order[id]=desc", "9,7,5,3,1")]
    [InlineData("order[updated_at]=desc", "9,7,5,3,1")]
    [InlineData("order%5Bid%5D=asc", "1,3,5,7,9")]
    [InlineData("order[name]=asc", "5,9,1,7,3")]
    [InlineData("order[created_at]=desc", "1,3,5,7,9")]
    [InlineData("order[id]=down", "1,3,5,7,9")]
    [InlineData("filter[no_such]=1", "1,3,5,7,9")]
    [InlineData("filter[id]=51000003", "3")]
    [InlineData("filter[id][]=51000003&filter[id][]=51000007", "3,7")]
    [InlineData("filter[id][0]=51000003&filter[id][1]=51000007", "3,7")]
    [InlineData("filter[name]=Йоханна", "7")]
    [InlineData("filter[responsible_user_id][]=9000001", "")]
    [InlineData("filter[updated_at][from]=1760000000", "5,7,9")]
    [InlineData("filter[updated_at][from]=1760000000&filter[updated_at][to]=1760000010", "5,7")]
    [InlineData("filter[updated_at][from]=2000000000", "")]
    [InlineData("filter[updated_at]=1760000000", "")]
    [InlineData("filter[custom_fields_values][601013][]=702005", "1")]
    [InlineData("filter[custom_fields_values][601023][]=1001", "1")]
    [InlineData("filter[custom_fields_values][601021][from]=1609448400&filter[custom_fields_values][601021][to]=1609448400", "1")]
    public async Task Filters_and_orders_that_are_unknown_are_ignored(string query, string expected)
    {
        await using SimulatorScene scene = await SimulatorScene.StartAsync();
        Assert.Equal(expected, string.Join(',', (await scene.IdsAsync(query)).Select(id => id - 51000000)));
    }

    [Fact]
    public async Task Filters_that_are_not_enabled_are_ignored()
    {
        await using SimulatorScene scene = await SimulatorScene.StartAsync();
        scene.Store.Account.FiltersEnabled = false;
        Assert.Equal(5, (await scene.IdsAsync("filter[id]=51000003")).Count);
        Assert.False((await scene.GetAsync("account?with=is_api_filter_enabled")).Json["is_api_filter_enabled"]!.GetValue<bool>());
    }

    [Fact]
    public async Task A_contact_that_changes_during_a_walk_by_change_hides_another_one_but_not_in_a_walk_by_id()
    {
        await using SimulatorScene scene = await SimulatorScene.StartAsync();
        scene.Advance(100);
        Assert.Equal([51000001, 51000003], await scene.IdsAsync("limit=2&page=1"));
        await scene.PatchAsync("contacts/51000001", """{"name":"Marta"}""");
        Assert.Equal([51000007, 51000009], await scene.IdsAsync("limit=2&page=2"));
        Assert.Equal([51000005, 51000007], await scene.IdsAsync("order[id]=asc&limit=2&page=2"));
    }

    [Fact]
    public async Task A_deleted_contact_is_204_and_listed_only_as_deleted_and_not_marked_so()
    {
        await using SimulatorScene scene = await SimulatorScene.StartAsync();
        scene.Simulator.Interface.Trash(51000003);
        Assert.Equal(204, (await scene.GetAsync("contacts/51000003")).Status);
        Assert.Equal([51000001, 51000005, 51000007, 51000009], await scene.IdsAsync("order[id]=asc"));
        Assert.Equal([51000003, 51000011], await scene.IdsAsync("with=only_deleted&order[id]=asc"));
        Assert.All((await scene.GetAsync("contacts?with=only_deleted")).Contacts, c => Assert.False(c["is_deleted"]!.GetValue<bool>()));
        scene.Simulator.Interface.Restore(51000003);
        Assert.Equal(200, (await scene.GetAsync("contacts/51000003")).Status);
        Assert.Equal(["contact_deleted", "contact_restored"], scene.Simulator.Journal.Events.Select(e => e.Type));
        Assert.Equal(204, (await scene.GetAsync("contacts/99")).Status);
    }

    [Fact]
    public async Task A_merge_leaves_one_contact_with_all_addresses_and_an_event_that_does_not_name_the_other()
    {
        await using SimulatorScene scene = await SimulatorScene.StartAsync();
        scene.Simulator.Interface.Merge(51000007, 51000001, 51000003);
        Assert.Equal(204, (await scene.GetAsync("contacts/51000001")).Status);
        AmoContact survivor = scene.Store.Contacts.FindLive(51000007)!;
        Assert.Equal(["marta.lindqvist@example.org", "marta@home.example.org", "Petr.Snegirev@Example.org"], survivor[601005]!.Select(v => v.Value));
        Assert.Equal(("Йоханна", "1001"), (survivor.Name, survivor[601023]![0].Value));
        SimulatorAnswer merged = await scene.GetAsync("events?filter[type]=entity_merged");
        Assert.Equal([51000007], merged.Embedded("events").ConvertAll(e => e["entity_id"]!.GetValue<long>()));
        Assert.DoesNotContain("51000001", merged.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_search_finds_a_text_in_any_field()
    {
        await using SimulatorScene scene = await SimulatorScene.StartAsync();
        Assert.Equal([51000001, 51000009], await scene.FindAsync("MARTA.lindqvist@example.org"));
        Assert.Equal([51000001], await scene.FindAsync("harbour"));
        Assert.Equal([51000001], await scene.FindAsync("1001"));
        Assert.Equal([51000003], await scene.FindAsync("4950000001"));
        Assert.Empty(await scene.FindAsync("+74950000001"));
        Assert.Equal(204, (await scene.GetAsync("contacts?query=nobody")).Status);
        Assert.Equal([51000003], await scene.FindAsync("снегирёв"));
    }

    [Fact]
    public async Task Ids_may_lie_above_two_to_the_31st_and_grow_by_two()
    {
        await using SimulatorScene scene = await SimulatorScene.StartAsync(new AmoCrmSeed { FirstContactId = 5000000001 });
        Assert.Equal([5000000001, 5000000003], (await scene.PostAsync("contacts", """[{"name":"A"},{}]""")).Ids);
        Assert.Equal("", (await scene.GetAsync("contacts/5000000003")).Json["name"]!.GetValue<string>());
        Assert.Null((await scene.GetAsync("contacts/5000000003")).Json["custom_fields_values"]);
    }

    [Fact]
    public async Task A_repeated_create_makes_a_second_contact()
    {
        await using SimulatorScene scene = await SimulatorScene.StartAsync();
        const string one = """[{"name":"A","request_id":"r-1","custom_fields_values":[{"field_code":"EMAIL","values":[{"value":"a@example.org","enum_code":"WORK"}]}]}]""";
        await scene.PostAsync("contacts", one);
        await scene.PostAsync("contacts", one);
        Assert.Equal(2, (await scene.FindAsync("a@example.org")).Count);
    }

    [Theory]
    [InlineData("""{"name":"X"}""", "0: InvalidType ")]
    [InlineData("""["x"]""", "0: InvalidType ")]
    [InlineData("""[{"name":5}]""", "0: InvalidType name")]
    [InlineData("""[{"name":null}]""", "0: InvalidType name")]
    [InlineData("""[{"id":51000001}]""", "0: FieldNotExpected id")]
    [InlineData("""[{"is_deleted":true}]""", "0: FieldNotExpected is_deleted")]
    [InlineData("""[{"email":"a@example.org"}]""", "0: FieldNotExpected email")]
    [InlineData("""[{"account_id":40000001}]""", "0: FieldNotExpected account_id")]
    [InlineData("""[{"tags_to_delete":[{"id":5001}]}]""", "0: FieldNotExpected tags_to_delete")]
    [InlineData("""[{"tags_to_add":[{"id":1}]}]""", "0: NotSupportedChoice tags_to_add.0.id")]
    [InlineData("""[{"tags_to_add":[{"id":"5001"}]}]""", "0: InvalidType tags_to_add.0.id")]
    [InlineData("""[{"tags_to_add":[{"id":5001,"name":"Клиент"}]}]""", "0: FieldNotExpected tags_to_add.0.name")]
    [InlineData("""[{"tags_to_add":[{}]}]""", "0: FieldMissing tags_to_add.0.name")]
    [InlineData("""[{"tags_to_add":["site"]}]""", "0: InvalidType tags_to_add.0")]
    [InlineData("""[{"_embedded":{"companies":[{"id":1}]}}]""", "0: FieldNotExpected _embedded.companies")]
    [InlineData("""[{"request_id":7}]""", "0: InvalidType request_id")]
    [InlineData("""[{"created_by":1,"request_id":"r"}]""", "r: NotSupportedChoice created_by")]
    [InlineData("""[{"custom_fields_values":null}]""", "0: InvalidType custom_fields_values")]
    [InlineData("""[{"custom_fields_values":[{"values":[{"value":"x"}]}]}]""", "0: FieldMissing custom_fields_values.0.field_id")]
    [InlineData("""[{"custom_fields_values":[{"field_code":"NONE","values":[{"value":"x"}]}]}]""", "0: NotSupportedChoice custom_fields_values.0.field_code")]
    [InlineData("""[{"custom_fields_values":[{"field_id":"601001","values":[{"value":"x"}]}]}]""", "0: InvalidType custom_fields_values.0.field_id")]
    [InlineData("""[{"custom_fields_values":[{"field_id":601001,"field_name":"x","values":[{"value":"x"}]}]}]""", "0: FieldNotExpected custom_fields_values.0.field_name")]
    [InlineData("""[{"custom_fields_values":[{"field_id":601001,"field_code":"EMAIL","values":[{"value":"x"}]}]}]""", "0: NotSupportedChoice custom_fields_values.0.field_code")]
    [InlineData("""[{"custom_fields_values":[{"field_id":601001}]}]""", "0: FieldMissing custom_fields_values.0.values")]
    [InlineData("""[{"custom_fields_values":[{"field_id":601001,"values":[]}]}]""", "0: TooFew custom_fields_values.0.values")]
    [InlineData("""[{"custom_fields_values":[{"field_id":601001,"values":[{"value":"x"},{"value":"y"}]}]}]""", "0: TooMany custom_fields_values.0.values")]
    [InlineData("""[{"custom_fields_values":[{"field_id":601001,"values":{"value":"x"}}]}]""", "0: InvalidType custom_fields_values.0.values")]
    public async Task What_the_contract_does_not_allow_in_a_create_is_refused(string body, string error)
    {
        await using SimulatorScene scene = await SimulatorScene.StartAsync();
        Assert.Equal([error], (await scene.PostAsync("contacts", body)).Errors);
        Assert.Equal(5, scene.Store.Contacts.Live.Count);
    }

    [Theory]
    [InlineData(99)]
    [InlineData(51000011)]
    public async Task A_change_of_an_unknown_or_deleted_contact_is_refused(long id)
    {
        await using SimulatorScene scene = await SimulatorScene.StartAsync();
        Assert.Equal(["0: NotSupportedChoice id"], (await scene.PatchAsync("contacts", $$"""[{"id":{{id}},"name":"X"}]""")).Errors);
        Assert.Equal(["0: NotSupportedChoice id"], (await scene.PatchAsync($"contacts/{id}", """{"name":"X"}""")).Errors);
    }

    [Fact]
    public async Task A_change_touches_only_what_it_names()
    {
        await using SimulatorScene scene = await SimulatorScene.StartAsync();
        string before = (await scene.GetAsync("contacts/51000001")).Body;
        scene.Advance(50);
        await scene.PatchAsync("contacts", """[{"id":51000001,"custom_fields_values":[{"field_code":"POSITION","values":[{"value":"Chief"}]}]}]""");
        string after = (await scene.GetAsync("contacts/51000001")).Body;
        Assert.Equal(before.Replace("\"Editor\"", "\"Chief\"", StringComparison.Ordinal).Replace("1759999998", "1760000050", StringComparison.Ordinal), after);
    }

    [Fact]
    public async Task Null_clears_a_field_and_an_empty_text_changes_nothing()
    {
        await using SimulatorScene scene = await SimulatorScene.StartAsync();
        await scene.PatchAsync("contacts/51000001", """{"custom_fields_values":[{"field_code":"POSITION","values":[{"value":""}]},{"field_id":601013,"values":null}]}""");
        Assert.Equal("""[{"value":"Editor"}]""", await scene.ValuesAsync(51000001, 601001));
        Assert.Null(await scene.ValuesAsync(51000001, 601013));
    }

    [Theory]
    [InlineData(1, "Ada Byron")]
    [InlineData(2, "Byron Ada")]
    public async Task Parts_make_the_name_in_the_accounts_order(int order, string name)
    {
        await using SimulatorScene scene = await SimulatorScene.StartAsync();
        scene.Store.Account.NameOrder = order;
        await scene.PatchAsync("contacts/51000001", """{"first_name":"Ada","last_name":"Byron"}""");
        Assert.Equal(name, scene.Store.Contacts.FindLive(51000001)!.Name);
    }

    [Fact]
    public async Task Kommo_shows_leads_without_being_asked_in_a_single_contact_only()
    {
        await using SimulatorScene scene = await SimulatorScene.StartAsync(AmoCrmSeed.Sample(AmoPlatform.Kommo));
        Assert.Single((await scene.GetAsync("contacts/51000001")).Embedded("leads"));
        Assert.Null((await scene.GetAsync("contacts?order[id]=asc")).Contacts[0]["_embedded"]!["leads"]);
        Assert.StartsWith("https://example.kommo.com/", (await scene.GetAsync("contacts")).Json["_links"]!["self"]!["href"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_walk_over_many_contacts_meets_each_once()
    {
        await using SimulatorScene scene = await SimulatorScene.StartAsync(new AmoCrmSeed().WithPeople(3000));
        List<long> met = [];
        for (int page = 1; ; page++)
        {
            List<long> ids = await scene.IdsAsync(string.Create(CultureInfo.InvariantCulture, $"order[id]=asc&limit=250&page={page}"));
            if (ids.Count == 0)
                break;
            met.AddRange(ids);
        }

        Assert.Equal(3000, met.Distinct().Count());
        Assert.Equal(met.Order(), met);
    }
}
