using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace UserSync.Connectors.Tests.Fakes;

/// <summary>An HTTP server in this process, on a random port of loopback, that answers as a test says.</summary>
internal sealed class HttpStub : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<StubRequest, Task<StubAnswer>> _answer;
    private readonly X509Certificate2? _certificate;
    private readonly Task _accepting;
    private int _active;

    public HttpStub(Func<StubRequest, Task<StubAnswer>> answer, X509Certificate2? certificate = null)
    {
        _answer = answer;
        _certificate = certificate;
        _listener.Start();
        Address = new Uri($"{(certificate is null ? "http" : "https")}://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/");
        _accepting = AcceptAsync();
    }

    public HttpStub(Func<StubRequest, StubAnswer> answer)
        : this(request => Task.FromResult(answer(request)))
    {
    }

    /// <summary>Gives these answers one after the other, the last one for ever.</summary>
    public HttpStub(params StubAnswer[] answers)
        : this(InTurn(answers))
    {
    }

    public Uri Address { get; }

    public ConcurrentQueue<StubRequest> Requests { get; } = [];

    /// <summary>Most requests that were being answered at once.</summary>
    public int MostAtOnce { get; private set; }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _accepting;
        _listener.Dispose();
        _stop.Dispose();
    }

    private static Func<StubRequest, StubAnswer> InTurn(StubAnswer[] answers)
    {
        int next = -1;
        return _ => answers[Math.Min(Interlocked.Increment(ref next), answers.Length - 1)];
    }

    private async Task AcceptAsync()
    {
        List<Task> serving = [];
        try
        {
            while (true)
                serving.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(serving);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using TcpClient owned = client;
        try
        {
            await using Stream stream = _certificate is null ? client.GetStream() : await SecureAsync(client);
            if (await StubRequest.ReadAsync(stream, _stop.Token) is not { } request)
                return;
            Requests.Enqueue(request);
            lock (_listener)
                MostAtOnce = Math.Max(MostAtOnce, ++_active);
            StubAnswer answer = await _answer(request).WaitAsync(_stop.Token);
            lock (_listener)
                _active--;
            if (answer == StubAnswer.Hang)
                await Task.Delay(Timeout.Infinite, _stop.Token);
            if (answer != StubAnswer.Drop)
                await stream.WriteAsync(answer.ToBytes(), _stop.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or SocketException or System.Security.Authentication.AuthenticationException)
        {
            // The client went away, which some tests are about.
        }
    }

    private async Task<Stream> SecureAsync(TcpClient client)
    {
        SslStream stream = new(client.GetStream());
        await stream.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = _certificate }, _stop.Token);
        return stream;
    }
}
