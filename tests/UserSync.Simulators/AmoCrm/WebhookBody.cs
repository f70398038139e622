namespace UserSync.Simulators.AmoCrm;

/// <summary>The body of a webhook.</summary>
public static class WebhookBody
{
    private static readonly HashSet<string> Optional = new(StringComparer.Ordinal) { "[account_id]", "[created_user_id]", "[modified_user_id]", "[created_at]", "[updated_at]" };

    /// <summary>Builds a body as PHP's <c>http_build_query</c> does.</summary>
    /// <param name="account">The account.</param>
    /// <param name="events">What is told; several events of one action are numbered.</param>
    /// <param name="accountLast">The account's block comes last.</param>
    /// <param name="sparse">What was missing in some recording is left out.</param>
    public static string Build(AmoAccount account, IEnumerable<WebhookEvent> events, bool accountLast, bool sparse = false)
    {
        List<KeyValuePair<string, string>> head = [new("account[subdomain]", account.Subdomain)];
        if (!sparse)
            head.AddRange([new("account[id]", $"{account.Id}"), new("account[_links][self]", $"https://{account.Host}")]);
        Dictionary<string, int> counts = new(StringComparer.Ordinal);
        List<KeyValuePair<string, string>> pairs = [];
        foreach (WebhookEvent told in events)
        {
            string path = $"{told.Entity}[{told.Action}]";
            int n = counts.GetValueOrDefault(path);
            counts[path] = n + 1;
            pairs.AddRange(told.Fields.Where(f => !sparse || !Optional.Contains(f.Key)).Select(f => KeyValuePair.Create($"{path}[{n}]{f.Key}", f.Value)));
        }

        return PhpQuery.Build(accountLast ? [.. pairs, .. head] : [.. head, .. pairs]);
    }
}
