using Polly;
using Polly.Retry;
using UserSync.Core.Errors;

namespace UserSync.Connectors.Http;

/// <summary>When a request is repeated, how often and after how long.</summary>
internal static class RetryRules
{
    /// <summary>Repetitions of a read or idempotent write.</summary>
    public const int Repeats = 3;

    /// <summary>The answer 429 that ends the request, counted from one.</summary>
    public const int LastThrottle = 3;

    /// <summary>First pause; doubles each time, with jitter.</summary>
    public static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);

    /// <summary>Longest pause that a server may ask for; beyond it the request fails and tells when to come again.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(2);

    /// <summary>The retry strategy of one request.</summary>
    public static ResiliencePipeline<Attempt<T>> Pipeline<T>(RemoteRequest request, ConnectorContext context, TimeSpan longestWait, Action<Attempt<T>, TimeSpan> repeating)
    {
        int throttled = 0;
        return new ResiliencePipelineBuilder<Attempt<T>> { TimeProvider = context.Time }
            .AddRetry(new RetryStrategyOptions<Attempt<T>>
            {
                MaxRetryAttempts = Repeats,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Delay = FirstPause,
                Randomizer = context.Random,
                ShouldHandle = args => new ValueTask<bool>(args.Outcome.Result is { Error: { } error } attempt && MayRepeat(attempt, error)),
                DelayGenerator = args => new ValueTask<TimeSpan?>(args.Outcome.Result.Wait),
                OnRetry = args =>
                {
                    repeating(args.Outcome.Result, args.RetryDelay);
                    return default;
                },
            })
            .Build();

        bool MayRepeat(Attempt<T> attempt, ConnectorException error)
        {
            if (!attempt.MayPass || attempt.Wait > longestWait)
                return false;
            if (error.Kind == ConnectorErrorKind.Throttled)
                return ++throttled < LastThrottle;
            return request.Safety != Safety.Create || attempt.Refused;
        }
    }
}
