using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace UserSync.Simulators;

/// <summary>Serves a simulator on a port of this machine, logs what comes in, and makes scripted faults happen.</summary>
public sealed class SimulatorServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly List<LoggedRequest> _log = [];
    private readonly List<Fault> _faults = [];
    private int _waiting;

    private SimulatorServer(ISimulator simulator, WebApplication app)
    {
        Simulator = simulator;
        _app = app;
    }

    /// <summary>The product.</summary>
    public ISimulator Simulator { get; }

    /// <summary>The address, with a slash at the end.</summary>
    public Uri Address => new(_app.Urls.Single() + "/");

    /// <summary>Faults still to come.</summary>
    public IReadOnlyList<Fault> Faults
    {
        get
        {
            lock (_faults)
                return [.. _faults];
        }
    }

    /// <summary>All requests so far.</summary>
    public IReadOnlyList<LoggedRequest> Log
    {
        get
        {
            lock (_log)
                return [.. _log];
        }
    }

    /// <summary>Clients that wait for an answer, or the rest of one, that never comes.</summary>
    public int Waiting => Volatile.Read(ref _waiting);

    /// <summary>How long the wire takes for each answer; real time.</summary>
    public TimeSpan Latency { get; set; }

    /// <summary>Starts serving.</summary>
    /// <param name="simulator">The product.</param>
    /// <param name="port">The port on the loopback address; 0 for any free one.</param>
    public static async Task<SimulatorServer> StartAsync(ISimulator simulator, int port = 0)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(k =>
        {
            k.Listen(System.Net.IPAddress.Loopback, port);
            k.AddServerHeader = false;
        });
        WebApplication app = builder.Build();
        SimulatorServer server = new(simulator, app);
        app.Run(server.HandleAsync);
        await app.StartAsync();
        return server;
    }

    /// <summary>Serves until the process is told to stop.</summary>
    public Task WaitAsync() => _app.WaitForShutdownAsync();

    /// <summary>Scripts a fault.</summary>
    public void Add(Fault fault)
    {
        lock (_faults)
            _faults.Add(fault);
    }

    /// <summary>Looks at the state while no request changes it.</summary>
    public async Task BetweenRequestsAsync(Action look, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            look();
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Nothing more goes wrong.</summary>
    public void ForgetFaults()
    {
        lock (_faults)
            _faults.Clear();
    }

    /// <summary>Forgets the log, so that a test can count from here.</summary>
    public void ClearLog()
    {
        lock (_log)
            _log.Clear();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(new CancellationToken(canceled: true));
        await _app.DisposeAsync();
        _turn.Dispose();
    }

    private async Task HandleAsync(HttpContext context)
    {
        context.Request.EnableBuffering();
        using StreamReader reader = new(context.Request.Body, Encoding.UTF8, leaveOpen: true);
        string body = await reader.ReadToEndAsync(context.RequestAborted);
        context.Request.Body.Position = 0;
        if (context.Request.Path.StartsWithSegments("/control", StringComparison.Ordinal, out PathString control))
        {
            await ControlAsync(context, control.Value!.TrimStart('/'), body);
            return;
        }

        if (Latency > TimeSpan.Zero)
            await Task.Delay(Latency, context.RequestAborted);
        Fault? fault;

        // One at a time, as one database row lock after the other would have it; and the state needs no locks.
        await _turn.WaitAsync(context.RequestAborted);
        try
        {
            LoggedRequest request = Logged(context, body);
            fault = Strike(request);
            await AnswerAsync(context, request, fault);
        }
        finally
        {
            _turn.Release();
        }

        if (fault?.Kind is FaultKind.Silence or FaultKind.Deafness or FaultKind.HalfAnswer)
        {
            TaskCompletionSource gaveUp = new(TaskCreationOptions.RunContinuationsAsynchronously);
            await using CancellationTokenRegistration registration = context.RequestAborted.Register(gaveUp.SetResult);
            Interlocked.Increment(ref _waiting);
            await gaveUp.Task;
            Interlocked.Decrement(ref _waiting);
        }
    }

    // Not logged and not subject to faults.
    private async Task ControlAsync(HttpContext context, string path, string body)
    {
        await _turn.WaitAsync(context.RequestAborted);
        try
        {
            JsonNode? answer = await SimulatorControl.AnswerAsync(this, context.Request.Method, path, body, context.RequestAborted);
            context.Response.StatusCode = answer is null ? 404 : 200;
            if (answer is not null)
                await context.Response.WriteAsJsonAsync(answer, context.RequestAborted);
        }
        catch (Exception e) when (e is InvalidOperationException or FormatException or JsonException or ArgumentException)
        {
            context.Response.StatusCode = 400;
            await context.Response.WriteAsync(e.Message, context.RequestAborted);
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task AnswerAsync(HttpContext context, LoggedRequest request, Fault? fault)
    {
        switch (fault?.Kind)
        {
            case FaultKind.CutBefore:
                context.Abort();
                break;
            case FaultKind.CutAfter:
                await AnswerIntoAsync(Stream.Null, context, request);
                context.Abort();
                break;
            case FaultKind.Silence:
                await AnswerIntoAsync(Stream.Null, context, request);
                break;
            case FaultKind.Deafness:
                break;
            case FaultKind.HalfAnswer:
                await HalfAsync(context, request);
                break;
            case FaultKind.CutMiddle:
                await HalfAsync(context, request);
                context.Abort();
                break;
            case FaultKind.WarningBefore:
                await context.Response.WriteAsync("<br />\n<b>Warning</b>:  Undefined array key \"x\" in <b>/var/www/x.php</b> on line <b>1</b><br />\n", context.RequestAborted);
                await Simulator.AnswerAsync(context, request, null);
                break;
            case FaultKind.Maintenance:
                context.Response.StatusCode = 503;
                context.Response.ContentType = "application/json";
                await context.Response.WriteAsync("{\"status_code\":503,\"status_message\":\"Service Unavailable\"}", context.RequestAborted);
                break;
            case FaultKind.WebPage:
                context.Response.ContentType = "text/html; charset=UTF-8";
                await context.Response.WriteAsync("<!DOCTYPE html><html><head><title>Shop</title></head><body>Welcome</body></html>", context.RequestAborted);
                break;
            case FaultKind.ErrorBefore or FaultKind.ErrorAfter when !Simulator.ScriptsFailures:
                if (fault.Kind == FaultKind.ErrorAfter)
                    await AnswerIntoAsync(Stream.Null, context, request);
                context.Response.Headers.Clear();
                context.Response.StatusCode = fault.Status;
                context.Response.ContentType = "text/html; charset=UTF-8";
                await context.Response.WriteAsync($"<!DOCTYPE html><html><head><title>{fault.Status}</title></head><body>So says the server before the site.</body></html>", context.RequestAborted);
                break;
            default:
                await Simulator.AnswerAsync(context, request, fault);
                break;
        }
    }

    private async Task HalfAsync(HttpContext context, LoggedRequest request)
    {
        using MemoryStream answer = new();
        await AnswerIntoAsync(answer, context, request);
        if (answer.Length == 0)
            return;
        context.Response.ContentLength = answer.Length;
        await context.Response.Body.WriteAsync(answer.GetBuffer().AsMemory(0, (int)answer.Length / 2), context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
    }

    private async Task AnswerIntoAsync(Stream stream, HttpContext context, LoggedRequest request)
    {
        Stream wire = context.Response.Body;
        context.Response.Body = stream;
        await Simulator.AnswerAsync(context, request, null);
        context.Response.Body = wire;
    }

    private LoggedRequest Logged(HttpContext context, string body)
    {
        lock (_log)
        {
            LoggedRequest request = new(_log.Count + 1, context.Request.Method, context.Request.Path + context.Request.QueryString.Value, body);
            _log.Add(request);
            return request;
        }
    }

    private Fault? Strike(LoggedRequest request)
    {
        lock (_faults)
        {
            int at = _faults.FindIndex(f => f.When(request));
            if (at < 0)
                return null;
            Fault fault = _faults[at];
            if (fault.Times > 1)
                _faults[at] = fault with { Times = fault.Times - 1 };
            else
                _faults.RemoveAt(at);
            return fault;
        }
    }
}
