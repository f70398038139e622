using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using UserSync.Connectors.Http;
using UserSync.Connectors.Tests.Fakes;
using UserSync.Core.Errors;

namespace UserSync.Connectors.Tests.Http;

public sealed class RemoteClientTests
{
    private static readonly RemoteRequest Read = RemoteRequest.Get("things?secret=1");
    private static readonly RemoteRequest Update = new(HttpMethod.Post, "things/1", Safety.IdempotentWrite) { Body = "{}" };
    private static readonly RemoteRequest Create = new(HttpMethod.Post, "things", Safety.Create) { Body = "{}" };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_read_is_repeated_after_a_server_error()
    {
        await using HttpStub stub = new(StubAnswer.Json("{}", 502), StubAnswer.Json("{}", 503), StubAnswer.Json("[1]"));
        FakeTime time = Given.SkippingClock();
        Assert.Equal(200, await SendAsync(stub, Read, time));
        Assert.Equal(3, stub.Requests.Count);
        Assert.Equal(2, time.Skipped.Count);
    }

    [Fact]
    public async Task A_read_gives_up_after_three_repetitions()
    {
        await using HttpStub stub = new(StubAnswer.Json("{}", 502));
        ConnectorException error = await FailAsync(stub, Read);
        Assert.Equal(ConnectorErrorKind.Transient, error.Kind);
        Assert.Equal(4, stub.Requests.Count);
        Assert.Matches(@" It was tried 4 times in \d+ s\.$", error.Error.Message);
    }

    [Fact]
    public async Task Pauses_grow_and_are_spread_by_the_randomness_passed_in()
    {
        await using HttpStub stub = new(StubAnswer.Json("{}", 502));
        FakeTime time = Given.SkippingClock();
        await FailAsync(stub, Read, time);
        FakeTime again = Given.SkippingClock();
        await FailAsync(stub, Read, again);
        Assert.Equal(time.Skipped, again.Skipped);
        Assert.Equal(time.Skipped.Order(), time.Skipped);
        Assert.InRange(time.Skipped[^1], TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(10));
    }

    [Theory]
    [InlineData(500)]
    [InlineData(503)]
    [InlineData(504)]
    public async Task A_create_is_not_repeated_after_a_server_error_but_in_doubt(int status)
    {
        await using HttpStub stub = new(StubAnswer.Json("{}", status));
        Assert.Equal(ConnectorErrorKind.InDoubt, (await FailAsync(stub, Create)).Kind);
        Assert.Single(stub.Requests);
    }

    [Fact]
    public async Task A_create_whose_connection_is_cut_is_in_doubt_and_not_repeated()
    {
        await using HttpStub stub = new(StubAnswer.Drop);
        Assert.Equal(ConnectorErrorKind.InDoubt, (await FailAsync(stub, Create)).Kind);
        Assert.Single(stub.Requests);
    }

    [Fact]
    public async Task A_create_that_times_out_is_in_doubt_and_not_repeated()
    {
        FakeTime time = new();
        await using HttpStub stub = new(StubAnswer.Hang);
        Task<ConnectorException> failing = FailAsync(stub, Create, time);
        await ArrivedAsync(stub);
        time.Advance(Given.Timeout);
        ConnectorException error = await failing;
        Assert.Equal(ConnectorErrorKind.InDoubt, error.Kind);
        Assert.Single(stub.Requests);
    }

    [Theory]
    [InlineData("<html><title>Welcome</title></html>")]
    [InlineData("{\"id\": 1, \"na")]
    public async Task A_create_with_an_answer_that_cannot_be_read_is_in_doubt(string body)
    {
        await using HttpStub stub = new(StubAnswer.Json(body, 201));
        Assert.Equal(ConnectorErrorKind.InDoubt, (await FailAsync(stub, Create)).Kind);
        Assert.Single(stub.Requests);
    }

