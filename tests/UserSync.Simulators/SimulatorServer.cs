using System.Text;
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

        // One at a time, as one database row lock after the other would have it; and the state needs no locks.
        await _turn.WaitAsync(context.RequestAborted);
        try
        {
            LoggedRequest request = Logged(context, body);
            Fault? fault = Strike(request);
            await AnswerAsync(context, request, fault);
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
                Stream wire = context.Response.Body;
                context.Response.Body = Stream.Null;
                await Simulator.AnswerAsync(context, request, null);
                context.Response.Body = wire;
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
            default:
                await Simulator.AnswerAsync(context, request, fault);
                break;
        }
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
            Fault? fault = _faults.Find(f => f.When(request));
            if (fault is not null)
                _faults.Remove(fault);
            return fault;
        }
    }
}
