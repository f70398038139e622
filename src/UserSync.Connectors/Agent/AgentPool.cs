using System.Collections.Concurrent;
using UserSync.Core.Connectors;
using UserSync.Core.Errors;

namespace UserSync.Connectors.Agent;

/// <summary>The agents of one site: started when they are needed, kept for the next request, ended with the pool.</summary>
internal sealed class AgentPool : IAsyncDisposable
{
    private readonly ConcurrentStack<AgentSession> _idle = new();
    private readonly SemaphoreSlim _gate;
    private readonly AgentPlace _place;
    private readonly ConnectorContext _context;
    private AgentHello? _hello;

    /// <summary>Starts nothing yet.</summary>
    public AgentPool(AgentPlace place, ConnectorContext context, int agents, RequestCount requests)
    {
        _place = place;
        _context = context;
        _gate = new SemaphoreSlim(agents);
        Requests = requests;
    }

    /// <summary>Where the agents are.</summary>
    public AgentPlace Place => _place;

    /// <summary>Requests sent so far.</summary>
    public RequestCount Requests { get; }

    /// <summary>What the site's agent tells of itself; starts one when there is none.</summary>
    public async Task<AgentHello> HelloAsync(CancellationToken cancellationToken) => Volatile.Read(ref _hello) ?? await ReadAsync(session => Task.FromResult(session.Hello), cancellationToken);

    /// <summary>Does something that may be done twice: when the agent is lost, another one is started and asked again, once.</summary>
    /// <exception cref="ConnectorException">The agent refused, or was lost twice.</exception>
    public async Task<T> ReadAsync<T>(Func<AgentSession, Task<T>> work, CancellationToken cancellationToken)
    {
        try
        {
            return await OnceAsync(work, cancellationToken);
        }
        catch (AgentLostException lost) when (lost.Cause.Kind is ConnectorErrorKind.Transient or ConnectorErrorKind.Protocol && IsRunning)
        {
            // A first start that fails, and a hang, would only fail again.
        }
        catch (AgentLostException lost)
        {
            throw lost.Cause;
        }

        try
        {
            return await OnceAsync(work, cancellationToken);
        }
        catch (AgentLostException lost)
        {
            throw lost.Cause;
        }
    }

    /// <summary>Does something with an agent; one that is lost is not used again.</summary>
    /// <exception cref="AgentLostException">The agent was lost; what it was doing may have been done.</exception>
    public async Task<T> OnceAsync<T>(Func<AgentSession, Task<T>> work, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (!_idle.TryPop(out AgentSession? session))
            {
                session = await OpenAsync(cancellationToken);
                Volatile.Write(ref _hello, session.Hello);
            }

            bool keep = false;
            try
            {
                T result = await work(session);
                keep = !session.Ended;
                return result;
            }
            catch (ConnectorException)
            {
                keep = !session.Ended;
                throw;
            }
            finally
            {
                if (keep)
                    _idle.Push(session);
                else
                    await session.DisposeAsync();
            }
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        while (_idle.TryPop(out AgentSession? session))
            await session.DisposeAsync();
        _gate.Dispose();
    }

    private async Task<AgentSession> OpenAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await AgentSession.OpenAsync(_place, _context, Requests, cancellationToken);
        }
        catch (AgentLostException lost)
        {
            throw new AgentLostException(lost.Cause, sent: false);
        }
    }

    // An agent was greeted before, so the set-up as such is right.
    private bool IsRunning => Volatile.Read(ref _hello) is not null;
}
