using System.Net;

namespace UserSync.Connectors.Tests.AmoCrm;

/// <summary>Receives webhooks instead of the network.</summary>
internal sealed class SimulatorReceiver : HttpMessageHandler
{
    /// <summary>What is answered; 499 for nothing within two seconds.</summary>
    public int Status { get; set; } = 200;

    /// <summary>The connection fails.</summary>
    public bool IsDown { get; set; }

    public List<(string Method, string Address, List<string> Headers, string Body)> Requests { get; } = [];

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        string body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
        List<string> headers = [.. request.Headers.Concat(request.Content?.Headers ?? Enumerable.Empty<KeyValuePair<string, IEnumerable<string>>>()).Select(h => $"{h.Key}: {string.Join(' ', h.Value)}")];
        Requests.Add((request.Method.Method, request.RequestUri!.OriginalString, headers, body));
        if (IsDown)
            throw new HttpRequestException("Connection refused");
        return Status == 499 ? throw new OperationCanceledException() : new HttpResponseMessage((HttpStatusCode)Status);
    }
}
