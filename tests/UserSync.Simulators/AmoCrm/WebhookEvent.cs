namespace UserSync.Simulators.AmoCrm;

/// <summary>One change as a webhook tells it.</summary>
/// <param name="Entity">Such as <c>contacts</c>.</param>
/// <param name="Action">Such as <c>update</c>.</param>
/// <param name="Settings">The subscriptions that get it.</param>
/// <param name="Fields">Keys below <c>entity[action][n]</c> with their values, in order; a key may come twice or clash.</param>
public sealed record WebhookEvent(string Entity, string Action, IReadOnlyList<string> Settings, IReadOnlyList<KeyValuePair<string, string>> Fields);
