using UserSync.Connectors.Drupal;
using UserSync.Core.Connectors;
using UserSync.Core.Errors;
using UserSync.Simulators.Drupal;

namespace UserSync.Connectors.Tests.Drupal;

/// <summary>Who we are to the site: Drupal answers 200 with the public view to whoever it does not know.</summary>
public sealed class CredentialTests : DrupalTest
{
    [Theory]
    [InlineData("sync:wrong")]
    [InlineData("nobody:sync-pass")]
    public async Task A_wrong_credential_that_Drupal_answers_with_200_is_told_as_such(string secret)
    {
        Scene.Seed(3);
        ConnectorException error = await FailAsync(secret);
        Assert.Equal(ConnectorErrorKind.Authentication, error.Kind);
        Assert.Contains("wrong", error.Error.Message, StringComparison.Ordinal);
        Assert.NotNull(error.Error.Remedy);
    }

    [Fact]
    public async Task A_blocked_account_is_told_as_such()
    {
        Scene.Database.Users[2].Status = false;
        ConnectorException error = await FailAsync();
        Assert.Equal(ConnectorErrorKind.Authentication, error.Kind);
        Assert.Contains("blocked", error.Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_module_for_basic_authentication_is_told_by_its_name()
    {
        Scene.Site.BasicAuthEnabled = false;
        ConnectorException error = await FailAsync();
        Assert.Equal(ConnectorErrorKind.Authentication, error.Kind);
        Assert.Contains("HTTP Basic Authentication", error.Error.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Flood_control_that_refuses_the_right_password_is_recognised()
    {
        for (int n = 0; n < 6; n++)
            Scene.Site.Login.Flood.Failed("sync");
        ConnectorException error = await FailAsync();
        Assert.Equal(ConnectorErrorKind.Authentication, error.Kind);
        Assert.Contains("the password is right, but flood control", error.Error.Message, StringComparison.Ordinal);
        Assert.Contains("six hours", error.Error.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_password_is_sent_once_and_does_not_bring_flood_control_about()
    {
        await using DrupalConnector connector = Scene.Connector("sync:wrong");
        for (int n = 0; n < 10; n++)
            await Assert.ThrowsAsync<ConnectorException>(() => DrupalScene.WalkAsync(connector));
        Assert.Single(Scene.Server.Log, r => r.Target == "/jsonapi");
        Assert.NotEmpty(await WalkAsync());
    }

    [Fact]
    public async Task An_account_that_is_no_more_known_in_the_middle_of_a_walk_ends_it()
    {
        Scene.Seed(120);
        await using DrupalConnector connector = Scene.Connector(http: new UserSync.Core.Profiles.HttpSettings { Timeout = Fakes.Given.Timeout, Parallel = 1 });
        ConnectorException error = await Assert.ThrowsAsync<ConnectorException>(async () =>
        {
            await foreach (Core.Model.CmsUser _ in connector.ReadAsync(RecordQuery.All, Token))
                Scene.Database.Users[2].Password = "changed";
        });
        Assert.Equal(ConnectorErrorKind.Authentication, error.Kind);
    }

    [Fact]
    public async Task An_account_that_is_no_more_known_in_the_middle_of_writes_ends_them()
    {
        await using DrupalConnector connector = Scene.Connector();
        Assert.Equal(WriteOutcome.Done, (await DrupalScene.WriteAsync(connector, Scene.Create("one@example.org"))).Outcome);
        Scene.Database.Users[2].Status = false;
        ConnectorException error = await Assert.ThrowsAsync<ConnectorException>(() => DrupalScene.WriteAsync(connector, Scene.Create("two@example.org")));
        Assert.Equal(ConnectorErrorKind.Authentication, error.Kind);
    }

    [Fact]
    public async Task An_account_that_sees_users_without_addresses_is_told_the_permission_that_it_lacks()
    {
        ConnectorException error = await FailAsync("reader:reader-pass");
        Assert.Equal(ConnectorErrorKind.Permission, error.Kind);
        Assert.Contains("administer users", error.Error.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_cookie_that_a_delete_sets_is_not_sent_back_and_the_next_write_is_taken()
    {
        Scene.Seed(1);
        DrupalUser user = Scene.Database.Users[5];
        await using DrupalConnector connector = Scene.Connector();
        Assert.Equal(WriteKind.Block, (await DrupalScene.WriteAsync(connector, Scene.To(WriteKind.Delete, user))).Instead);
        Assert.Equal(WriteOutcome.Done, (await DrupalScene.WriteAsync(connector, Scene.Change(user, ("fields.field_first_name", "After")))).Outcome);
    }

    [Fact]
    public async Task The_identity_is_the_address_that_the_site_calls_itself_by_with_product_clock_and_account()
    {
        await using DrupalConnector connector = Scene.Connector();
        EndIdentity identity = await connector.IdentifyAsync(Token);
        Assert.Equal((Scene.Server.Address.AbsoluteUri.TrimEnd('/'), "Drupal 10", "sync", Scene.Site.Clock.GetUtcNow()), (identity.Id, identity.Product, identity.ActingAs, identity.Clock));
    }

    [Theory]
    [InlineData("sync")]
    [InlineData("sync:")]
    [InlineData(":pass")]
    public void A_secret_of_another_form_is_refused_before_anything_is_sent(string secret) =>
        Assert.Equal(ConnectorErrorKind.Authentication, Assert.Throws<ConnectorException>(() => Scene.Connector(secret)).Kind);
}
