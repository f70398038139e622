using System.Reflection;
using UserSync.Simulators.AmoCrm;

namespace UserSync.Connectors.Tests.AmoCrm;

/// <summary>Each switch of reading does something different in its two positions. A test is named after its switch.</summary>
public sealed class SimulatorSwitchTests
{
    [Fact]
    public void Every_switch_has_a_test_of_its_name()
    {
        string[] tests = [.. typeof(SimulatorSwitchTests).Assembly.GetTypes().Where(t => t.Name.StartsWith("Simulator", StringComparison.Ordinal)).SelectMany(t => t.GetMethods()).Select(m => m.Name)];
        Assert.All(typeof(AmoCrmSwitches).GetProperties(BindingFlags.Public | BindingFlags.Instance), p => Assert.Contains(tests, t => t.StartsWith(p.Name + "_", StringComparison.Ordinal)));
    }

    [Fact]
    public void Switches_are_turned_by_name()
    {
        AmoCrmSwitches switches = new();
        switches.Set("goodItemsStored", "true");
        switches.Set("RetryAfterHeader", "3");
        switches.Set("IndexDelay", "00:00:05");
        switches.Set("MergeWebhook", "DeleteOnly");
        Assert.Equal((true, 3, TimeSpan.FromSeconds(5), MergeWebhook.DeleteOnly), (switches.GoodItemsStored, switches.RetryAfterHeader, switches.IndexDelay, switches.MergeWebhook));
        Assert.Contains("GoodItemsStored", Assert.Throws<ArgumentException>(() => switches.Set("Nonsense", "1")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, 50)]
    [InlineData(true, 100)]
    public async Task UsualPage_is_the_page_without_a_limit(bool turned, int expected)
    {
        await using SimulatorScene scene = await SimulatorScene.StartAsync(new AmoCrmSeed().WithPeople(120), s => s.UsualPage = turned ? 100 : s.UsualPage);
        Assert.Equal(expected, (await scene.IdsAsync("")).Count);
    }

    [Theory]
    [InlineData(250)]
    [InlineData(500)]
    public async Task GreatestPage_cuts_the_limit(int greatest)
    {
        await using SimulatorScene scene = await SimulatorScene.StartAsync(new AmoCrmSeed().WithPeople(600), s => s.GreatestPage = greatest);
        Assert.Equal(greatest, (await scene.IdsAsync("limit=500")).Count);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task BackLinks_are_there_or_not(bool there)
    {
        await using SimulatorScene scene = await SimulatorScene.StartAsync(s => s.BackLinks = there);
        Assert.Equal(there, (await scene.GetAsync("contacts?limit=2&page=2")).Json["_links"]!["prev"] is not null);
    }

    [Theory]
    [InlineData(false, 5)]
    [InlineData(true, 1)]
    public async Task CreatedAtFilter_works_or_is_ignored(bool works, int found)
    {
        await using SimulatorScene scene = await SimulatorScene.StartAsync(s => s.CreatedAtFilter = works);
        Assert.Equal(found, (await scene.IdsAsync("filter[created_at][from]=1759900000")).Count);
    }

    [Theory]
    [InlineData(false, 5)]
    [InlineData(true, 2)]
    public async Task MultitextFilter_works_or_is_ignored(bool works, int found)
    {
        await using SimulatorScene scene = await SimulatorScene.StartAsync(s => s.MultitextFilter = works);
        Assert.Equal(found, (await scene.IdsAsync("filter[custom_fields_values][601005][]=marta.lindqvist%40example.org")).Count);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task OldShapes_have_no_marks_and_another_key_for_kinds(bool old)
    {
        await using SimulatorScene scene = await SimulatorScene.StartAsync(s => s.OldShapes = old);
        SimulatorAnswer answer = await scene.GetAsync("contacts/51000009");
        Assert.Equal(!old, answer.Json["is_deleted"] is not null);
        Assert.Equal(!old, (await scene.TokenAsync("refresh_token", scene.Simulator.Tokens.IssuePair().Text)).Json["server_time"] is not null);
        Assert.Equal($$"""[{"value":"marta.lindqvist@example.org","enum_id":701021,"{{(old ? "enum" : "enum_code")}}":"WORK"}]""", await scene.ValuesAsync(51000009, 601005));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task TagsWithoutColor_leave_the_key_out(bool without)
    {
        await using SimulatorScene scene = await SimulatorScene.StartAsync(s => s.TagsWithoutColor = without);
        Assert.Equal(!without, (await scene.GetAsync("contacts/51000001")).Embedded("tags")[0].AsObject().ContainsKey("color"));
        Assert.Equal(!without, (await scene.GetAsync("contacts/tags")).Embedded("tags")[0].AsObject().ContainsKey("color"));
    }

    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 0)]
    public async Task QueryMatchesCase_misses_other_letters(bool matches, int found)
    {
        await using SimulatorScene scene = await SimulatorScene.StartAsync(s => s.QueryMatchesCase = matches);
        Assert.Equal(found, (await scene.FindAsync("petr.snegirev@example.org")).Count);
        Assert.Single(await scene.FindAsync("Petr.Snegirev@Example.org"));
    }

    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 0)]
    public async Task QueryByWords_misses_parts_of_words(bool words, int found)
    {
        await using SimulatorScene scene = await SimulatorScene.StartAsync(s => s.QueryByWords = words);
        Assert.Equal(found, (await scene.FindAsync("petr.snegirev")).Count);
        Assert.Single(await scene.FindAsync("petr.snegirev@example.org"));
    }

    [Theory]
    [InlineData(false, 0)]
    [InlineData(true, 1)]
    public async Task QueryNormalisesPhones_finds_other_spellings(bool normalises, int found)
    {
        await using SimulatorScene scene = await SimulatorScene.StartAsync(s => s.QueryNormalisesPhones = normalises);
        Assert.Equal(found, (await scene.FindAsync("+7 (495) 000-00-01")).Count);
    }

    [Theory]
    [InlineData(0, 5)]
    [InlineData(4, 0)]
    public async Task QueryMinimumLength_finds_nothing_below(int length, int found)
    {
        await using SimulatorScene scene = await SimulatorScene.StartAsync(new AmoCrmSeed().WithPeople(5), s => s.QueryMinimumLength = length);
        Assert.Equal(found, (await scene.FindAsync("per")).Count);
        Assert.Equal(5, (await scene.FindAsync("pers")).Count);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(10)]
    public async Task IndexDelay_shows_a_search_the_old_state(int seconds)
    {
        await using SimulatorScene scene = await SimulatorScene.StartAsync(s => s.IndexDelay = TimeSpan.FromSeconds(seconds));
        await scene.PostAsync("contacts", """[{"name":"Brand New"}]""");
        await scene.PatchAsync("contacts/51000005", """{"name":"Renamed"}""");
        Assert.Equal(seconds == 0 ? (1, 1, 0) : (0, 0, 1), ((await scene.FindAsync("Brand")).Count, (await scene.FindAsync("Renamed")).Count, (await scene.FindAsync("without")).Count));
        // The list itself is never behind.
        Assert.Equal(6, (await scene.IdsAsync("")).Count);
        scene.Advance(seconds);
        Assert.Equal((1, 1, 0), ((await scene.FindAsync("Brand")).Count, (await scene.FindAsync("Renamed")).Count, (await scene.FindAsync("without")).Count));
    }
}
