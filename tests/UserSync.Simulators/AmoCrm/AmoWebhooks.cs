using System.Globalization;
using System.Net.Http.Headers;
using System.Text;

namespace UserSync.Simulators.AmoCrm;

/// <summary>Subscriptions, and the sending of what happened to them.</summary>
public sealed class AmoWebhooks(AmoStore store, SimulatedClock clock, AmoCrmSwitches switches) : IDisposable
{
    private readonly List<WebhookEvent> _happened = [];
    private readonly List<WebhookDelivery> _waiting = [];
    private readonly List<WebhookDelivery> _sent = [];
    private HttpMessageInvoker? _wire;
    private int _made;
    private int _subscribed;

    /// <summary>The subscriptions.</summary>
    public List<AmoWebhook> Subscriptions { get; } = [];

    /// <summary>What waits to be sent, in the order in which it was made.</summary>
    public IReadOnlyList<WebhookDelivery> Waiting
    {
        get
        {
            lock (_waiting)
                return [.. _waiting];
        }
    }

    /// <summary>What was sent, with its answers.</summary>
    public IReadOnlyList<WebhookDelivery> Sent
    {
        get
        {
            lock (_waiting)
                return [.. _sent];
        }
    }

    /// <summary>Carries the requests; null for the network.</summary>
    public HttpMessageHandler? Transport { get; set; }

    /// <summary>Subscribes an address or changes its subscription.</summary>
    public AmoWebhook Subscribe(string destination, IReadOnlyList<string> settings, long by)
    {
        AmoWebhook? hook = Subscriptions.Find(h => h.Destination == destination);
        if (hook is null)
            Subscriptions.Add(hook = new AmoWebhook(55000001 + (2 * _subscribed++), destination, store.Now, by, Subscriptions.Count + 1));
        hook.Settings = settings;
        hook.UpdatedAt = store.Now;
        return hook;
    }

    /// <summary>Something happened; it is told when the request or action is over.</summary>
    public void Happened(WebhookEvent told) => _happened.Add(told);

    /// <summary>The request or action is over: what happened waits to be sent at once.</summary>
    public void Release()
    {
        foreach (AmoWebhook hook in Subscriptions.Where(h => !h.Disabled))
        {
            List<WebhookEvent> wanted = _happened.FindAll(e => e.Settings.Any(hook.Settings.Contains));
            foreach (List<WebhookEvent> one in switches.WebhooksBundled ? wanted.Count == 0 ? [] : [wanted] : wanted.ConvertAll<List<WebhookEvent>>(e => [e]))
                Queue(hook, one);
        }

        _happened.Clear();
    }

    /// <summary>Sends what is due by the clock. Repetitions wait for the clock to reach them.</summary>
    /// <returns>How many were sent.</returns>
    public async Task<int> SendDueAsync(CancellationToken cancellationToken)
    {
        DateTimeOffset now = clock.GetUtcNow();
        List<WebhookDelivery> due;
        lock (_waiting)
        {
            due = [.. _waiting.Where(d => d.Due <= now).OrderBy(d => d.Due)];
            _waiting.RemoveAll(due.Contains);
        }

        if (switches.WebhooksReversed)
            due.Reverse();
        // Not under the lock: a receiver may ask the API before it answers.
        foreach (WebhookDelivery delivery in due)
            Answered(delivery with { Status = await PostAsync(delivery, cancellationToken) }, now);
        return due.Count;
    }

    /// <summary>Calls an address when the integration is removed.</summary>
    internal async Task GetAsync(Uri address, CancellationToken cancellationToken)
    {
        using HttpRequestMessage message = new(HttpMethod.Get, address);
        using HttpResponseMessage answer = await Wire().SendAsync(message, cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose() => _wire?.Dispose();

    private HttpMessageInvoker Wire() => _wire ??= new HttpMessageInvoker(Transport ?? new SocketsHttpHandler { AllowAutoRedirect = false }, disposeHandler: Transport is null);

    private void Queue(AmoWebhook hook, List<WebhookEvent> events)
    {
        if (switches.WebhooksLost)
            return;
        WebhookDelivery delivery = new(hook, WebhookBody.Build(store.Account, events, switches.WebhookAccountLast, switches.WebhookSparse), NewId(), 1, clock.GetUtcNow());
        lock (_waiting)
        {
            _waiting.Add(delivery);
            if (switches.WebhooksTwice)
                _waiting.Add(delivery with { RequestId = switches.WebhookRetryKeepsId ? delivery.RequestId : NewId() });
        }
    }

    private void Answered(WebhookDelivery delivery, DateTimeOffset now)
    {
        delivery.Hook.Answered(delivery.Status is >= 100 and < 300, now);
        lock (_waiting)
        {
            _sent.Add(delivery);
            if (delivery.Pause is { } pause && !delivery.Hook.Disabled)
                _waiting.Add(delivery with { Status = null, Attempt = delivery.Attempt + 1, Due = now + pause, RequestId = switches.WebhookRetryKeepsId ? delivery.RequestId : NewId() });
        }
    }

    private async Task<int> PostAsync(WebhookDelivery delivery, CancellationToken cancellationToken)
    {
        using ByteArrayContent content = new(Encoding.ASCII.GetBytes(delivery.Body));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/x-www-form-urlencoded");
        using HttpRequestMessage message = new(HttpMethod.Post, delivery.Hook.Destination) { Content = content };
        message.Headers.TryAddWithoutValidation("User-Agent", "amoCRM-Webhooks/3.0");
        message.Headers.TryAddWithoutValidation("X-Amocrm-Requestid", delivery.RequestId);
        message.Headers.TryAddWithoutValidation("Accept-Encoding", "gzip");
        using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(2));
        try
        {
            using HttpResponseMessage answer = await Wire().SendAsync(message, patience.Token);
            return (int)answer.StatusCode;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return switches.WebhookTimeoutIsZero ? 0 : 499;
        }
        catch (HttpRequestException)
        {
            // No connection: the sender has no status to go by.
            return 0;
        }
    }

    private string NewId() => $"00000000-0000-4000-8000-{(++_made).ToString("x12", CultureInfo.InvariantCulture)}";
}
