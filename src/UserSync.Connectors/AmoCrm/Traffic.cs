using UserSync.Core.Errors;
using UserSync.Core.Links;

namespace UserSync.Connectors.AmoCrm;

/// <summary>
/// Keeps to the vendor's limits (contract 5.4), together with all other processes on the link store: an even pace, a pause for everybody
/// after a 429, and after the third in a row or a block no further request of this run.
/// </summary>
internal sealed class Traffic
{
    /// <summary>Requests a second where the profile does not say.</summary>
    public const double UsualRate = 5;

    /// <summary>The longest pause that is kept within a run: the vendor's own is five minutes.</summary>
    public static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(10);

    private const int Last = 3;

    // Seven a second is the limit itself: a request that is a little late and one that is not must not make it eight.
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(147);
    private readonly IAccountMemory _memory;
    private readonly ConnectorContext _context;
    private readonly TimeSpan _interval;
    private int _throttled;
    private ConnectorException? _ended;

    /// <summary>Makes the limits.</summary>
    public Traffic(IAccountMemory memory, ConnectorContext context, double? perSecond)
    {
        _memory = memory;
        _context = context;
        TimeSpan wanted = TimeSpan.FromSeconds(1 / Math.Clamp(perSecond ?? UsualRate, 0.01, 7));
        _interval = wanted < Shortest ? Shortest : wanted;
    }

    /// <summary>Waits until a request may be sent.</summary>
    /// <exception cref="ConnectorException">The account is blocked, or asked for fewer requests too often.</exception>
    public async Task EnterAsync(CancellationToken cancellationToken)
    {
        if (_ended is not null)
            throw new ConnectorException(_ended.Error, _ended);
        AccountTurn turn = await _memory.TakeTurnAsync(_interval, cancellationToken);
        if (turn.BlockedUntil is { } until)
            throw _ended = AmoErrors.Blocked(until, turn.Why);
        TimeSpan wait = turn.At - _context.Time.GetUtcNow();
        if (wait > TimeSpan.Zero)
            await Task.Delay(wait, _context.Time, cancellationToken);
    }

    /// <summary>Learns from a request that failed.</summary>
    public async Task FailedAsync(ConnectorException error, CancellationToken cancellationToken)
    {
        DateTimeOffset now = _context.Time.GetUtcNow();
        switch (error.Kind)
        {
            case ConnectorErrorKind.Blocked:
                _ended = error;
                await _memory.BlockAsync(now + AmoErrors.BlockTime, error.Error.Message, cancellationToken);
                break;
            case ConnectorErrorKind.Throttled:
                if (++_throttled >= Last)
                    _ended = error;
                TimeSpan own = TimeSpan.FromSeconds(Math.Pow(2, _throttled - 1) * (0.75 + (_context.Random() / 2)));
                await _memory.HoldAsync(now + (error.RetryAfter > own ? error.RetryAfter.Value : own), cancellationToken);
                break;
            default:
                _throttled = 0;
                break;
        }
    }

    /// <summary>Learns that a request was answered.</summary>
    public void Succeeded() => _throttled = 0;
}