    [Fact]
    public async Task A_create_that_found_nobody_listening_is_transient_not_in_doubt()
    {
        using TcpListener closed = new(IPAddress.Loopback, 0);
        closed.Start();
        Uri address = new($"http://127.0.0.1:{((IPEndPoint)closed.LocalEndpoint).Port}/");
        closed.Stop();
        await using RemoteClient client = new(Given.Client(address));
        ConnectorException error = await Assert.ThrowsAsync<ConnectorException>(() => client.SendAsync(Create, Tokens, Token));
        Assert.Equal(ConnectorErrorKind.Transient, error.Kind);
    }

    [Fact]
    public async Task A_name_that_does_not_resolve_is_transient_with_a_remedy()
    {
        await using RemoteClient client = new(Given.Client(new Uri("http://no-such-host.invalid/")));
        ConnectorException error = await Assert.ThrowsAsync<ConnectorException>(() => client.SendAsync(Create, Tokens, Token));
        Assert.Equal(ConnectorErrorKind.Transient, error.Kind);
        Assert.NotNull(error.Error.Remedy);
    }

    [Fact]
    public async Task An_idempotent_write_is_repeated_after_a_cut_connection()
    {
        await using HttpStub stub = new(StubAnswer.Drop, StubAnswer.Json("{}"));
        Assert.Equal(200, await SendAsync(stub, Update));
        Assert.Equal(2, stub.Requests.Count);
    }

    [Fact]
    public async Task An_idempotent_write_that_never_gets_an_answer_is_in_doubt()
    {
        await using HttpStub stub = new(StubAnswer.Drop);
        Assert.Equal(ConnectorErrorKind.InDoubt, (await FailAsync(stub, Update)).Kind);
        Assert.Equal(4, stub.Requests.Count);
    }

    [Fact]
    public async Task A_create_is_repeated_after_429()
    {
        await using HttpStub stub = new(StubAnswer.Json("{}", 429), StubAnswer.Json("{}", 201));
        Assert.Equal(201, await SendAsync(stub, Create));
    }

    [Fact]
    public async Task The_third_429_ends_the_request()
    {
        await using HttpStub stub = new(StubAnswer.Json("{}", 429));
        Assert.Equal(ConnectorErrorKind.Throttled, (await FailAsync(stub, Read)).Kind);
        Assert.Equal(3, stub.Requests.Count);
    }

    [Fact]
    public async Task Retry_After_in_seconds_is_honoured()
    {
        await using HttpStub stub = new(StubAnswer.Json("{}", 429).With("Retry-After", "17"), StubAnswer.Json("{}"));
        FakeTime time = Given.SkippingClock();
        await SendAsync(stub, Read, time);
        Assert.Equal([TimeSpan.FromSeconds(17)], time.Skipped);
    }

    [Fact]
    public async Task Retry_After_as_a_date_is_measured_by_the_servers_own_clock()
    {
        // The server lives a day later than we do.
        await using HttpStub stub = new(
            StubAnswer.Json("{}", 503).With("Date", "Sat, 21 Nov 2026 12:00:00 GMT").With("Retry-After", "Sat, 21 Nov 2026 12:00:42 GMT"),
            StubAnswer.Json("{}"));
        FakeTime time = Given.SkippingClock();
        await SendAsync(stub, Read, time);
        Assert.Equal([TimeSpan.FromSeconds(42)], time.Skipped);
    }

    [Fact]
    public async Task A_very_long_Retry_After_ends_at_once_and_is_told()
    {
        await using HttpStub stub = new(StubAnswer.Json("{}", 503).With("Retry-After", "3600"));
        ConnectorException error = await FailAsync(stub, Read);
        Assert.Equal(TimeSpan.FromHours(1), error.RetryAfter);
        Assert.Single(stub.Requests);
    }

