namespace UserSync.Simulators.Joomla;

/// <summary>A row of #__users with its groups and custom values.</summary>
public sealed class JoomlaUser
{
    /// <summary>The id.</summary>
    public required int Id { get; init; }

    /// <summary>The display name.</summary>
    public string Name { get; set; } = "";

    /// <summary>The login name.</summary>
    public string UserName { get; set; } = "";

    /// <summary>The address, with its domain as punycode.</summary>
    public string Email { get; set; } = "";

    /// <summary>0 for an account that may log in.</summary>
    public int Block { get; set; }

    /// <summary>Whether system mails are wanted.</summary>
    public int SendEmail { get; set; }

    /// <summary>When it was registered, in UTC.</summary>
    public DateTimeOffset? Registered { get; set; }

    /// <summary>The last log-in or authenticated request.</summary>
    public DateTimeOffset? LastVisit { get; set; }

    /// <summary>True while the account waits for its activation.</summary>
    public bool WaitsForActivation { get; set; }

    /// <summary>True when the next log-in asks for a new password.</summary>
    public bool MustReset { get; set; }

    /// <summary>Ids of groups.</summary>
    public SortedSet<int> Groups { get; } = [];

    /// <summary>Raw custom values by the name of their field.</summary>
    public Dictionary<string, List<string>> Values { get; } = new(StringComparer.Ordinal);

    /// <summary>What the web services never tell.</summary>
    public Dictionary<string, string> Params { get; } = new(StringComparer.Ordinal);
}
