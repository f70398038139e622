using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace UserSync.Simulators;

/// <summary>One product behind the server: answers requests out of a state in memory.</summary>
public interface ISimulator
{
    /// <summary>How to get in, for people who start the program by hand.</summary>
    string Welcome { get; }

    /// <summary>Answers one request. Requests come one at a time.</summary>
    /// <param name="context">The request.</param>
    /// <param name="request">What was logged of it.</param>
    /// <param name="fault">A fault that only the product itself can commit, such as dying between two records; null for none.</param>
    Task AnswerAsync(HttpContext context, LoggedRequest request, Fault? fault);

    /// <summary>Does by hand what the product's API has no call for; for scripts that start the program.</summary>
    /// <param name="path">The path below <c>/control/</c>.</param>
    /// <param name="body">The body; empty when there was none.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The answer; null when the product has no such control.</returns>
    Task<JsonNode?> ControlAsync(string path, JsonObject body, CancellationToken cancellationToken) => Task.FromResult<JsonNode?>(null);

    /// <summary>Does what the product does by itself as time goes by, such as repeating webhooks.</summary>
    Task TickAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>True for a product that answers scripted failures itself; for the others the web server before them does.</summary>
    bool ScriptsFailures => false;
}