    [Fact]
    public async Task A_timeout_tells_after_how_many_seconds()
    {
        FakeTime time = new() { Skips = due => due != Given.Timeout };
        int arrived = 0;
        using SemaphoreSlim arrival = new(0);
        await using HttpStub stub = new(_ =>
        {
            Interlocked.Increment(ref arrived);
            arrival.Release();
            return StubAnswer.Hang;
        });
        Task<ConnectorException> failing = FailAsync(stub, Read, time);
        for (int n = 0; n < 4; n++)
        {
            await arrival.WaitAsync(Token);
            time.Advance(Given.Timeout);
        }

        ConnectorException error = await failing;
        Assert.Equal(ConnectorErrorKind.Transient, error.Kind);
        Assert.Contains("timed out after 77 s", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancellation_by_the_caller_is_cancellation_and_no_timeout()
    {
        await using HttpStub stub = new(StubAnswer.Hang);
        using CancellationTokenSource stop = new();
        await using RemoteClient client = new(Given.Client(stub.Address));
        Task<RemoteAnswer<int>> sending = client.SendAsync(Read, Tokens, stop.Token);
        await ArrivedAsync(stub);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);
    }

    [Fact]
    public async Task Cancellation_ends_a_pause_between_repetitions()
    {
        FakeTime time = new();
        List<HttpTrace> trace = [];
        using CancellationTokenSource stop = new();
        await using HttpStub stub = new(StubAnswer.Json("{}", 503));
        TaskCompletionSource pausing = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using RemoteClient client = new(Given.Client(stub.Address) with
        {
            Context = Given.Context(time, line => _ = line.Text.Contains("repeated", StringComparison.Ordinal) && pausing.TrySetResult()),
        });
        Task<RemoteAnswer<int>> sending = client.SendAsync(Read, Tokens, stop.Token);
        await pausing.Task;
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);
        Assert.Single(stub.Requests);
    }

    [Fact]
    public async Task A_web_page_instead_of_data_is_told_with_its_title()
    {
        await using HttpStub stub = new(StubAnswer.Html("\n <!DOCTYPE html><title>Just a\n moment&hellip;</title>"));
        ConnectorException error = await FailAsync(stub, Read);
        Assert.Equal(ConnectorErrorKind.Protocol, error.Kind);
        Assert.Contains("\"Just a moment…\"", error.Message, StringComparison.Ordinal);
        Assert.Single(stub.Requests);
    }

    [Fact]
    public async Task A_body_shorter_than_promised_is_a_protocol_error_after_repetitions()
    {
        await using HttpStub stub = new(StubAnswer.Json("[1,2") with { Withhold = 100 });
        Assert.Equal(ConnectorErrorKind.Protocol, (await FailAsync(stub, Read)).Kind);
        Assert.Equal(4, stub.Requests.Count);
    }

    [Fact]
    public async Task A_body_that_was_cut_once_is_read_again()
    {
        await using HttpStub stub = new(StubAnswer.Json("[1,2"), StubAnswer.Json("[1,2]"));
        Assert.Equal(200, await SendAsync(stub, Read));
    }

