using System.Text;
using System.Text.Json.Nodes;
using UserSync.Connectors.Drupal;
using UserSync.Core.Connectors;
using UserSync.Core.Execution;
using UserSync.Core.Model;
using UserSync.Core.Profiles;
using UserSync.Simulators.Drupal;

namespace UserSync.Connectors.Tests.Drupal;

/// <summary>Surprising rows of the contract that the other tests of Drupal do not hold by their name.</summary>
public sealed class SurpriseTests : DrupalTest
{
    private static readonly SyncRequest Incremental = new() { All = true, Incremental = true, Direction = SyncDirection.ToCrm };

    [Fact]
    public async Task A_point_in_time_is_the_same_when_the_site_tells_it_in_another_zone_and_nothing_is_written()
    {
        await using DrupalRun run = await DrupalRun.StartAsync(3);
        run.Fields = [.. run.Fields.Take(3), new("fields.field_last_call", "name")];
        foreach (DrupalUser user in run.Scene.Database.Users.Values.Where(u => u.Uid > 4))
            user.Fields["field_last_call"] = "2024-05-06T07:08:09+00:00";
        run.Contacts();
        await run.RunAsync();
        run.Scene.Site.TimeZone = TimeZoneInfo.FindSystemTimeZoneById("Asia/Yekaterinburg");
        // One of them was saved since: the others are still told with the former offset, as Drupal does.
        run.Scene.Database.Users[5].Saved(run.Scene.Database.Now);
        await using (DrupalConnector connector = run.Scene.Connector())
        {
            List<CmsUser> users = await DrupalScene.WalkAsync(connector);
            Assert.Equal(["2024-05-06T12:08:09+05:00", "2024-05-06T07:08:09+00:00"], new[] { "5", "6" }.Select(id => users.Single(u => u.UserId == id).Get("fields.field_last_call").Text));
        }

        Assert.True((await run.RunAsync()).NothingToDo);
    }

    [Theory]
    [InlineData("application/json", 415)]
    [InlineData("application/vnd.api+json", 201)]
    public async Task Writes_are_taken_with_the_media_type_of_JSON_API_only_so_it_is_always_sent(string type, int status)
    {
        using HttpClient plain = new();
        using HttpRequestMessage message = new(HttpMethod.Post, new Uri(Scene.Server.Address, "jsonapi/user/user"));
        message.Headers.TryAddWithoutValidation("Authorization", "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(DrupalScene.Secret)));
        message.Content = new ByteArrayContent("{\"data\":{\"type\":\"user--user\",\"attributes\":{\"name\":\"x\"}}}"u8.ToArray());
        message.Content.Headers.TryAddWithoutValidation("Content-Type", type);
        using HttpResponseMessage answer = await plain.SendAsync(message, Token);
        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal(WriteOutcome.Done, (await WriteAsync(Scene.Create("anna@example.org"))).Outcome);
    }

    [Fact]
    public async Task Nobody_tells_how_many_users_there_are_so_the_number_is_unknown_and_not_nought()
    {
        Scene.Seed(3);
        await using DrupalConnector connector = Scene.Connector();
        Assert.Null(await connector.CountAsync(Token));
        Assert.False(connector.Capabilities.Totals);
    }

    [Fact]
    public async Task A_field_that_users_do_not_have_is_left_out_without_a_word_so_it_is_not_read_and_clears_nothing()
    {
        await using DrupalRun run = await DrupalRun.StartAsync(1);
        run.Fields = [.. run.Fields.Take(3), new("fields.field_nosuch", "PHONE") { ClearWhenEmpty = true, Initial = InitialPolicy.Overwrite }];
        run.Contacts("c1,,Person,,person0001@example.org,+49 30 1,");
        await run.RunAsync();
        Assert.Contains("+49 30 1", await File.ReadAllTextAsync(run.ContactsFile, Token), StringComparison.Ordinal);
        await using DrupalConnector connector = run.Scene.Connector();
        Assert.DoesNotContain(await connector.ListFieldsAsync(Token).ToListAsync(Token), f => f.Path == "fields.field_nosuch");
    }

    [Fact]
    public async Task Our_own_writes_move_the_time_of_change_and_cost_the_next_incremental_run_no_write()
    {
        await using DrupalRun run = await DrupalRun.StartAsync(3);
        run.Contacts("c1,,Person,Crm,person0001@example.org,,");
        await run.RunAsync(Incremental);
        await File.WriteAllTextAsync(run.ContactsFile, (await File.ReadAllTextAsync(run.ContactsFile, Token)).Replace("Crm", "Changed", StringComparison.Ordinal), Token);
        await run.RunAsync(SyncDirection.ToCms);
        Assert.Equal("Changed", run.Scene.Database.Users[5].Fields["field_last_name"]!.ToString());
        run.Scene.Server.ClearLog();
        SyncSummary next = await run.RunAsync(Incremental);
        Assert.True(next is { Checked: > 0, NothingToDo: true }, next.ToString());
        Assert.DoesNotContain(run.Scene.Server.Log, r => r.Writes);
    }

    [Fact]
    public async Task A_row_without_attributes_is_the_anonymous_visitor_and_nobody_to_read()
    {
        using HttpClient plain = new();
        JsonNode rows = JsonNode.Parse(await plain.GetStringAsync(new Uri(Scene.Server.Address, "jsonapi/user/user?fields[user--user]=mail"), Token))!["data"]!;
        Assert.Null(rows[0]!["attributes"]);
        Assert.DoesNotContain(await WalkAsync(), u => u.UserId is "0" or "");
    }
}
