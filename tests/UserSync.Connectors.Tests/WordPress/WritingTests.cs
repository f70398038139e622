using Newtonsoft.Json.Linq;
using UserSync.Connectors.Tests.Fakes;
using UserSync.Connectors.WordPress;
using UserSync.Core.Connectors;
using UserSync.Core.Errors;
using UserSync.Core.Profiles;

namespace UserSync.Connectors.Tests.WordPress;

public sealed class WritingTests : WordPressTest
{
    [Fact]
    public async Task A_login_is_made_from_the_address_without_its_illegal_letters()
    {
        await CreateAsync(("email", "Borys+News@example.net"));
        Assert.Equal("borys-news", Site.Users.Values.Last().UserName);
    }

    [Fact]
    public async Task A_login_that_is_taken_gets_a_suffix()
    {
        Site.Add("anna", "anna@example.com");
        WriteResult result = await CreateAsync(("email", "anna@example.org"));
        Assert.Equal(WriteOutcome.Done, result.Outcome);
        Assert.Matches("^anna-[0-9a-f]{6}$", Site.Users.Values.Last().UserName);
    }

    [Fact]
    public async Task A_new_user_gets_a_strong_password_of_its_own()
    {
        await CreateAsync(("email", "a@example.org"));
        await CreateAsync(("email", "b@example.org"));
        string[] passwords = [.. Site.Requests.Where(r => r.Method == "POST").Select(r => (string)JObject.Parse(r.Body)["password"]!)];
        Assert.Equal(2, passwords.Distinct().Count());
        Assert.All(passwords, password => Assert.Equal(32, password.Length));
    }

    [Fact]
    public async Task The_address_is_sent_as_typed_with_its_domain_in_ascii()
    {
        WriteResult result = await CreateAsync(("email", "Ida@bücher.example"));
        Assert.Equal("Ida@xn--bcher-kva.example", result.Returned["email"].Text);
    }

    [Fact]
    public async Task A_500_with_existing_user_email_is_a_duplicate_and_not_repeated()
    {
        Site.Add("someone", "Anna@example.org");
        WriteResult result = await CreateAsync(("email", "anna@EXAMPLE.org"));
        Assert.Equal((WriteOutcome.Failed, ConnectorErrorKind.Duplicate), (result.Outcome, result.Error!.Kind));
        Assert.Equal(1, Posts);
    }

    [Fact]
    public async Task Roles_are_read_before_they_are_written_and_sent_whole()
    {
        StandInUser user = Site.Add("anna", "anna@example.org");
        user.Roles = ["administrator", "editor"];
        WriteResult result = await SendAsync(new RecordWrite(1, WriteKind.Update) { RecordId = "2", JoinGroups = ["Customer"], LeaveGroups = ["editor"] });
        Assert.Equal(WriteOutcome.Done, result.Outcome);
        Assert.Equal(["administrator", "customer"], user.Roles);
        Assert.Equal(("yes", true), (result.Returned["GROUP[Customer]"].Text, result.Returned["GROUP[editor]"].IsEmpty));
        Assert.Equal("""{"roles":["administrator","customer"]}""", Site.Requests.Last(r => r.Method == "POST").Body);
    }

    [Fact]
    public async Task Roles_that_the_site_does_not_tell_are_not_written()
    {
        Site.Add("anna", "anna@example.org").Roles = ["editor"];
        Site.Before = request => request["_fields"] == "id,roles" ? StubAnswer.Json("""[{"id":2}]""").With("X-WP-Total", "1") : null;
        WriteResult result = await SendAsync(new RecordWrite(1, WriteKind.Update) { RecordId = "2", JoinGroups = ["customer"] });
        Assert.Equal((WriteOutcome.Failed, ConnectorErrorKind.Permission), (result.Outcome, result.Error!.Kind));
        Assert.Equal(0, Posts);
    }

    [Fact]
    public async Task A_role_of_a_user_who_is_gone_is_its_own_failure()
    {
        WriteResult result = await SendAsync(new RecordWrite(1, WriteKind.Update) { RecordId = "77", JoinGroups = ["customer"] });
        Assert.Equal((WriteOutcome.Failed, ConnectorErrorKind.NotFound), (result.Outcome, result.Error!.Kind));
    }

