using UserSync.Connectors.Tests.Fakes;
using UserSync.Core.Connectors;
using UserSync.Core.Errors;

namespace UserSync.Connectors.Tests.WordPress;

/// <summary>What a real WordPress 6.1.9 answered, as recorded.</summary>
public sealed class RecordedErrorTests : WordPressTest
{
    [Theory]
    [InlineData("user-create-dup-email", ConnectorErrorKind.Duplicate)]
    [InlineData("user-create-dup-login", ConnectorErrorKind.Duplicate)]
    [InlineData("user-create-bad-email", ConnectorErrorKind.InvalidItem)]
    [InlineData("user-create-email-login", ConnectorErrorKind.InvalidItem)]
    [InlineData("user-create-unicode-login", ConnectorErrorKind.InvalidItem)]
    [InlineData("user-create-missing", ConnectorErrorKind.InvalidItem)]
    [InlineData("user-get-404", ConnectorErrorKind.NotFound)]
    [InlineData("user-delete-noforce", ConnectorErrorKind.InvalidItem)]
    public async Task An_error_of_one_item_is_classified_and_not_repeated(string recording, ConnectorErrorKind kind)
    {
        Site.Before = request => request.Method == "POST" ? Recording.Load("wordpress/" + recording).Answer : null;
        WriteResult result = await CreateAsync(("email", "a@example.org"), ("username", "a"));
        Assert.Equal((WriteOutcome.Failed, kind), (result.Outcome, result.Error!.Kind));
        Assert.Equal(1, Posts);
    }

    [Fact]
    public async Task An_error_names_the_parameter_and_what_is_wrong_with_it()
    {
        Site.Before = request => request.Method == "POST" ? Recording.Load("wordpress/user-create-bad-email").Answer : null;
        WriteResult result = await CreateAsync(("email", "a@example.org"));
        Assert.Contains("email: Invalid email address", result.Error!.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("user-list-badauth")]
    [InlineData("user-list-noauth-edit")]
    public async Task A_list_with_wrong_credentials_is_an_authentication_error(string recording)
    {
        Site.Before = request => request["offset"] is null ? null : Recording.Load("wordpress/" + recording).Answer;
        ConnectorException error = await FailAsync();
        Assert.Equal(ConnectorErrorKind.Authentication, error.Kind);
        Assert.Contains("application password", error.Error.Remedy, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_recorded_list_is_read_with_roles_meta_and_times()
    {
        Site.Before = request => request["offset"] is null ? null : Recording.Load("wordpress/user-list").Answer;
        Core.Model.CmsUser user = (await WalkAsync())[1];
        Assert.Equal(("2", "anna.fiktiv", "anna.neu@example.org", "Анна", "Fiktiv"), (user.UserId, user.UserName, user.Email, user.FirstName, user.LastName));
        Assert.Equal(("+49 30 1234567", "Example GmbH", "subscriber"), (user.Get("meta.phone").Text, user.Get("meta.company").Text, user.Groups[0].Id));
        Assert.Equal(new DateTimeOffset(2026, 11, 20, 15, 32, 47, TimeSpan.Zero), user.CreatedAt);
        Assert.Equal(Site.Address + "wp-admin/user-edit.php?user_id=2", user.ProfileUrl);
        Assert.True(user.Get("meta.persisted_preferences").IsNotRead);
    }

    [Fact]
    public async Task A_recorded_create_returns_what_the_site_stored()
    {
        Site.Before = request => request.Method == "POST" ? Recording.Load("wordpress/user-create").Answer : null;
        WriteResult result = await CreateAsync(("email", "anna.fiktiv@example.org"), ("meta.phone", "+49301234567"));
        Assert.Equal((WriteOutcome.Done, "2"), (result.Outcome, result.RecordId));
        Assert.Equal(("Anna.Fiktiv@example.org", "+49 30 1234567"), (result.Returned["email"].Text, result.Returned["meta.phone"].Text));
    }

    [Fact]
    public async Task The_recorded_index_and_account_identify_the_site()
    {
        Site.Before = request => request.Path == "/wp-json/" ? Recording.Load("wordpress/index").Answer
            : request.Path.EndsWith("/me", StringComparison.Ordinal) ? Recording.Load("wordpress/me").Answer
            : null;
        EndIdentity identity = await Connector.IdentifyAsync(Token);
        Assert.Equal(("http://127.0.0.1:8082", "admin"), (identity.Id, identity.ActingAs));
        Assert.NotNull(identity.Clock);
    }

    [Fact]
    public async Task Maintenance_is_recognised_and_not_waited_for()
    {
        // As seen from 6.1.9 with a .maintenance file.
        Site.Before = request => request["offset"] is null ? null : StubAnswer.Json(
            """{"code":"wp_die","message":"Briefly unavailable for scheduled maintenance. Check back in a minute.","data":{"status":503},"additional_errors":[]}""", 503).With("Retry-After", "600");
        ConnectorException error = await FailAsync();
        Assert.Equal((ConnectorErrorKind.Maintenance, TimeSpan.FromMinutes(10)), (error.Kind, error.RetryAfter));
    }

    [Fact]
    public async Task Maintenance_during_a_create_is_no_doubt_because_nothing_was_done()
    {
        Site.Before = request => request.Method == "POST" ? StubAnswer.Json("""{"code":"wp_die","message":"Briefly unavailable","data":{"status":503}}""", 503) : null;
        WriteResult result = await CreateAsync(("email", "a@example.org"));
        Assert.Equal((WriteOutcome.Failed, ConnectorErrorKind.Maintenance), (result.Outcome, result.Error!.Kind));
    }

    [Fact]
    public async Task A_site_that_hides_its_users_from_the_api_is_told_as_such()
    {
        Site.Before = request => request["offset"] is null ? null : StubAnswer.Json("""{"code":"rest_no_route","message":"No route","data":{"status":404}}""", 404);
        ConnectorException error = await FailAsync();
        Assert.Equal(ConnectorErrorKind.Fatal, error.Kind);
        Assert.Contains("security plugin", error.Error.Remedy, StringComparison.Ordinal);
    }
}
