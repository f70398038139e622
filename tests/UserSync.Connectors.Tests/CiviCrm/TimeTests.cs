using UserSync.Connectors.CiviCrm;
using UserSync.Core.Connectors;
using UserSync.Core.Errors;
using UserSync.Core.Model;
using UserSync.Simulators;
using UserSync.Simulators.CiviCrm;

namespace UserSync.Connectors.Tests.CiviCrm;

/// <summary>Times of a server in another zone, and what has changed since one.</summary>
public sealed class TimeTests
{
    private const string Berlin = "Europe/Berlin";

    private static CancellationToken Token => CiviScene.Token;

    [Fact]
    public async Task Times_of_a_named_zone_are_the_same_points_in_time_here()
    {
        await using CiviScene scene = await StartAsync();
        long id = scene.Contact("Anna", "Berg", null, "Individual", ("CMS_account.Last_login", "2026-07-01 12:30:00"));
        await using CiviCrmConnector connector = scene.Connector(options: ("timeZone", Berlin));
        CrmContact contact = await connector.GetAsync([Text(id)], RecordQuery.All, Token).SingleAsync(Token);
        Assert.Equal(SimulatedClock.Start, contact.CreatedAt);
        Assert.Equal("2026-07-01T10:30:00Z", contact.Get("CMS_account.Last_login").Text);
    }

    [Fact]
    public async Task A_time_is_written_in_the_zone_of_the_server_and_read_back_alike()
    {
        await using CiviScene scene = await StartAsync();
        long id = scene.Contact("Anna", "Berg", null);
        await using CiviCrmConnector connector = scene.Connector(options: ("timeZone", Berlin));
        FieldValue time = FieldValue.Of("2026-01-15T23:30:00Z");
        WriteResult result = Assert.Single(await connector.WriteAsync([new RecordWrite(1, WriteKind.Update) { RecordId = Text(id), Fields = [new FieldWrite("CMS_account.Last_login", time, FieldValue.Empty)] }], Token));
        Assert.True(scene.Database["Contact"].TryGet(id, out Row? row));
        Assert.Equal(("2026-01-16 00:30:00", time), (row.Text("CMS_account.Last_login"), result.Returned["CMS_account.Last_login"]));
    }

    [Fact]
    public async Task The_clock_of_the_server_is_told_as_its_answers_say_it()
    {
        await using CiviScene scene = await StartAsync();
        await using CiviCrmConnector connector = scene.Connector(options: ("timeZone", Berlin));
        DateTimeOffset told = Assert.NotNull((await connector.IdentifyAsync(Token)).Clock);
        Assert.Equal(scene.Simulator.Clock.GetUtcNow(), told, TimeSpan.FromSeconds(2));
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData(Berlin, false)]
    public async Task Without_a_named_zone_its_times_are_compared_with_nobodys(string? zone, bool unknown)
    {
        await using CiviScene scene = await StartAsync();
        await using CiviCrmConnector connector = zone is null ? scene.Connector() : scene.Connector(options: ("timeZone", zone));
        Assert.Equal(unknown, connector.Capabilities.ZoneUnknown);
    }

    [Theory]
    [InlineData("2026-10-25 02:30:00")]
    [InlineData("2026-03-29 02:30:00")]
    public void The_hour_that_comes_twice_and_the_one_that_is_left_out_are_read(string text) => Assert.NotNull(new CiviTime(Berlin).Parse(text));

    [Fact]
    public void A_zone_that_does_not_exist_is_told_before_anything_is_sent() =>
        Assert.Contains("Europe/Berlin", Assert.Throws<ConnectorException>(() => new CiviTime("Europe/Nowhere")).Error.Remedy, StringComparison.Ordinal);

    [Theory]
    [InlineData(Berlin, Berlin)]
    [InlineData(null, "Pacific/Kiritimati")]
    [InlineData(null, "Pacific/Niue")]
    public async Task What_changed_is_brought_whatever_the_zone(string? named, string zone)
    {
        await using CiviScene scene = await StartAsync(named ?? zone);
        scene.Contact("Old", "Contact", null);
        scene.Simulator.Clock.Advance(TimeSpan.FromDays(3));
        DateTimeOffset since = scene.Simulator.Clock.GetUtcNow();
        scene.Simulator.Clock.Advance(TimeSpan.FromMinutes(1));
        long changed = scene.Contact("New", "Contact", null);
        await using CiviCrmConnector connector = named is null ? scene.Connector() : scene.Connector(options: ("timeZone", named));
        Assert.Equal([changed], await ChangedAsync(connector, since));
    }

    [Fact]
    public async Task A_custom_field_that_moves_no_time_is_found_by_the_log()
    {
        await using CiviScene scene = await CiviScene.StartAsync();
        long id = scene.Contact("Anna", "Berg", null);
        scene.Contact("Other", "Person", null);
        scene.Simulator.Clock.Advance(TimeSpan.FromDays(3));
        DateTimeOffset since = scene.Simulator.Clock.GetUtcNow();
        scene.Database["Contact"].TryGet(id, out Row? row);
        string before = row!.Text("modified_date")!;
        scene.Seed.Update("Contact", row, new Row { ["CMS_account.Note"] = "changed" });
        Assert.Equal(before, row.Text("modified_date"));
        await using CiviCrmConnector connector = scene.Connector();
        Assert.Equal([id], await ChangedAsync(connector, since));
        await using CiviCrmConnector least = scene.Connector("min-key");
        Assert.Empty(await ChangedAsync(least, since));
    }

    private static async Task<List<long>> ChangedAsync(CiviCrmConnector connector, DateTimeOffset since) =>
    [
        .. (await connector.ReadAsync(RecordQuery.All with { ChangedSince = since }, Token).Where(c => c.State == ContactState.Live).ToListAsync(Token))
            .Select(c => long.Parse(c.ContactId, System.Globalization.CultureInfo.InvariantCulture)),
    ];

    private static async Task<CiviScene> StartAsync(string zone = Berlin)
    {
        CiviScene scene = await CiviScene.StartAsync();
        scene.Database.Zone = TimeZoneInfo.FindSystemTimeZoneById(zone);
        return scene;
    }

    private static string Text(long id) => id.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
