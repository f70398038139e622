using Newtonsoft.Json;
using Polly;
using UserSync.Core.Errors;
using UserSync.Core.Json;

namespace UserSync.Connectors.Http;

/// <summary>
/// The one way to a remote system: pace, timeout, repetition, classification and tracing of every request. Raises
/// <see cref="ConnectorException"/> and the caller's cancellation only. Safe to use from several threads.
/// </summary>
internal sealed class RemoteClient : IAsyncDisposable
{
    /// <summary>Under this key the data of an error hold the HTTP status that it stands for, where there was an answer.</summary>
    public const string StatusKey = "HttpStatus";

    private readonly RemoteClientOptions _options;
    private readonly HttpClient _http;
    private readonly Pace _pace;
    private readonly Tracer _tracer;
    private readonly Failures _failures;

    /// <summary>Makes the pipeline; sends nothing yet.</summary>
    public RemoteClient(RemoteClientOptions options)
    {
        _options = options;
        _http = Transport.Create(options.Settings, options.BaseAddress);
        _pace = new Pace(options.Settings.Parallel, options.Settings.RequestsPerSecond ?? options.RequestsPerSecond);
        _tracer = new Tracer(options.Side, options.Context, options.Withholds);
        _failures = new Failures(options.Side, options.BaseAddress);
    }

    /// <summary>
    /// Sends a request and reads its JSON answer with <paramref name="read"/>, which may be called once for each sending. The value of
    /// an answer without content (204) is the default of its type.
    /// </summary>
    public async Task<RemoteAnswer<T>> SendAsync<T>(RemoteRequest request, Func<JsonTextReader, T> read, CancellationToken cancellationToken)
    {
        bool maybeStored = false;
        int sent = 0;
        long started = _options.Context.Time.GetTimestamp();
        ResiliencePipeline<Attempt<T>> pipeline = RetryRules.Pipeline<T>(request, _options.Context, _options.LongestWait, (attempt, pause) => _tracer.Repeating(request, attempt.Error, pause));
        Attempt<T> last = await pipeline.ExecuteAsync(
            async token =>
            {
                Attempt<T> attempt = await OnceAsync(request, read, token);
                maybeStored |= attempt.MaybeStored;
                sent++;
                if (attempt.Error is { } error && _options.Failed is { } onFailure)
                    await onFailure(error, token);
                return attempt;
            },
            cancellationToken);
        if (last.Error is null)
            return new RemoteAnswer<T>(last.Response!, last.Value!);
        ConnectorException failed = sent > 1 ? Repeated(last.Error, sent, _options.Context.Time.GetElapsedTime(started)) : last.Error;
        if (maybeStored && last.Error.Kind is ConnectorErrorKind.Transient or ConnectorErrorKind.Throttled or ConnectorErrorKind.Protocol or ConnectorErrorKind.Maintenance)
            throw _failures.InDoubt(failed);
        throw last.Wait is { } wait && last.Error.RetryAfter is null
            ? new ConnectorException(failed.Error, last.Error) { RetryAfter = wait }
            : failed;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _pace.DisposeAsync();
    }

    // Somebody who waited wants to know what for.
    private static ConnectorException Repeated(ConnectorException error, int sent, TimeSpan took)
        => new(error.Error with { Message = FormattableString.Invariant($"{error.Error.Message} It was tried {sent} times in {took.TotalSeconds:0} s.") }, error) { RetryAfter = error.RetryAfter };

