using UserSync.Connectors.AmoCrm;
using UserSync.Connectors.Tests.Fakes;
using UserSync.Core.Connectors;
using UserSync.Core.Errors;
using UserSync.Core.Profiles;
using UserSync.Simulators;
using UserSync.Simulators.AmoCrm;

namespace UserSync.Connectors.Tests.AmoCrm;

/// <summary>Tokens: contract 1, and complaint 2 of its section 9.</summary>
public sealed class AuthorisationTests : IAsyncLifetime
{
    private AmoRun _run = null!;
    private AmoPair _pair = null!;

    private static CancellationToken Token => AmoScene.Token;

    private AmoScene Scene => _run.Scene;

    private string TokenFile => _pair.TokenFile;

    public async ValueTask InitializeAsync()
    {
        _run = await AmoRun.StartAsync();
        _pair = new AmoPair(_run);
    }

    public async ValueTask DisposeAsync()
    {
        await _run.DisposeAsync();
        await _pair.DisposeAsync();
    }

    [Fact]
    public async Task A_code_is_exchanged_and_the_pair_kept_for_its_owner_only()
    {
        EndIdentity account = await ConnectAsync();
        Assert.Equal("40000001", account.Id);
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(TokenFile));
        await using AmoCrmConnector crm = Open();
        Assert.Equal("40000001", (await crm.IdentifyAsync(Token)).Id);
    }

    [Fact]
    public async Task The_browser_s_address_is_taken_only_with_our_own_state_and_the_vendor_s_host()
    {
        AccountConnection connection = Connection();
        string state = System.Web.HttpUtility.ParseQueryString(connection.ConsentAddress.Query)["state"]!;
        string host = Scene.Server.Address.Authority;
        string code = Scene.Simulator.Tokens.IssueCode();
        foreach (string wrong in new[]
        {
            $"https://cms.example.org/oauth?code={code}&referer={host}&state=123-abc",
            $"https://cms.example.org/oauth?code={code}&referer={host}",
            $"https://cms.example.org/oauth?code={code}&referer=evil.example.org&state={state}",
            $"https://cms.example.org/oauth?code={code}&referer=acme.amocrm.ru.evil.org&state={state}",
            $"https://cms.example.org/oauth?error=access_denied&state={state}",
        })
            await Assert.ThrowsAsync<ConnectorException>(() => connection.ConnectAsync(wrong, Token));
        Assert.Empty(Scene.Server.Log);
        Scene.Time.Advance(TimeSpan.FromMinutes(19));
        Assert.Equal("40000001", (await connection.ConnectAsync($"https://cms.example.org/oauth?code={code}&referer={host}&state={state}&platform=1", Token)).Id);
        Scene.Time.Advance(TimeSpan.FromMinutes(2));
        await Assert.ThrowsAsync<ConnectorException>(() => connection.ConnectAsync($"https://cms.example.org/oauth?code={Scene.Simulator.Tokens.IssueCode()}&referer={host}&state={state}", Token));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Ten_processes_renew_an_expired_token_once(bool kills)
    {
        Scene.Switches.RefreshKillsOldAccess = kills;
        await ConnectAsync();
        Scene.Time.Advance(TimeSpan.FromHours(25));
        int before = Scene.Simulator.Tokens.Refresh.Count;
        AmoCrmConnector[] all = [.. Enumerable.Range(0, 10).Select(_ => Open())];
        await Task.WhenAll(all.Select(c => c.IdentifyAsync(Token)));
        foreach (AmoCrmConnector one in all)
            await one.DisposeAsync();
        Assert.Equal(before + 1, Scene.Simulator.Tokens.Refresh.Count);
    }

    [Fact]
    public async Task A_token_that_is_refused_early_is_renewed_once_and_the_request_goes_again()
    {
        await ConnectAsync();
        await using AmoCrmConnector crm = Open();
        await crm.IdentifyAsync(Token);
        foreach (AmoToken token in Scene.Simulator.Tokens.Access)
            token.Revoked = true;
        Assert.NotEmpty(await crm.ListTagsAsync(Token).ToListAsync(Token));
        Scene.Simulator.Tokens.RevokeAll();
        ConnectorException error = await Assert.ThrowsAsync<ConnectorException>(() => crm.ListTagsAsync(Token).ToListAsync(Token).AsTask());
        Assert.Equal(ConnectorErrorKind.Authentication, error.Kind);
        Assert.Contains("Connect-CrmAccount", error.Error.Remedy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_lost_refresh_answer_is_told_and_the_next_one_says_that_somebody_must_connect(bool is400)
    {
        Scene.Switches.TokenFailureIs400 = is400;
        await ConnectAsync();
        Scene.Time.Advance(TimeSpan.FromHours(25));
        string pair = await File.ReadAllTextAsync(TokenFile, Token);
        Scene.Server.Add(Fault.On("access_token", FaultKind.CutAfter));
        await using (AmoCrmConnector crm = Open())
            Assert.Equal(ConnectorErrorKind.Transient, (await Assert.ThrowsAsync<ConnectorException>(() => crm.IdentifyAsync(Token))).Kind);
        Assert.Equal(pair, await File.ReadAllTextAsync(TokenFile, Token));
        await using AmoCrmConnector again = Open();
        ConnectorException lost = await Assert.ThrowsAsync<ConnectorException>(() => again.IdentifyAsync(Token));
        Assert.Equal(ConnectorErrorKind.Authentication, lost.Kind);
        Assert.Contains("revoked", lost.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(500, false, ConnectorErrorKind.Transient)]
    [InlineData(502, true, ConnectorErrorKind.Transient)]
    [InlineData(403, true, ConnectorErrorKind.Blocked)]
    public async Task What_is_no_loss_of_authorisation_keeps_the_pair(int status, bool html, ConnectorErrorKind kind)
    {
        await ConnectAsync();
        Scene.Time.Advance(TimeSpan.FromHours(25));
        string pair = await File.ReadAllTextAsync(TokenFile, Token);
        Scene.Server.Add(new Fault(FaultKind.ErrorBefore, r => r.Target.Contains("access_token", StringComparison.Ordinal)) { Status = status, Html = html });
        await using (AmoCrmConnector crm = Open())
            Assert.Equal(kind, (await Assert.ThrowsAsync<ConnectorException>(() => crm.IdentifyAsync(Token))).Kind);
        Assert.Equal(pair, await File.ReadAllTextAsync(TokenFile, Token));
        Scene.Time.Advance(TimeSpan.FromHours(2));
        await using AmoCrmConnector later = Open();
        Assert.Equal("40000001", (await later.IdentifyAsync(Token)).Id);
    }

    // The lock lasts for a time only: a process that was stopped in the middle of its renewal (a sleeping laptop, a full swap) comes back
    // when another one has renewed the pair, and its own refresh token is used up.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_renewal_that_was_overtaken_takes_the_other_s_pair(bool is400)
    {
        Scene.Switches.TokenFailureIs400 = is400;
        await ConnectAsync();
        Scene.Time.Advance(TimeSpan.FromHours(25));
        StalledMemory stalled = new(_run.Memory());
        await using AmoCrmConnector slow = _pair.Open(stalled);
        Task<EndIdentity> late = slow.IdentifyAsync(Token);
        await stalled.HasLock;
        Scene.Time.Advance(TimeSpan.FromMinutes(16));
        await using (AmoCrmConnector quick = Open())
            Assert.Equal("40000001", (await quick.IdentifyAsync(Token)).Id);
        string theirs = await File.ReadAllTextAsync(TokenFile, Token);
        stalled.GoOn();
        Assert.Equal("40000001", (await late).Id);
        Assert.Equal(theirs, await File.ReadAllTextAsync(TokenFile, Token));
        Assert.Equal(2, Scene.Simulator.Tokens.Refresh.Count);
    }

    [Fact]
    public async Task A_moved_account_is_followed()
    {
        Scene.Simulator.Tokens.ApiDomain = Scene.Server.Address.Authority;
        await ConnectAsync();
        Scene.Simulator.Rename("moved", $"localhost:{Scene.Server.Address.Port}");
        await using AmoCrmConnector crm = Open();
        Assert.Equal("40000001", (await crm.IdentifyAsync(Token)).Id);
        Assert.Contains("localhost", await File.ReadAllTextAsync(TokenFile, Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_of_another_account_is_refused_before_anything_is_read()
    {
        EndSettings end = Scene.End() with { Key = "40000002" };
        await using AmoCrmConnector crm = new(end, Scene.Simulator.LongLivedToken, new ContactPolicy(), new VolatileMemory(Scene.Time), Given.Context(Scene.Time));
        ConnectorException error = await Assert.ThrowsAsync<ConnectorException>(() => crm.ReadAsync(RecordQuery.All, Token).ToListAsync(Token).AsTask());
        Assert.Equal(ConnectorErrorKind.Authentication, error.Kind);
        Assert.Single(Scene.Server.Log);
    }

    [Fact]
    public async Task A_long_lived_token_warns_before_its_end_and_is_not_sent_after_it()
    {
        string token = Scene.Simulator.Tokens.IssueLongLived(TimeSpan.FromDays(31)).Text;
        await using AmoCrmConnector crm = Scene.Connector(token);
        Assert.Null((await crm.IdentifyAsync(Token)).Warning);
        Scene.Time.Advance(TimeSpan.FromDays(2));
        Assert.Contains("ends on", (await crm.IdentifyAsync(Token)).Warning, StringComparison.Ordinal);
        Assert.Contains(await crm.CheckAsync(Token).ToListAsync(Token), c => c is { Check: "token", Passed: null });
        Scene.Time.Advance(TimeSpan.FromDays(30));
        int sent = Scene.Server.Log.Count;
        await Assert.ThrowsAsync<ConnectorException>(() => crm.ListTagsAsync(Token).ToListAsync(Token).AsTask());
        Assert.Equal(sent, Scene.Server.Log.Count);
    }

    [Fact]
    public async Task Neither_tokens_nor_secrets_are_traced()
    {
        List<string> lines = [];
        await using AccountConnection connection = new(_pair.End(), "SAMPLE-NOT-A-REAL-SECRET", _run.Memory(), Given.Context(Scene.Time, t => lines.Add(t.Text)));
        string code = Scene.Simulator.Tokens.IssueCode();
        await connection.ConnectAsync(code, Token);
        string all = string.Join('\n', lines);
        Assert.NotEmpty(all);
        string[] secrets = ["SAMPLE-NOT-A-REAL-SECRET", code, .. Scene.Simulator.Tokens.Access.Select(t => t.Text), .. Scene.Simulator.Tokens.Refresh.Select(t => t.Text)];
        Assert.All(secrets, s => Assert.DoesNotContain(s, all, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_token_file_that_others_can_read_is_refused()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Unix modes.");
        await ConnectAsync();
#pragma warning disable CA1416 // Skipped on Windows.
        File.SetUnixFileMode(TokenFile, UnixFileMode.UserRead | UnixFileMode.OtherRead);
#pragma warning restore CA1416
        await using AmoCrmConnector crm = Open();
        Assert.Equal(ErrorIds.SecretUnavailable, (await Assert.ThrowsAsync<ConnectorException>(() => crm.IdentifyAsync(Token))).Error.Id);
    }

    private Task<EndIdentity> ConnectAsync() => _pair.ConnectAsync();

    private AmoCrmConnector Open() => _pair.Open();

    private AccountConnection Connection() => _pair.Connection();
}
