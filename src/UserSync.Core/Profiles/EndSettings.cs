namespace UserSync.Core.Profiles;

/// <summary>One end of a profile: a site or an account.</summary>
public sealed record EndSettings
{
    /// <summary>Kind of system: wordpress, joomla, drupal, backdrop, amocrm, civicrm, csv or json.</summary>
    public required string Kind { get; init; }

    /// <summary>The stable key: <c>cms.site</c> or <c>crm.account</c>. Links are kept under it; the address may change, the key may not.</summary>
    public required string Key { get; init; }

    /// <summary>Address of the system, for systems that have one.</summary>
    public Uri? Url { get; init; }

    /// <summary>Reference to the secret: <c>env:NAME</c>, <c>file:path</c>, <c>secret:Vault/Name</c>. Never the secret itself.</summary>
    public string? Credential { get; init; }

    /// <summary>Which records take part.</summary>
    public RecordFilter Filter { get; init; } = new();

    /// <summary>How the network is used.</summary>
    public HttpSettings Http { get; init; } = new();

    /// <summary>File on either side: full path, columns, separators. Null for remote systems.</summary>
    public FileSettings? File { get; init; }

    /// <summary>The agent on the CMS's host; null where none is used.</summary>
    public AgentSettings? Agent { get; init; }

    /// <summary>Settings that only this kind of system has, by their key in the profile, as text.</summary>
    public IReadOnlyDictionary<string, string> Options { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);
}
