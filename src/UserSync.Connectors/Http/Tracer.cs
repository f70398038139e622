using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using UserSync.Core.Errors;
using UserSync.Core.Model;
using UserSync.Core.Redaction;

namespace UserSync.Connectors.Http;

/// <summary>Writes down what the pipeline does, without secrets.</summary>
/// <param name="side">The side that is asked.</param>
/// <param name="context">Who listens.</param>
/// <param name="withholds">Answers whose bodies are not told.</param>
internal sealed class Tracer(Side side, ConnectorContext context, Predicate<RemoteResponse> withholds)
{
    /// <summary>One line for one sending of a request. The query is told by its length only: it may hold addresses and tokens.</summary>
    public void Sent(HttpRequestMessage message, RemoteResponse? response, ConnectorException? failure, TimeSpan elapsed)
    {
        if (context.Trace is not { } trace)
            return;
        Uri address = message.RequestUri!;
        string query = address.Query.Length > 1 ? string.Create(CultureInfo.InvariantCulture, $" with query length {address.Query.Length - 1}") : "";
        string end = response is not null
            ? string.Create(CultureInfo.InvariantCulture, $"{response.Status}, {response.Body.Length} bytes")
            : failure?.Error.Message ?? "cancelled";
        trace(new HttpTrace(HttpTraceLevel.Verbose, side,
            string.Create(CultureInfo.InvariantCulture, $"{message.Method} {address.AbsolutePath}{query}: {end}, {elapsed.TotalMilliseconds:0} ms")));
    }

    /// <summary>One line for a repetition that is about to come.</summary>
    public void Repeating(RemoteRequest request, ConnectorException? failure, TimeSpan pause) =>
        context.Trace?.Invoke(new HttpTrace(HttpTraceLevel.Verbose, side,
            string.Create(CultureInfo.InvariantCulture, $"{request.Method} is repeated in {pause.TotalSeconds:0.0} s: {failure?.Error.Message}")));

    /// <summary>Headers and bodies, if somebody wants them.</summary>
    public void Detail(HttpRequestMessage message, RemoteRequest request, RemoteResponse? response)
    {
        if (!context.TraceBodies || context.Trace is not { } trace)
            return;
        StringBuilder text = new();
        Uri address = message.RequestUri!;
        text.Append("> ").Append(message.Method).Append(' ').Append(address.AbsolutePath);
        if (address.Query.Length > 1)
            text.Append('?').Append(Redactor.Form(address.Query[1..]));
        text.Append('\n');
        Append(text, "> ", message.Headers);
        if (request.Body is not null)
            text.Append("> ").Append(Redactor.Body(request.MediaType, request.Body)).Append('\n');
        if (response is not null)
        {
            text.Append("< ").Append(response.Status).Append('\n');
            Append(text, "< ", response.Headers);
            text.Append("< ").Append(withholds(response) ? $"({response.Body.Length} bytes, withheld)" : Redactor.Body(response.MediaType, response.Text()));
        }

        trace(new HttpTrace(HttpTraceLevel.Debug, side, text.ToString()));
    }

    private static void Append(StringBuilder text, string prefix, IEnumerable<KeyValuePair<string, IEnumerable<string>>> headers)
    {
        foreach ((string name, IEnumerable<string> values) in headers)
            text.Append(prefix).Append(name).Append(": ").Append(Redactor.Header(name, string.Join(", ", values))).Append('\n');
    }
}
