using System.Threading.RateLimiting;

namespace UserSync.Connectors.Http;

/// <summary>Keeps requests within the allowed parallelism and pace.</summary>
internal sealed class Pace : IAsyncDisposable
{
    private readonly ConcurrencyLimiter _parallel;
    private readonly TokenBucketRateLimiter? _rate;

    /// <summary>Makes the limits.</summary>
    /// <param name="parallel">Requests under way at once.</param>
    /// <param name="perSecond">Requests a second; null for no limit.</param>
    public Pace(int parallel, double? perSecond)
    {
        _parallel = new ConcurrencyLimiter(new ConcurrencyLimiterOptions
        {
            PermitLimit = Math.Max(1, parallel),
            QueueLimit = int.MaxValue,
            QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
        });
        // One token at a time: systems that count requests a second punish bursts, not averages.
        _rate = perSecond is not > 0 ? null : new TokenBucketRateLimiter(new TokenBucketRateLimiterOptions
        {
            TokenLimit = 1,
            TokensPerPeriod = 1,
            ReplenishmentPeriod = TimeSpan.FromSeconds(1 / perSecond.Value),
            QueueLimit = int.MaxValue,
            QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
        });
    }

    /// <summary>Waits until a request may be sent; dispose the result when its answer is there.</summary>
    public async ValueTask<IDisposable> EnterAsync(CancellationToken cancellationToken)
    {
        RateLimitLease lease = await _parallel.AcquireAsync(1, cancellationToken);
        try
        {
            if (_rate is not null)
                (await _rate.AcquireAsync(1, cancellationToken)).Dispose();
            return lease;
        }
        catch
        {
            lease.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _parallel.DisposeAsync();
        if (_rate is not null)
            await _rate.DisposeAsync();
    }
}
