using System.Text.Json.Nodes;
using UserSync.Connectors.Drupal;
using UserSync.Connectors.Http;
using UserSync.Core.Connectors;
using UserSync.Core.Errors;
using UserSync.Core.Model;
using UserSync.Core.Profiles;
using UserSync.Simulators.Drupal;

namespace UserSync.Connectors.Tests.Drupal;

/// <summary>Creating, changing, blocking and deleting, by what is surprising in Drupal.</summary>
public sealed class WritingTests : DrupalTest
{
    private const string First = "fields.field_first_name";

    [Theory]
    [InlineData(null)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_status_is_always_sent_because_Drupal_blocks_whoever_has_none(bool? enabled)
    {
        Scene.Profile = p => p with { Users = new UserPolicy { Enabled = true } };
        await WriteAsync(Scene.Create("anna@example.org") with { Enabled = enabled });
        Assert.Equal(enabled ?? true, Scene.Database.Users[5].Status);
        Assert.Contains("\"status\":", Posts().Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_new_user_has_the_UUID_that_we_chose_and_no_password_and_nobody_is_mailed()
    {
        await using DrupalConnector connector = Scene.Connector();
        string key = connector.ChooseId("crm:1");
        WriteResult made = await DrupalScene.WriteAsync(connector, Scene.Create("anna@example.org") with { Marker = "crm:1", Key = key, Enabled = true });
        Assert.Equal((WriteOutcome.Done, "5", key), (made.Outcome, made.RecordId, made.Key));
        Assert.Equal((key, null), (Scene.Database.Users[5].Uuid, Scene.Database.Users[5].Password));
        Assert.Empty(Scene.Site.Mails);
        Assert.Equal(connector.ChooseId("crm:1"), key);
        Assert.NotEqual(connector.ChooseId("crm:2"), key);
    }

    [Fact]
    public async Task A_UUID_that_is_taken_is_409_and_told_as_the_user_once_made_for_the_contact()
    {
        await WriteAsync(Scene.Create("anna@example.org") with { Marker = "crm:1" });
        Scene.Database.Users[5].Mail = "moved@example.org";
        WriteResult again = await WriteAsync(Scene.Create("anna@example.org") with { Marker = "crm:1" });
        Assert.Equal((WriteOutcome.Failed, ConnectorErrorKind.Duplicate), (again.Outcome, again.Error!.Kind));
        Assert.Contains("once made for the same contact", again.Error.Message, StringComparison.Ordinal);
        Assert.Equal(6, Scene.Database.NextUid);
    }

    [Theory]
    [InlineData("anna.berg+news@example.org", "anna.berg-news")]
    [InlineData("Ädám@example.org", "adam")]
    [InlineData("12345@example.org", "user-12345")]
    public async Task The_user_name_is_made_from_the_address(string email, string name)
    {
        WriteResult made = await WriteAsync(Scene.Create(email, ("name", "Anna Berg")));
        Assert.Equal((WriteOutcome.Done, name), (made.Outcome, Scene.Database.Users[5].Name));
        Assert.Equal(name, made.Returned["name"].Text);
    }

    [Theory]
    [InlineData("Anna & Bert <b>, GmbH", "Anna Bert b GmbH")]
    [InlineData("  Семён   Тест\t", "Семён Тест")]
    [InlineData("«Zoë» O'Neil-Groß 😀", "«Zoë» O'Neil-Groß 😀")]
    public async Task Where_names_travel_to_the_site_the_user_name_is_what_Drupal_takes_of_them(string name, string taken)
    {
        Scene.Profile = p => p with { Fields = [new FieldMapping("name", "name") { Direction = SyncDirection.Both }] };
        WriteResult made = await WriteAsync(Scene.Create("anna@example.org", ("name", name)));
        Assert.Equal((null, taken), (made.Error?.ToString(), Scene.Database.Users[5].Name));
        WriteResult changed = await WriteAsync(Scene.Change(Scene.Database.Users[5], ("name", name + " 2")));
        Assert.Equal((null, taken + " 2"), (changed.Error?.ToString(), Scene.Database.Users[5].Name));
    }

    [Fact]
    public async Task A_name_of_two_hundred_letters_is_cut_to_sixty()
    {
        Scene.Profile = p => p with { Fields = [new FieldMapping("name", "name") { Direction = SyncDirection.Both }] };
        await WriteAsync(Scene.Create("anna@example.org", ("name", new string('ж', 200))));
        Assert.Equal(new string('ж', 60), Scene.Database.Users[5].Name);
    }

    [Theory]
    [InlineData("anna")]
    [InlineData("ANNA")]
    [InlineData("ánna")]
    public async Task A_user_name_that_is_taken_also_but_for_an_accent_is_tried_with_a_suffix(string taken)
    {
        Scene.Database.Add(taken, "other@example.org");
        WriteResult made = await WriteAsync(Scene.Create("anna@example.org"));
        Assert.Equal((WriteOutcome.Done, null), (made.Outcome, made.Error?.ToString()));
        Assert.StartsWith("anna-", Scene.Database.Users.Values.Single(u => u.Mail == "anna@example.org").Name, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_500_for_an_accent_twin_is_a_taken_name_and_not_a_create_in_doubt()
    {
        Scene.Database.Add("Пётр", "other@example.org");
        Scene.Seed(1);
        DrupalUser user = Scene.Database.Users[6];
        WriteResult result = await WriteAsync(Scene.Change(user, ("name", "Петр")));
        Assert.Equal((WriteOutcome.Failed, ConnectorErrorKind.Duplicate), (result.Outcome, result.Error!.Kind));
        Assert.Contains("accents", result.Error.Remedy + result.Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_body_of_a_500_with_the_hash_of_a_password_is_told_to_nobody()
    {
        Scene.Database.Add("Пётр", "other@example.org");
        Scene.Seed(1);
        List<string> told = [];
        await using DrupalConnector connector = Scene.Connector(trace: t => told.Add(t.Text));
        WriteResult result = await DrupalScene.WriteAsync(connector, Scene.Change(Scene.Database.Users[6], ("name", "Петр")));
        Assert.Contains(told, t => t.Contains("withheld", StringComparison.Ordinal));
        Assert.DoesNotContain(told.Append(result.Error!.ToString()), t => t.Contains("SQLSTATE", StringComparison.Ordinal) || t.Contains("placeholder", StringComparison.Ordinal));
        Assert.DoesNotContain(told, t => t.Contains("sync-pass", StringComparison.Ordinal) || t.Contains(Convert.ToBase64String("sync:sync-pass"u8), StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_address_that_differs_in_an_accent_is_another_one_as_it_is_to_Drupal()
    {
        Scene.Database.Add("Minimal", "minimal@example.net");
        Assert.Equal(WriteOutcome.Done, (await WriteAsync(Scene.Create("mínimal@example.net"))).Outcome);
    }

    [Fact]
    public async Task Roles_are_given_by_UUID_learned_from_whoever_holds_them()
    {
        Scene.Seed(3);
        await WriteAsync(Scene.Create("anna@example.org") with { Groups = ["member", "authenticated"] });
        Assert.Equal(["member"], Scene.Database.Users[8].Roles);
    }

    [Fact]
    public async Task A_role_that_nobody_holds_is_refused_with_the_permission_that_would_tell_its_UUID()
    {
        WriteResult result = await WriteAsync(Scene.Create("anna@example.org") with { Groups = ["editor"] });
        Assert.Equal((WriteOutcome.Failed, ConnectorErrorKind.InvalidItem), (result.Outcome, result.Error!.Kind));
        Assert.Contains("administer permissions", result.Error.Remedy, StringComparison.Ordinal);
        Scene.Database.Permit("sync_service", "administer permissions");
        Assert.Equal(WriteOutcome.Done, (await WriteAsync(Scene.Create("anna@example.org") with { Groups = ["Editor"] })).Outcome);
        Assert.Equal(["editor"], Scene.Database.Users[5].Roles);
    }

    [Fact]
    public async Task A_role_that_vanishes_between_two_writes_costs_only_its_item()
    {
        Scene.Database.Permit("sync_service", "administer permissions");
        await using DrupalConnector connector = Scene.Connector();
        await DrupalScene.WriteAsync(connector, Scene.Create("one@example.org") with { Groups = ["member"] });
        Scene.Database.Users[5].Roles.Clear();
        Scene.Database.Roles.RemoveAll(r => r.Name == "member");
        WriteResult result = await DrupalScene.WriteAsync(connector, Scene.Create("two@example.org") with { Groups = ["member"] });
        Assert.Equal((WriteOutcome.Failed, ConnectorErrorKind.InvalidItem), (result.Outcome, result.Error!.Kind));
        Assert.Contains("role", result.Error.Message, StringComparison.Ordinal);
        Assert.Equal(WriteOutcome.Done, (await DrupalScene.WriteAsync(connector, Scene.Create("two@example.org"))).Outcome);
    }

    [Fact]
    public async Task A_required_field_that_was_added_meanwhile_is_named_in_the_refusal()
    {
        await using DrupalConnector connector = Scene.Connector();
        await DrupalScene.WriteAsync(connector, Scene.Create("one@example.org"));
        Scene.Database.Fields.Add(Simulators.Drupal.DrupalField.Make("field_customer_no", "Customer number", "string", required: true));
        WriteResult result = await DrupalScene.WriteAsync(connector, Scene.Create("two@example.org"));
        Assert.Equal((WriteOutcome.Failed, ConnectorErrorKind.InvalidItem), (result.Outcome, result.Error!.Kind));
        Assert.Contains("field_customer_no", result.Error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("fields.field_bonus", "7", "7")]
    [InlineData("fields.field_newsletter", "true", "true")]
    [InlineData("fields.field_segment", "Partner", "\"partner\"")]
    [InlineData("fields.field_interests", "Books", "[\"books\"]")]
    [InlineData("fields.field_birth_date", "1980-05-06T23:30:00-11:00", "\"1980-05-06\"")]
    [InlineData("fields.field_last_call", "2024-05-06T09:08:09+02:00", "\"2024-05-06T07:08:09+00:00\"")]
    public async Task A_value_is_sent_in_the_form_of_its_type(string path, string value, string stored)
    {
        Scene.Database.Permit("sync_service", "administer user fields");
        WriteResult made = await WriteAsync(Scene.Create("anna@example.org", (path, value)));
        Assert.Equal((WriteOutcome.Done, null), (made.Outcome, made.Error?.ToString()));
        Assert.Equal(stored, Scene.Database.Users[5].Fields[path["fields.".Length..]]!.ToJsonString().Replace("\\u002B", "+", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("fields.field_bonus", "many")]
    [InlineData("fields.field_newsletter", "perhaps")]
    [InlineData("fields.field_segment", "nosuch")]
    [InlineData("fields.field_birth_date", "06.05.1980")]
    [InlineData("fields.field_last_call", "2024-05-06T07:08:09")]
    [InlineData("fields.nosuch", "x")]
    [InlineData("first_name", "Anna")]
    [InlineData("id", "9")]
    public async Task Garbage_is_refused_before_it_is_sent(string path, string value)
    {
        Scene.Database.Permit("sync_service", "administer user fields");
        WriteResult result = await WriteAsync(Scene.Create("anna@example.org", (path, value)));
        Assert.Equal((WriteOutcome.Failed, ConnectorErrorKind.InvalidItem), (result.Outcome, result.Error!.Kind));
        Assert.Empty(Posts());
    }

    [Theory]
    [InlineData("field_bonus", "12", "12")]
    [InlineData("field_newsletter", "false", "false")]
    [InlineData("field_interests", "sport", "[\"sport\"]")]
    public async Task Without_the_definitions_types_are_learned_from_users_who_have_values(string field, string value, string stored)
    {
        DrupalUser somebody = Scene.Database.Add("Somebody", "somebody@example.org");
        somebody.Fields["field_bonus"] = 3;
        somebody.Fields["field_newsletter"] = true;
        somebody.Fields["field_interests"] = new JsonArray("music");
        WriteResult made = await WriteAsync(Scene.Create("anna@example.org", ("fields." + field, value)));
        Assert.Equal((WriteOutcome.Done, null), (made.Outcome, made.Error?.ToString()));
        Assert.Equal(stored, Scene.Database.Users[6].Fields[field]!.ToJsonString());
    }

    [Fact]
    public async Task Empty_clears_fields_of_every_kind()
    {
        Scene.Database.Permit("sync_service", "administer user fields");
        string[] fields = ["field_about", "field_birth_date", "field_bonus", "field_first_name", "field_interests", "field_last_call", "field_newsletter", "field_segment"];
        await WriteAsync(Scene.Create("anna@example.org", [.. fields.Zip(["x", "1980-05-06", "1", "A", "music", "2024-05-06T07:08:09Z", "true", "client"]).Select(p => ("fields." + p.First, p.Second))]));
        DrupalUser user = Scene.Database.Users[5];
        Assert.All(fields, f => Assert.NotNull(user.Fields[f]));
        WriteResult cleared = await WriteAsync(Scene.Change(user, [.. fields.Select(f => ("fields." + f, ""))]));
        Assert.Equal((WriteOutcome.Done, null), (cleared.Outcome, cleared.Error?.ToString()));
        Assert.All(fields, f => Assert.Null(user.Fields[f]));
        Assert.All(cleared.Returned, r => Assert.True(r.Value.IsEmpty));
    }

    [Fact]
    public async Task A_formatted_text_keeps_its_format()
    {
        DrupalUser user = Scene.Database.Add("Anna", "anna@example.org");
        user.Fields["field_about"] = new JsonObject { ["value"] = "<p>old</p>", ["format"] = "basic_html", ["processed"] = "<p>old</p>" };
        await WriteAsync(Scene.Change(user, ("fields.field_about", "<p>new</p>")));
        Assert.Equal(("<p>new</p>", "basic_html"), (user.Fields["field_about"]!["value"]!.ToString(), user.Fields["field_about"]!["format"]?.ToString()));
    }

    [Fact]
    public async Task An_address_cannot_be_cleared_and_our_own_cannot_be_changed()
    {
        Scene.Seed(1);
        WriteResult cleared = await WriteAsync(Scene.Change(Scene.Database.Users[5], ("email", "")));
        WriteResult own = await WriteAsync(Scene.Change(Scene.Database.Users[2], ("email", "new@example.org")));
        Assert.Equal((ConnectorErrorKind.InvalidItem, ConnectorErrorKind.InvalidItem), (cleared.Error!.Kind, own.Error!.Kind));
        Assert.Equal(("person0001@example.org", "sync@example.org"), (Scene.Database.Users[5].Mail, Scene.Database.Users[2].Mail));
        Assert.DoesNotContain(Scene.Server.Log, r => r.Method == "PATCH");
    }

    [Fact]
    public async Task An_account_without_an_address_can_be_changed()
    {
        DrupalUser user = Scene.Database.Add("Nomail", null);
        Assert.Equal(WriteOutcome.Done, (await WriteAsync(Scene.Change(user, (First, "Anna")))).Outcome);
    }

    [Fact]
    public async Task A_change_never_activates_an_account_because_Drupal_would_mail_its_owner()
    {
        Scene.Seed(1);
        DrupalUser user = Scene.Database.Users[5];
        user.Status = false;
        await WriteAsync(Scene.Change(user, (First, "Anna")) with { Enabled = true });
        Assert.False(user.Status);
        Assert.Empty(Scene.Site.Mails);
    }

    [Theory]
    [InlineData(CancelMethod.Block, WriteKind.Block)]
    [InlineData(CancelMethod.BlockUnpublish, WriteKind.Block)]
    [InlineData(CancelMethod.Reassign, null)]
    [InlineData(CancelMethod.Delete, null)]
    public async Task What_a_delete_did_is_looked_up_because_the_site_decides(CancelMethod method, WriteKind? instead)
    {
        Scene.Seed(1);
        Scene.Site.CancelMethod = method;
        DrupalUser user = Scene.Database.Users[5];
        for (int n = 0; n < 2; n++)
        {
            WriteResult result = await WriteAsync(Scene.To(WriteKind.Delete, user));
            Assert.Equal((WriteOutcome.Done, instead), (result.Outcome, result.Instead));
        }

        Assert.Equal(instead is null, !Scene.Database.Users.ContainsKey(5));
        Assert.False(user.Status && Scene.Database.Users.ContainsKey(5));
    }

    [Theory]
    [InlineData(WriteKind.Delete, 1)]
    [InlineData(WriteKind.Delete, 2)]
    [InlineData(WriteKind.Block, 1)]
    [InlineData(WriteKind.Block, 2)]
    public async Task The_first_administrator_and_our_own_account_are_never_blocked_or_deleted(WriteKind kind, long uid)
    {
        WriteResult result = await WriteAsync(Scene.To(kind, Scene.Database.Users[uid]));
        Assert.Equal((WriteOutcome.Failed, ConnectorErrorKind.InvalidItem), (result.Outcome, result.Error!.Kind));
        Assert.True(Scene.Database.Users[uid].Status);
        Assert.DoesNotContain(Scene.Server.Log, r => r.Writes);
    }

    [Fact]
    public async Task Joining_and_leaving_roles_leaves_the_others_alone()
    {
        Scene.Seed(3);
        DrupalUser user = Scene.Database.Users[7];
        user.Roles.AddRange(["editor", "sync_reader"]);
        await WriteAsync(Scene.Change(user) with { LeaveGroups = ["editor"], JoinGroups = ["sync_service"] });
        Assert.Equal(["member", "sync_reader", "sync_service"], user.Roles);
    }

    [Fact]
    public async Task Creates_whose_answers_were_lost_are_settled_fifty_by_one_request()
    {
        await using DrupalConnector connector = Scene.Connector();
        DateTimeOffset before = Scene.Database.Now;
        List<OpenCreate> open = [];
        for (int n = 0; n < 60; n++)
        {
            RecordWrite write = Scene.Create($"new{n}@example.org");
            open.Add(new OpenCreate(n, write with { Key = connector.ChooseId(write.Marker!) }, before));
            if (n % 2 == 0)
                await DrupalScene.WriteAsync(connector, open[n].Write);
        }

        Scene.Server.ClearLog();
        List<SettledCreate> settled = await connector.SettleAsync(open, Token).ToListAsync(Token);
        Assert.Equal(60, settled.Count);
        Assert.All(settled, s => Assert.Equal(s.IntentId % 2 == 0 ? open[(int)s.IntentId].Write.Key : null, s.Key));
        Assert.Equal(2, Scene.Listings);
    }

    private IEnumerable<string> Posts() => Scene.Server.Log.Where(r => r is { Method: "POST", Target: "/jsonapi/user/user" }).Select(r => r.Body);
}
