using System.Net;
using System.Net.Sockets;
using System.Text;

namespace UserSync.Cli.Tests.Support;

/// <summary>Answers every request alike, or takes it and never answers.</summary>
internal sealed class TinyServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly string? _answer;
    private readonly Task _work;

    /// <param name="answer">Status line and headers with body; null never answers.</param>
    public TinyServer(string? answer)
    {
        _answer = answer;
        _listener.Start();
        _work = ServeAsync();
    }

    public string Url => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    /// <summary>Ends when the first request came.</summary>
    public Task Asked => _asked.Task.WaitAsync(TimeSpan.FromMinutes(1));

    public static string Answer(int status, string type, string body) => $"HTTP/1.1 {status} X\r\nContent-Type: {type}\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\nConnection: close\r\n\r\n{body}";

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Dispose();
        await _work;
        _end.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
                _ = TalkAsync(await _listener.AcceptTcpClientAsync(_end.Token));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException)
        {
            // The test is over.
        }
    }

    private async Task TalkAsync(TcpClient client)
    {
        using TcpClient talking = client;
        try
        {
            NetworkStream stream = talking.GetStream();
            _ = await stream.ReadAsync(new byte[65536], _end.Token);
            _asked.TrySetResult();
            if (_answer is null)
                await Task.Delay(Timeout.Infinite, _end.Token);
            else
                await stream.WriteAsync(Encoding.UTF8.GetBytes(_answer), _end.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // The client went, or the test is over.
        }
    }
}
