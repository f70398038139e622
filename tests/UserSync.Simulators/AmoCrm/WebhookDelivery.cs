namespace UserSync.Simulators.AmoCrm;

/// <summary>A webhook that was or will be sent.</summary>
/// <param name="Hook">The subscription.</param>
/// <param name="Body">The body.</param>
/// <param name="RequestId">The header <c>X-Amocrm-Requestid</c>.</param>
/// <param name="Attempt">Counted from one.</param>
/// <param name="Due">When it is sent.</param>
public sealed record WebhookDelivery(AmoWebhook Hook, string Body, string RequestId, int Attempt, DateTimeOffset Due)
{
    /// <summary>What was answered; null before it was sent, 499 or 0 when nothing came within two seconds.</summary>
    public int? Status { get; init; }

    /// <summary>How long after this attempt the next one is made; null for none.</summary>
    public TimeSpan? Pause => (Attempt, Status) switch
    {
        (_, >= 100 and < 300) => null,
        (1, _) => TimeSpan.FromMinutes(5),
        (2, _) => TimeSpan.FromMinutes(15),
        (3, 499 or >= 500 and < 600) => TimeSpan.FromMinutes(15),
        (4, 499 or >= 500 and < 600) => TimeSpan.FromHours(1),
        _ => null,
    };
}
