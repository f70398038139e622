using System.Globalization;
using System.Text;
using Newtonsoft.Json;
using UserSync.Connectors.Http;
using UserSync.Core.Connectors;
using UserSync.Core.Errors;
using UserSync.Core.Json;
using UserSync.Core.Model;
using UserSync.Core.Redaction;

namespace UserSync.Connectors.Agent;

/// <summary>An agent that was greeted: requests go in, answers come out.</summary>
internal sealed class AgentSession : IAsyncDisposable
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private readonly AgentProcess _process;
    private readonly ConnectorContext _context;
    private readonly RequestCount _requests;
    private long _id;

    private AgentSession(AgentProcess process, ConnectorContext context, RequestCount requests)
    {
        _process = process;
        _context = context;
        _requests = requests;
    }

    /// <summary>What the agent told at its start.</summary>
    public AgentHello Hello { get; private set; } = new();

    /// <summary>True when the agent said that it ends after its last answer.</summary>
    public bool Ended { get; private set; }

    /// <summary>Starts an agent and greets it.</summary>
    /// <exception cref="ConnectorException">It cannot be started, or refused.</exception>
    /// <exception cref="AgentLostException">It ended or hung.</exception>
    public static async Task<AgentSession> OpenAsync(AgentPlace place, ConnectorContext context, RequestCount requests, CancellationToken cancellationToken)
    {
        AgentSession session = new(AgentProcess.Start(place.Settings, place.Folder, context.Time), context, requests);
        try
        {
            Dictionary<string, string?> texts = new(StringComparer.Ordinal);
            await session.CallAsync("hello", write: false, json =>
            {
                Member(json, "protocol", AgentLimits.Protocol);
                if (place.Settings.Root.Length > 0)
                    Member(json, "root", place.Settings.Root);
                if (place.Url is { } url)
                    Member(json, "url", url.AbsoluteUri);
            }, (json, name) => AgentHello.Collect(json, name, texts), cancellationToken);
            session.Hello = AgentHello.Read(texts, context.Time.GetUtcNow());
            place.Check(session.Hello);
            return session;
        }
        catch
        {
            await session.DisposeAsync();
            throw;
        }
    }

    /// <summary>Sends a request and reads its answer.</summary>
    /// <param name="op">The operation.</param>
    /// <param name="write">True when it changes the site.</param>
    /// <param name="body">Writes the members of the request beyond id and op.</param>
    /// <param name="member">Gets the reader on the value of each member of the answer.</param>
    /// <param name="cancellationToken">Stops; the agent is ended then.</param>
    /// <exception cref="ConnectorException">The agent refused.</exception>
    /// <exception cref="AgentLostException">The agent ended, hung, or its answer cannot be understood.</exception>
    public async Task CallAsync(string op, bool write, Action<JsonTextWriter> body, Action<JsonTextReader, string> member, CancellationToken cancellationToken)
    {
        string id = (++_id).ToString(CultureInfo.InvariantCulture);
        string request = Request(id, op, body);
        byte[] line = Utf8.GetBytes(request);
        if (line.Length > AgentLimits.Line)
            throw AgentFailures.Error(ConnectorErrorKind.InvalidItem, "The request to the agent is larger than a line may be.", "Shorten the values at their source.");
        _requests.Add(write);
        long started = _context.Time.GetTimestamp();
        ReadOnlyMemory<byte> answer = default;
        try
        {
            answer = await _process.AskAsync(line, static l => l.Length > 0 && l.Span[0] == (byte)'{', cancellationToken);
        }
        finally
        {
            TimeSpan took = _context.Time.GetElapsedTime(started);
            _requests.Took(write, took);
            Trace(op, request, answer, took);
        }

        AgentFault? fault;
        try
        {
            fault = Read(answer, id, member);
        }
        catch (Exception failure) when (failure is JsonException or DecoderFallbackException or FormatException or InvalidCastException)
        {
            throw _process.NotUnderstood(failure);
        }

        if (fault is not null)
            throw AgentFailures.Refused(fault);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _process.DisposeAsync();

    /// <summary>Writes a member of a request.</summary>
    public static void Member(JsonTextWriter json, string name, object? value)
    {
        json.WritePropertyName(name);
        json.WriteValue(value);
    }

    /// <summary>Writes a member that is a list of texts.</summary>
    public static void Texts(JsonTextWriter json, string name, IEnumerable<string> texts)
    {
        json.WritePropertyName(name);
        json.WriteStartArray();
        foreach (string text in texts)
            json.WriteValue(text);
        json.WriteEndArray();
    }

    private static string Request(string id, string op, Action<JsonTextWriter> body)
    {
        using StringWriter text = new(CultureInfo.InvariantCulture);
        using (JsonTextWriter json = JsonText.Writer(text))
        {
            json.WriteStartObject();
            Member(json, "id", id);
            Member(json, "op", op);
            body(json);
            json.WriteEndObject();
        }

        return text + "\n";
    }

    private AgentFault? Read(ReadOnlyMemory<byte> answer, string id, Action<JsonTextReader, string> member)
    {
        using MemoryStream bytes = new(answer.ToArray(), writable: false);
        using StreamReader text = new(bytes, Utf8);
        using JsonTextReader json = JsonText.Reader(text);
        AgentFault? fault = null;
        bool ok = false;
        bool mine = false;
        JsonWalk.Object(json, name =>
        {
            switch (name)
            {
                case "id":
                    mine = JsonWalk.Scalar(json) == id;
                    break;
                case "ok":
                    ok = JsonWalk.Scalar(json) == "true";
                    break;
                case "ended":
                    Ended = true;
                    break;
                case "error" when json.TokenType == JsonToken.StartObject:
                    fault = AgentFault.Read(json);
                    break;
                case "diagnostics" when json.TokenType == JsonToken.StartArray:
                    JsonWalk.Array(json, Diagnostic);
                    break;
                default:
                    member(json, name);
                    break;
            }
        });
        // An agent that could not read the request has no id to repeat.
        if (!mine && (ok || fault is null))
            throw new JsonSerializationException("it answers another request.");
        return ok ? null : fault ?? throw new JsonSerializationException("it is neither a result nor an error.");
    }

    private bool Diagnostic(JsonTextReader json)
    {
        string level = "";
        string text = "";
        JsonWalk.Object(json, name =>
        {
            if (name == "level")
                level = JsonWalk.Scalar(json) ?? "";
            else if (name == "text")
                text = JsonWalk.Scalar(json) ?? "";
        });
        _context.Trace?.Invoke(new HttpTrace(HttpTraceLevel.Verbose, Side.Cms, $"The site said ({level}): {text}"));
        return true;
    }

    private void Trace(string op, string request, ReadOnlyMemory<byte> answer, TimeSpan took)
    {
        if (_context.Trace is not { } trace)
            return;
        trace(new HttpTrace(HttpTraceLevel.Verbose, Side.Cms, string.Create(CultureInfo.InvariantCulture, $"agent {op}: {answer.Length} bytes, {took.TotalMilliseconds:0} ms")));
        if (_context.TraceBodies)
            trace(new HttpTrace(HttpTraceLevel.Debug, Side.Cms, $"> {Redactor.Body("application/json", request.TrimEnd())}\n< {Redactor.Body("application/json", Encoding.UTF8.GetString(answer.Span))}"));
    }
}