    [Fact]
    public async Task Any_other_500_leaves_a_create_in_doubt_and_is_not_repeated()
    {
        Site.Before = request => request.Method == "POST" ? StubAnswer.Json("""{"code":"internal_server_error","message":"critical","data":{"status":500}}""", 500) : null;
        WriteResult result = await CreateAsync(("email", "a@example.org"));
        Assert.Equal((WriteOutcome.InDoubt, ErrorIds.WriteInDoubt), (result.Outcome, result.Error!.Id));
        Assert.Equal(1, Posts);
    }

    [Fact]
    public async Task A_lost_answer_is_in_doubt_and_the_user_is_adopted_afterwards()
    {
        Site.AfterWrite = _ => StubAnswer.Drop;
        RecordWrite write = new(1, WriteKind.Create) { Marker = "42", Fields = Fields(("email", "a@example.org")) };
        DateTimeOffset before = Site.Time.GetUtcNow();
        Assert.Equal(WriteOutcome.InDoubt, (await SendAsync(write)).Outcome);
        Site.AfterWrite = null;
        SettledCreate settled = await Connector.SettleAsync([new OpenCreate(1, write, before)], Token).SingleAsync(Token);
        Assert.Equal("2", settled.RecordId);
    }

    [Fact]
    public async Task A_newer_user_with_the_address_but_another_login_is_for_a_human()
    {
        Site.Add("self-registered", "a@example.org");
        RecordWrite write = new(1, WriteKind.Create) { Marker = "42", Fields = Fields(("email", "a@example.org")) };
        SettledCreate settled = await Connector.SettleAsync([new OpenCreate(1, write, Site.Time.GetUtcNow())], Token).SingleAsync(Token);
        Assert.Equal(new SettledCreate(1, null) { Ambiguous = true }, settled);
    }

    [Fact]
    public async Task A_user_of_ours_whose_address_was_changed_since_is_for_a_human()
    {
        Site.Add("anna", "changed@example.org");
        RecordWrite write = new(1, WriteKind.Create) { Marker = "42", Fields = Fields(("email", "anna@example.org")) };
        SettledCreate settled = await Connector.SettleAsync([new OpenCreate(1, write, Site.Time.GetUtcNow())], Token).SingleAsync(Token);
        Assert.True(settled.Ambiguous);
    }

    [Fact]
    public async Task An_unregistered_custom_field_is_refused_before_anything_is_sent()
    {
        WriteResult result = await CreateAsync(("email", "a@example.org"), ("meta.unknown", "x"));
        Assert.Equal((WriteOutcome.Failed, "meta.unknown"), (result.Outcome, result.Error!.Item));
        Assert.Contains("show_in_rest", result.Error.Remedy, StringComparison.Ordinal);
        Assert.Equal(0, Posts);
    }

    [Fact]
    public async Task A_custom_field_that_the_site_drops_silently_is_told_by_the_answer()
    {
        Site.RefusesOptions = true;
        WriteResult result = await UpdateAsync(1, ("first_name", "Ada"), ("meta.unknown", "x"));
        Assert.Equal((WriteOutcome.Done, "meta.unknown"), (result.Outcome, result.Error!.Item));
        Assert.True(result.Returned["meta.unknown"].IsEmpty);
        Assert.Equal("Ada", result.Returned["first_name"].Text);
    }

    [Fact]
    public async Task A_custom_field_refused_after_the_user_was_made_leaves_the_create_in_doubt()
    {
        Site.RefusesOptions = true;
        WriteResult result = await CreateAsync(("email", "a@example.org"), ("meta.score", "many"));
        Assert.Equal(WriteOutcome.InDoubt, result.Outcome);
        Assert.Equal(2, Site.Users.Count);
    }