    private async Task<Attempt<T>> OnceAsync<T>(RemoteRequest request, Func<JsonTextReader, T> read, CancellationToken cancellationToken)
    {
        using IDisposable turn = await _pace.EnterAsync(cancellationToken);
        if (_options.Gate is { } gate)
            await gate(cancellationToken);
        TimeProvider time = _options.Context.Time;
        using CancellationTokenSource timer = new(_options.Settings.Timeout, time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timer.Token);
        using HttpRequestMessage message = request.ToMessage(_options.BaseAddress, _options.Headers);
        long started = time.GetTimestamp();
        RemoteResponse? response = null;
        Attempt<T> result = default;
        _options.Requests.Add(request.Safety != Safety.Read);
        try
        {
            response = await ExchangeAsync(message, either.Token);
            result = response is null ? Answered<T>(request, _failures.TooLarge(_options.MaxBody, request.Item)) : Judge(request, response, read);
            return result;
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            result = timer.IsCancellationRequested
                ? Lost<T>(request, _failures.Timeout(_options.Settings.Timeout, request.Item), maybeSent: true)
                : Lost<T>(request, _failures.ConnectTimeout(Transport.ConnectLimitOf(_options.Settings), request.Item, e), maybeSent: false);
            return result;
        }
        catch (HttpRequestException e)
        {
            (ConnectorException error, bool mayPass, bool maybeSent) = _failures.OfNetwork(e, request.Item);
            result = Lost<T>(request, error, maybeSent) with { MayPass = mayPass };
            return result;
        }
        catch (IOException e)
        {
            // The head of the answer came, its body broke off (HttpIOException) or could not be decompressed.
            result = Lost<T>(request, _failures.Cut(e, request.Item), maybeSent: true);
            return result;
        }
        catch (InvalidDataException e)
        {
            result = Lost<T>(request, _failures.Cut(e, request.Item), maybeSent: true);
            return result;
        }
        finally
        {
            _options.Requests.Took(request.Safety != Safety.Read, time.GetElapsedTime(started));
            _tracer.Sent(message, response, result.Error, time.GetElapsedTime(started));
            _tracer.Detail(message, request, response);
        }
    }

    private async Task<RemoteResponse?> ExchangeAsync(HttpRequestMessage message, CancellationToken cancellationToken)
    {
        using HttpResponseMessage answer = await _http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        byte[]? body = await BoundedBody.ReadAsync(answer.Content, _options.MaxBody, cancellationToken);
        return body is null ? null : new RemoteResponse(answer, body);
    }

    private Attempt<T> Judge<T>(RemoteRequest request, RemoteResponse response, Func<JsonTextReader, T> read)
    {
        if (response.IsSuccess)
            return Read(request, response, read);
        ConnectorException? known = _options.Classify(request, response);
        TimeSpan? wait = response.RetryAfter(_options.Context.Time) ?? known?.RetryAfter;
        ConnectorException error = known ?? _failures.OfStatus(request, response);
        error.Data[StatusKey] = response.Status;
        return new Attempt<T>
        {
            Response = response,
            Error = error,
            Wait = wait,
            Refused = known?.RetryAfter is not null,
            MayPass = error.Kind is ConnectorErrorKind.Transient or ConnectorErrorKind.Throttled or ConnectorErrorKind.Maintenance,
            MaybeStored = known is null && response.Status >= 500 && request.Safety != Safety.Read,
        };
    }

    private Attempt<T> Read<T>(RemoteRequest request, RemoteResponse response, Func<JsonTextReader, T> read)
    {
        if (response.Status == 204)
            return new Attempt<T> { Response = response };
        if (response.LooksLikeHtml)
            return Answered<T>(request, _failures.Html(response, request.Item));
        try
        {
            using MemoryStream body = new(response.Body, writable: false);
            using JsonTextReader json = JsonText.Reader(body);
            return new Attempt<T> { Response = response, Value = read(json) };
        }
        catch (JsonException e)
        {
            return Answered<T>(request, _failures.NotJson(e, request.Item)) with { MayPass = true };
        }
    }

    // The server is through with the request, but what it said is of no use.
    private static Attempt<T> Answered<T>(RemoteRequest request, ConnectorException error) =>
        new() { Error = error, MaybeStored = request.Safety != Safety.Read };

    private static Attempt<T> Lost<T>(RemoteRequest request, ConnectorException error, bool maybeSent) =>
        new() { Error = error, MayPass = true, MaybeStored = maybeSent && request.Safety != Safety.Read };
}
