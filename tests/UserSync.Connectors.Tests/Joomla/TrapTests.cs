using UserSync.Connectors.Joomla;
using UserSync.Core.Connectors;
using UserSync.Core.Errors;
using UserSync.Core.Model;
using UserSync.Core.Profiles;
using UserSync.Simulators;
using UserSync.Simulators.Joomla;

namespace UserSync.Connectors.Tests.Joomla;

/// <summary>Every surprising row of the contract about single users, by its name there.</summary>
public sealed class TrapTests : IAsyncLifetime
{
    private JoomlaScene _scene = null!;

    private static CancellationToken Token => JoomlaScene.Token;

    private JoomlaDatabase Site => _scene.Site;

    public async ValueTask InitializeAsync() => _scene = await JoomlaScene.StartAsync();

    public ValueTask DisposeAsync() => _scene.DisposeAsync();

    [Fact]
    public async Task Accept_is_obligatory_and_goes_without_a_character_set()
    {
        using HttpClient plain = new();
        plain.DefaultRequestHeaders.Add("Authorization", "Bearer " + JoomlaDatabase.Token(42));
        using HttpResponseMessage refused = await plain.GetAsync(new Uri(_scene.Server.Address, "api/index.php/v1/users"), Token);
        Assert.Equal(406, (int)refused.StatusCode);
        Assert.Equal("Joomla", (await _scene.Connector().IdentifyAsync(Token)).Product);
    }

    [Theory]
    [InlineData("not base64!")]
    [InlineData("c2hhMjU2OjQy")]
    [InlineData("user:password")]
    [InlineData("")]
    public void A_secret_that_is_no_token_is_refused_before_anything_is_sent(string secret) =>
        Assert.Equal(ConnectorErrorKind.Authentication, Assert.Throws<ConnectorException>(() => _scene.Connector(secret)).Kind);

    [Fact]
    public async Task Bearer_is_case_sensitive_so_a_pasted_header_is_mended()
    {
        EndIdentity identity = await _scene.Connector("bearer " + JoomlaDatabase.Token(42)).IdentifyAsync(Token);
        Assert.Equal((_scene.Server.Address.AbsoluteUri.TrimEnd('/'), "user 42"), (identity.Id, identity.ActingAs));
    }