    [Fact]
    public async Task A_body_beyond_the_limit_is_a_protocol_error()
    {
        await using HttpStub stub = new(StubAnswer.Json(new string(' ', 3 * 1024 * 1024)));
        ConnectorException error = await FailAsync(stub, Read, options: o => o with { MaxBody = 2 * 1024 * 1024 });
        Assert.Equal(ConnectorErrorKind.Protocol, error.Kind);
        Assert.Contains("2 MB", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_limit_counts_what_comes_out_of_the_compression()
    {
        using MemoryStream packed = new();
        await using (GZipStream gzip = new(packed, CompressionLevel.Fastest, leaveOpen: true))
            await gzip.WriteAsync(new byte[3 * 1024 * 1024], Token);
        await using HttpStub stub = new(new StubAnswer(200, packed.ToArray()).With("Content-Encoding", "gzip"));
        Assert.Equal(ConnectorErrorKind.Protocol, (await FailAsync(stub, Read, options: o => o with { MaxBody = 2 * 1024 * 1024 })).Kind);
    }

    [Fact]
    public async Task A_redirection_to_https_is_not_followed_and_the_new_address_is_the_remedy()
    {
        await using HttpStub stub = new(request => StubAnswer.Html("moved", 301).With("Location", $"https://127.0.0.1/{request.Target.TrimStart('/')}"));
        ConnectorException error = await FailAsync(stub, Read);
        Assert.Equal(ConnectorErrorKind.Fatal, error.Kind);
        Assert.Contains("https://127.0.0.1/.", error.Error.Remedy, StringComparison.Ordinal);
        Assert.Single(stub.Requests);
    }

    [Fact]
    public async Task A_redirection_elsewhere_is_not_followed_and_tells_no_query()
    {
        await using HttpStub stub = new(StubAnswer.Html("moved", 302).With("Location", "https://elsewhere.example/login?token=geheim"));
        ConnectorException error = await FailAsync(stub, Read);
        Assert.Contains("https://elsewhere.example/login", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("geheim", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cookies_are_not_kept()
    {
        await using HttpStub stub = new(StubAnswer.Json("{}").With("Set-Cookie", "session=abc"));
        await using RemoteClient client = new(Given.Client(stub.Address));
        await client.SendAsync(Read, Tokens, Token);
        await client.SendAsync(Read, Tokens, Token);
        Assert.All(stub.Requests, request => Assert.False(request.Headers.ContainsKey("Cookie")));
    }

    [Fact]
    public async Task No_more_requests_are_under_way_than_the_profile_allows()
    {
        await using HttpStub stub = new(async _ =>
        {
            await Task.Yield();
            return StubAnswer.Json("{}");
        });
        await using RemoteClient client = new(Given.Client(stub.Address) with { Settings = Given.Http with { Parallel = 2 } });
        await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => client.SendAsync(Read, Tokens, Token)));
        Assert.InRange(stub.MostAtOnce, 1, 2);
        Assert.Equal(30, stub.Requests.Count);
    }

    [Fact]
    public async Task The_pace_of_the_profile_is_kept()
    {
        await using HttpStub stub = new(StubAnswer.Json("{}"));
        await using RemoteClient client = new(Given.Client(stub.Address) with { Settings = Given.Http with { RequestsPerSecond = 20 } });
        long started = TimeProvider.System.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => client.SendAsync(Read, Tokens, Token)));
        Assert.InRange(TimeProvider.System.GetElapsedTime(started), TimeSpan.FromMilliseconds(150), TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task Every_sending_is_counted_as_a_read_or_a_write()
    {
        await using HttpStub stub = new(StubAnswer.Json("{}", 503), StubAnswer.Json("{}"));
        RemoteClientOptions options = Given.Client(stub.Address);
        await using RemoteClient client = new(options);
        await client.SendAsync(Read, Tokens, Token);
        await client.SendAsync(Create, Tokens, Token);
        Assert.Equal((2, 1), (options.Requests.Reads, options.Requests.Writes));
    }

    [Fact]
    public async Task A_proxy_of_the_profile_is_used()
    {
        await using HttpStub proxy = new(StubAnswer.Json("{}"));
        await using RemoteClient client = new(Given.Client(new Uri("http://site.example/base/")) with { Settings = Given.Http with { Proxy = proxy.Address } });
        await client.SendAsync(Read, Tokens, Token);
        Assert.Equal("http://site.example/base/things?secret=1", Assert.Single(proxy.Requests).Target);
    }

    private static int Tokens(Newtonsoft.Json.JsonTextReader json)
    {
        int count = 0;
        while (json.Read())
            count++;
        return json.Depth == 0 ? count : throw new Newtonsoft.Json.JsonReaderException("cut");
    }

    private static async Task<int> SendAsync(HttpStub stub, RemoteRequest request, TimeProvider? time = null)
    {
        await using RemoteClient client = new(Given.Client(stub.Address, time));
        return (await client.SendAsync(request, Tokens, Token)).Response.Status;
    }

    private static async Task<ConnectorException> FailAsync(HttpStub stub, RemoteRequest request, TimeProvider? time = null, Func<RemoteClientOptions, RemoteClientOptions>? options = null)
    {
        RemoteClientOptions given = Given.Client(stub.Address, time);
        await using RemoteClient client = new(options?.Invoke(given) ?? given);
        return await Assert.ThrowsAsync<ConnectorException>(() => client.SendAsync(request, Tokens, Token));
    }

    private static async Task ArrivedAsync(HttpStub stub)
    {
        while (stub.Requests.IsEmpty)
            await Task.Delay(5, Token);
    }
}
