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
}