    [Theory]
    [InlineData("blocked")]
    [InlineData("reset")]
    [InlineData("disabled")]
    [InlineData("group")]
    public async Task All_reasons_to_refuse_a_token_look_the_same_and_the_remedy_names_them_all(string reason)
    {
        JoomlaUser user = Site.Add("Sync", "sync@example.org", reason == "group" ? 6 : 8);
        user.Block = reason == "blocked" ? 1 : 0;
        user.MustReset = reason == "reset";
        if (reason == "disabled")
            Site.DisabledTokens.Add(user.Id);
        ConnectorException error = await Assert.ThrowsAsync<ConnectorException>(() => _scene.Connector(JoomlaDatabase.Token(user.Id)).IdentifyAsync(Token));
        Assert.Equal(ConnectorErrorKind.Authentication, error.Kind);
        Assert.All(["blocked", "reset", "enabled", "Joomla API Token", "Web Services Login"], word => Assert.Contains(word, error.Error.Remedy, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_manager_cannot_touch_a_Super_User()
    {
        JoomlaUser manager = Site.Add("Manager", "manager@example.org", 6);
        Site.TokenGroups.Add(6);
        Site.ApiGroups.Add(6);
        JoomlaConnector connector = _scene.Connector(JoomlaDatabase.Token(manager.Id));
        WriteResult result = await JoomlaScene.SendAsync(connector, _scene.Change(42, ("name", "Hacked")));
        Assert.Equal((WriteOutcome.Failed, ConnectorErrorKind.Permission), (result.Outcome, result.Error!.Kind));
        Assert.Contains(await connector.CheckAsync(Token).ToListAsync(Token), c => c is { Check: "rights", Passed: null, Remedy: not null });
    }

    [Fact]
    public async Task A_plugin_that_is_off_is_named()
    {
        Site.WebServices = false;
        ConnectorException error = await Assert.ThrowsAsync<ConnectorException>(() => _scene.Connector().IdentifyAsync(Token));
        Assert.Contains("Web Services - Users", error.Error.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_is_made_while_new_users_are_mailed_their_password()
    {
        JoomlaConnector connector = _scene.Connector(end: _scene.End());
        Assert.Equal(NotifyChoice.Always, connector.Capabilities.Notify);
        WriteResult result = await JoomlaScene.SendAsync(connector, _scene.New(("email", "a@example.org")));
        Assert.Equal((WriteOutcome.Failed, ConnectorErrorKind.InvalidItem), (result.Outcome, result.Error!.Kind));
        Assert.Contains("mailOff", result.Error.Remedy, StringComparison.Ordinal);
        Assert.Empty(_scene.Writes);
        Assert.Empty(Site.Mails);
    }

    [Fact]
    public async Task Who_wants_the_mail_gets_users()
    {
        JoomlaConnector connector = _scene.Connector(end: _scene.End(), policy: new UserPolicy { Notify = NotifyChoice.Always });
        Assert.Equal(WriteOutcome.Done, (await JoomlaScene.SendAsync(connector, _scene.New(("email", "a@example.org")))).Outcome);
        Assert.Single(Site.Mails);
    }

    [Fact]
    public async Task With_the_mail_off_a_password_is_demanded_and_sent()
    {
        Site.MailsUsers = false;
        Site.ShortestPassword = 30;
        Assert.Equal(NotifyChoice.Never, _scene.Connector().Capabilities.Notify);
        Assert.Equal(WriteOutcome.Done, (await JoomlaScene.SendAsync(_scene.Connector(), _scene.New(("email", "a@example.org")))).Outcome);
        Assert.Empty(Site.Mails);
    }

    [Fact]
    public async Task An_address_that_is_taken_is_found_before_the_create_whatever_its_case()
    {
        Site.Add("Anna", "Anna@Example.org");
        Site.OverlookedAddresses = 1;
        WriteResult result = await JoomlaScene.SendAsync(_scene.Connector(), _scene.New(("email", "anna@example.ORG")));
        Assert.Equal((WriteOutcome.Failed, ConnectorErrorKind.Duplicate), (result.Outcome, result.Error!.Kind));
        Assert.Empty(_scene.Writes);
    }

    [Fact]
    public async Task Two_creates_of_one_address_at_once_make_one_user()
    {
        JoomlaConnector connector = _scene.Connector();
        Site.OverlookedAddresses = 3;
        WriteResult[] results = await Task.WhenAll(Enumerable.Range(0, 4).Select(n => JoomlaScene.SendAsync(connector, _scene.New(("email", "a@example.org"), ("username", $"anna{n}")))));
        Assert.Single(results, r => r.Outcome == WriteOutcome.Done);
        Assert.All(results.Where(r => r.Outcome != WriteOutcome.Done), r => Assert.Equal(ConnectorErrorKind.Duplicate, r.Error!.Kind));
        Assert.Single(Site.Users.Values, u => u.Email == "a@example.org");
    }

    [Fact]
    public async Task Percent_and_underscore_are_wildcards_so_hits_are_compared()
    {
        Site.Add("Other", "annaXb@example.org");
        Site.Add("Longer", "joanna_b@example.org");
        JoomlaConnector connector = _scene.Connector();
        Assert.Equal(WriteOutcome.Done, (await JoomlaScene.SendAsync(connector, _scene.New(("email", "anna_b@example.org")))).Outcome);
        CmsUser found = await connector.FindAsync(new LookupKey(KeyKind.Email, "email"), ["anna_b@example.org"], RecordQuery.All, Token).SingleAsync(Token);
        Assert.Equal("anna_b@example.org", found.Email);
    }

    [Fact]
    public async Task An_international_domain_is_found_by_its_punycode_only()
    {
        JoomlaConnector connector = _scene.Connector();
        WriteResult made = await JoomlaScene.SendAsync(connector, _scene.New(("email", "anna@bücher.example")));
        Assert.Equal("anna@bücher.example", made.Returned["email"].Text);
        Assert.Single(await connector.FindAsync(new LookupKey(KeyKind.Email, "email"), ["anna@bücher.example"], RecordQuery.All, Token).ToListAsync(Token));
        Assert.Equal(ConnectorErrorKind.Duplicate, (await JoomlaScene.SendAsync(connector, _scene.New(("email", "anna@xn--bcher-kva.example")))).Error!.Kind);
    }

    [Fact]
    public async Task A_login_that_is_taken_with_or_without_accents_gives_way_to_the_next()
    {
        Site.Add("Other", "x@example.org").UserName = "ánna";
        WriteResult made = await JoomlaScene.SendAsync(_scene.Connector(), _scene.New(("email", "anna@example.org")));
        Assert.Equal(WriteOutcome.Done, made.Outcome);
        Assert.Matches("^anna-[0-9a-f]{6}$", Site.Users[int.Parse(made.RecordId!)].UserName);
    }

    [Fact]
    public async Task A_mapped_login_that_is_taken_is_a_duplicate()
    {
        Site.Add("Other", "x@example.org").UserName = "anna";
        WriteResult result = await JoomlaScene.SendAsync(_scene.Connector(), _scene.New(("email", "anna@example.org"), ("username", "anna")));
        Assert.Equal((WriteOutcome.Failed, ConnectorErrorKind.Duplicate), (result.Outcome, result.Error!.Kind));
    }

    [Theory]
    [InlineData("b")]
    [InlineData("o'bad")]
    [InlineData("a&b")]
    [InlineData(" blank")]
    public async Task A_login_that_Joomla_refuses_is_not_sent(string login)
    {
        WriteResult result = await JoomlaScene.SendAsync(_scene.Connector(), _scene.New(("email", "anna@example.org"), ("username", login)));
        Assert.Equal(ConnectorErrorKind.InvalidItem, result.Error!.Kind);
        Assert.Empty(_scene.Writes);
    }

    [Fact]
    public async Task An_unknown_group_would_make_a_user_without_any_so_it_is_not_sent()
    {
        WriteResult result = await JoomlaScene.SendAsync(_scene.Connector(), _scene.New(("email", "a@example.org")) with { Groups = ["999"] });
        Assert.Equal(ConnectorErrorKind.InvalidItem, result.Error!.Kind);
        Assert.Empty(_scene.Writes);
    }

    [Fact]
    public async Task A_group_that_vanishes_before_the_write_is_told()
    {
        JoomlaConnector connector = _scene.Connector();
        await connector.IdentifyAsync(Token);
        Site.Groups.RemoveAll(g => g.Id == 3);
        WriteResult result = await JoomlaScene.SendAsync(connector, _scene.New(("email", "a@example.org")) with { Groups = ["Registered", "Author"] });
        Assert.Equal(WriteOutcome.Done, result.Outcome);
        Assert.Contains("group 3", result.Error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_groups_a_change_is_refused_so_those_of_the_user_go_along()
    {
        JoomlaUser user = Site.Add("Anna", "a@example.org", 2, 3);
        WriteResult result = await JoomlaScene.SendAsync(_scene.Connector(), _scene.Change(user.Id, ("name", "Berta")));
        Assert.Equal((WriteOutcome.Done, "Berta"), (result.Outcome, result.Returned["name"].Text));
        Assert.Equal([2, 3], user.Groups);
    }

    [Fact]
    public async Task A_group_that_was_made_since_is_kept()
    {
        JoomlaConnector connector = _scene.Connector();
        await connector.IdentifyAsync(Token);
        Site.Groups.Add(new JoomlaGroup(20, 1, 30, 31, "New"));
        JoomlaUser user = Site.Add("Anna", "a@example.org", 20);
        WriteResult result = await JoomlaScene.SendAsync(connector, _scene.Change(user.Id, ("name", "Berta")) with { JoinGroups = ["Author"] });
        Assert.Equal((WriteOutcome.Done, null), (result.Outcome, result.Error?.ToString()));
        Assert.Equal([3, 20], user.Groups);
    }

    [Fact]
    public async Task The_last_group_is_never_taken()
    {
        JoomlaUser user = Site.Add("Anna", "a@example.org", 3);
        WriteResult result = await JoomlaScene.SendAsync(_scene.Connector(), _scene.Change(user.Id) with { LeaveGroups = ["Author"] });
        Assert.Equal(ConnectorErrorKind.InvalidItem, result.Error!.Kind);
        Assert.Empty(_scene.Writes);
    }

    [Fact]
    public async Task Required_fields_go_along_with_every_change()
    {
        Site.AddField("must", "text", required: true);
        JoomlaUser user = Site.Add("Anna", "a@example.org");
        user.Values["must"] = ["x"];
        Assert.Equal(WriteOutcome.Done, (await JoomlaScene.SendAsync(_scene.Connector(), _scene.Change(user.Id, ("name", "Berta")))).Outcome);
        Assert.Equal(["x"], user.Values["must"]);
    }

    [Fact]
    public async Task A_required_field_without_a_value_is_named()
    {
        Site.AddField("must", "text", required: true);
        JoomlaUser user = Site.Add("Anna", "a@example.org");
        Assert.All(
            [await JoomlaScene.SendAsync(_scene.Connector(), _scene.Change(user.Id, ("name", "Berta"))), await JoomlaScene.SendAsync(_scene.Connector(), _scene.New(("email", "b@example.org")))],
            result => Assert.Contains("fields.must", result.Error!.Remedy, StringComparison.Ordinal));
        Assert.Empty(_scene.Writes);
    }

    [Fact]
    public async Task A_field_that_becomes_required_between_read_and_write_goes_along()
    {
        JoomlaUser user = Site.Add("Anna", "a@example.org");
        user.Values["company"] = ["Firm"];
        JoomlaConnector connector = _scene.Connector();
        await JoomlaScene.WalkAsync(connector);
        Site.Fields.Single(f => f.Name == "company").Required = true;
        Assert.Equal(WriteOutcome.Done, (await JoomlaScene.SendAsync(connector, _scene.Change(user.Id, ("name", "Berta")))).Outcome);
        Assert.Equal(("Berta", "Firm"), (user.Name, user.Values["company"].Single()));
    }

    [Fact]
    public async Task A_Super_User_needs_the_action_log_too()
    {
        Assert.Equal(WriteOutcome.Done, (await JoomlaScene.SendAsync(_scene.Connector(), _scene.Change(42, ("name", "Admin")))).Outcome);
        Assert.Contains("actionlogs", _scene.Writes.Single().Body, StringComparison.Ordinal);
        JoomlaUser user = Site.Add("Anna", "a@example.org");
        await JoomlaScene.SendAsync(_scene.Connector(), _scene.Change(user.Id, ("name", "Berta")));
        Assert.DoesNotContain("actionlogs", _scene.Writes.Last().Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Blocking_or_deleting_oneself_is_not_tried()
    {
        foreach (WriteKind kind in new[] { WriteKind.Block, WriteKind.Delete })
            Assert.Equal(ConnectorErrorKind.InvalidItem, (await JoomlaScene.SendAsync(_scene.Connector(), _scene.Write(kind, 42))).Error!.Kind);
        Assert.Empty(_scene.Writes);
    }

    [Fact]
    public async Task A_delete_of_who_is_not_there_would_crash_so_it_is_looked_at_before()
    {
        Assert.Equal(WriteOutcome.Done, (await JoomlaScene.SendAsync(_scene.Connector(), _scene.Write(WriteKind.Delete, 999))).Outcome);
        Assert.Empty(_scene.Writes);
    }

    [Fact]
    public async Task A_crash_on_delete_is_told_when_the_user_is_still_there()
    {
        JoomlaUser manager = Site.Add("Manager", "manager@example.org", 6);
        Site.TokenGroups.Add(6);
        Site.ApiGroups.Add(6);
        WriteResult result = await JoomlaScene.SendAsync(_scene.Connector(JoomlaDatabase.Token(manager.Id)), _scene.Write(WriteKind.Delete, 42));
        Assert.Equal((WriteOutcome.Failed, true), (result.Outcome, Site.Users.ContainsKey(42)));
    }

    [Fact]
    public async Task A_change_of_who_is_not_there_is_not_found_although_Joomla_says_400()
    {
        WriteResult result = await JoomlaScene.SendAsync(_scene.Connector(), _scene.Change(999, ("name", "Ghost")));
        Assert.Equal((WriteOutcome.Failed, ConnectorErrorKind.NotFound), (result.Outcome, result.Error!.Kind));
    }

    [Fact]
    public async Task Any_number_but_nought_means_blocked()
    {
        JoomlaUser user = Site.Add("Anna", "a@example.org");
        user.Block = 5;
        Assert.False((await JoomlaScene.GetAsync(_scene.Connector(), user.Id)).Enabled);
    }

    [Fact]
    public async Task Tags_are_stripped_from_names_and_the_baseline_is_what_is_stored()
    {
        JoomlaUser user = Site.Add("Anna", "a@example.org");
        WriteResult result = await JoomlaScene.SendAsync(_scene.Connector(), _scene.Change(user.Id, ("name", "  Tagga <b>Muster</b> & \"Quote\" ")));
        Assert.Equal("  Tagga Muster & \"Quote\" ", result.Returned["name"].Text);
    }

    [Theory]
    [InlineData("name", 401)]
    [InlineData("email", 101)]
    public async Task What_does_not_fit_its_column_is_refused_before(string path, int length)
    {
        JoomlaUser user = Site.Add("Anna", "a@example.org");
        string value = path == "email" ? new string('a', length - 12) + "@example.org" : new string('N', length);
        Assert.Equal(ConnectorErrorKind.InvalidItem, (await JoomlaScene.SendAsync(_scene.Connector(), _scene.Change(user.Id, (path, value)))).Error!.Kind);
        Assert.Empty(_scene.Writes);
    }

    [Fact]
    public async Task A_custom_field_that_is_called_like_an_attribute_hides_it_and_nothing_is_cleared_by_that()
    {
        Site.AddField("name", "text");
        JoomlaUser user = Site.Add("Anna", "a@example.org");
        JoomlaConnector connector = _scene.Connector();
        Assert.True((await JoomlaScene.GetAsync(connector, user.Id)).Get("name").IsNotRead);
        Assert.Contains(await connector.CheckAsync(Token).ToListAsync(Token), c => c is { Check: "custom field name", Passed: false });
    }

    [Fact]
    public async Task Params_are_never_told_and_the_check_says_so()
    {
        JoomlaUser user = Site.Add("Anna", "a@example.org");
        JoomlaConnector connector = _scene.Connector(mapped: ["params.amocrm.telegram"]);
        Assert.Contains(await connector.CheckAsync(Token).ToListAsync(Token), c => c is { Check: "field params.amocrm.telegram", Passed: false } && c.Remedy!.Contains("agent", StringComparison.Ordinal));
        Assert.Equal(ConnectorErrorKind.InvalidItem, (await JoomlaScene.SendAsync(connector, _scene.Change(user.Id, ("params.amocrm.telegram", "x")))).Error!.Kind);
    }

    [Theory]
    [InlineData(FaultKind.WebPage, ConnectorErrorKind.Protocol)]
    [InlineData(FaultKind.Maintenance, ConnectorErrorKind.Maintenance)]
    public async Task A_page_of_another_program_or_a_site_under_repair_is_recognised(FaultKind fault, ConnectorErrorKind kind)
    {
        for (int n = 0; n < 5; n++)
            _scene.Server.Add(new Fault(fault, static _ => true));
        Assert.Equal(kind, (await Assert.ThrowsAsync<ConnectorException>(() => _scene.Connector().IdentifyAsync(Token))).Kind);
    }

    [Fact]
    public async Task The_address_of_a_user_is_its_page_in_the_administration()
    {
        JoomlaUser user = Site.Add("Anna", "a@example.org");
        Assert.Equal($"{_scene.Server.Address}administrator/index.php?option=com_users&task=user.edit&id={user.Id}", (await JoomlaScene.GetAsync(_scene.Connector(), user.Id)).ProfileUrl);
    }

    [Theory]
    [InlineData("administrator")]
    [InlineData("administrator/index.php")]
    [InlineData("api/index.php/v1")]
    public async Task An_address_with_a_path_of_Joomla_works_too(string path)
    {
        EndSettings end = _scene.End() with { Url = new Uri(_scene.Server.Address, path) };
        Assert.Equal("Joomla", (await _scene.Connector(end: end).IdentifyAsync(Token)).Product);
    }
}