    [Theory]
    [InlineData("meta.score", "many")]
    [InlineData("meta.newsletter", "yes")]
    [InlineData("username", "other")]
    [InlineData("id", "5")]
    [InlineData("email", "")]
    [InlineData("nonsense", "x")]
    public async Task What_the_site_would_refuse_costs_no_request(string path, string value)
    {
        WriteResult result = await UpdateAsync(1, (path, value));
        Assert.Equal((WriteOutcome.Failed, path), (result.Outcome, result.Error!.Item));
        Assert.Equal(0, Posts);
    }

    [Fact]
    public async Task Values_of_every_type_come_back_as_they_were_sent()
    {
        WriteResult result = await UpdateAsync(1, ("meta.score", "5"), ("meta.newsletter", "true"), ("meta.interests", "ships"), ("name", "A & B"));
        Assert.Equal(("5", "true", "ships", "A & B"),
            (result.Returned["meta.score"].Text, result.Returned["meta.newsletter"].Text, result.Returned["meta.interests"].Text, result.Returned["name"].Text));
    }

    [Fact]
    public async Task Numbers_are_cleared_by_their_own_empty_value_because_null_crashes()
    {
        WriteResult result = await UpdateAsync(1, ("meta.score", ""), ("meta.newsletter", ""), ("meta.interests", ""));
        Assert.Equal(("0", "false", true), (result.Returned["meta.score"].Text, result.Returned["meta.newsletter"].Text, result.Returned["meta.interests"].IsEmpty));
    }

    [Fact]
    public async Task An_update_is_repeated_after_a_cut_connection()
    {
        int cut = 0;
        Site.AfterWrite = _ => cut++ == 0 ? StubAnswer.Drop : null;
        Assert.Equal(WriteOutcome.Done, (await UpdateAsync(1, ("first_name", "Ada"))).Outcome);
        Assert.Equal(2, Posts);
    }

    [Fact]
    public async Task A_delete_whose_first_answer_was_lost_is_done()
    {
        Site.Seed(1);
        int cut = 0;
        Site.AfterWrite = _ => cut++ == 0 ? StubAnswer.Drop : null;
        WriteResult result = await SendAsync(new RecordWrite(1, WriteKind.Delete) { RecordId = "2" });
        Assert.Equal(WriteOutcome.Done, result.Outcome);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("0")]
    [InlineData("false")]
    [InlineData("2")]
    public async Task Nobody_is_deleted_without_an_heir(string? heir)
    {
        Site.Seed(1);
        await using WordPressConnector connector = Open(new UserPolicy { ReassignTo = heir });
        WriteResult result = Assert.Single(await connector.WriteAsync([new RecordWrite(1, WriteKind.Delete) { RecordId = "2" }], Token));
        Assert.Equal(WriteOutcome.Failed, result.Outcome);
        Assert.DoesNotContain(Site.Requests, r => r.Method == "DELETE");
    }

    [Fact]
    public async Task Roles_are_given_by_key_or_name_and_an_unknown_one_costs_only_its_item()
    {
        WriteResult done = await SendAsync(new RecordWrite(1, WriteKind.Update) { RecordId = "1", Groups = ["Editor"] });
        WriteResult failed = await SendAsync(new RecordWrite(2, WriteKind.Update) { RecordId = "1", Groups = ["nosuch"] });
        Assert.Equal((WriteOutcome.Done, WriteOutcome.Failed, ConnectorErrorKind.InvalidItem), (done.Outcome, failed.Outcome, failed.Error!.Kind));
        Assert.Equal(["editor"], Site.Users[1].Roles);
    }

    [Fact]
    public async Task A_missing_right_costs_only_its_item_and_names_the_right()
    {
        Site.Rights.Remove("create_users");
        WriteResult result = await CreateAsync(("email", "a@example.org"));
        Assert.Equal((WriteOutcome.Failed, ConnectorErrorKind.Permission), (result.Outcome, result.Error!.Kind));
        Assert.Contains("create_users", result.Error.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_block_is_not_offered() => Assert.Equal(WriteOutcome.Failed, (await SendAsync(new RecordWrite(1, WriteKind.Block) { RecordId = "1" })).Outcome);
}
