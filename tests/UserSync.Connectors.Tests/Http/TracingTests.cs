using UserSync.Connectors.Http;
using UserSync.Connectors.Tests.Fakes;

namespace UserSync.Connectors.Tests.Http;

public sealed class TracingTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_request_is_one_verbose_line_without_its_query()
    {
        HttpTrace line = Assert.Single(await TraceAsync(RemoteRequest.Get("v2/users?search=anna@example.org")), t => t.Level == HttpTraceLevel.Verbose);
        Assert.Matches(@"^GET /v2/users with query length \d+: 200, 33 bytes, \d+ ms$", line.Text);
    }

    [Fact]
    public async Task Headers_and_bodies_come_redacted_in_a_debug_event()
    {
        RemoteRequest request = new(HttpMethod.Post, "v2/users?api_key=geheim1", Safety.Create) { Body = """{"email":"anna@example.org","password":"geheim2"}""" };
        HttpTrace detail = Assert.Single(await TraceAsync(request), t => t.Level == HttpTraceLevel.Debug);
        Assert.DoesNotContain("geheim", detail.Text, StringComparison.Ordinal);
        Assert.Contains("anna@example.org", detail.Text, StringComparison.Ordinal);
        Assert.Contains("Authorization: ***", detail.Text, StringComparison.Ordinal);
        Assert.Contains("Set-Cookie: ***", detail.Text, StringComparison.Ordinal);
    }

    private static async Task<List<HttpTrace>> TraceAsync(RemoteRequest request)
    {
        List<HttpTrace> trace = [];
        await using HttpStub stub = new(StubAnswer.Json("""{"id":1,"access_token":"geheim3"}""").With("Set-Cookie", "sid=geheim4"));
        await using RemoteClient client = new(Given.Client(stub.Address) with
        {
            Context = Given.Context(trace: trace.Add),
            Headers = [new("Authorization", "Basic geheim5"), new("X-Civi-Auth", "Bearer geheim6")],
        });
        await client.SendAsync(request, static _ => 0, Token);
        return trace;
    }
}
