using System.Text.Json.Nodes;

namespace UserSync.Simulators.Drupal;

/// <summary>An account of the simulated site. Uid 0 is the anonymous visitor.</summary>
public sealed class DrupalUser
{
    private readonly Dictionary<string, string> _normalized = new(StringComparer.Ordinal);

    /// <summary>The number.</summary>
    public required long Uid { get; init; }

    /// <summary>What the API addresses.</summary>
    public required string Uuid { get; init; }

    /// <summary>The user name.</summary>
    public string? Name { get; set; }

    /// <summary>The address.</summary>
    public string? Mail { get; set; }

    /// <summary>False for a blocked account.</summary>
    public bool Status { get; set; }

    /// <summary>The password; null for none.</summary>
    public string? Password { get; set; }

    /// <summary>Machine names of roles beyond "authenticated".</summary>
    public List<string> Roles { get; } = [];

    /// <summary>When it was made.</summary>
    public DateTimeOffset Created { get; set; }

    /// <summary>When it was saved last.</summary>
    public DateTimeOffset Changed { get; set; }

    /// <summary>When it was seen last.</summary>
    public DateTimeOffset Access { get; set; } = DateTimeOffset.UnixEpoch;

    /// <summary>When it logged in last.</summary>
    public DateTimeOffset Login { get; set; } = DateTimeOffset.UnixEpoch;

    /// <summary>The address at registration by the form.</summary>
    public string? Init { get; set; }

    /// <summary>Values of the site's own fields as JSON:API shows them; points in time in UTC.</summary>
    public Dictionary<string, JsonNode?> Fields { get; } = new(StringComparer.Ordinal);

    /// <summary>How a point in time was shown first since the account was saved: Drupal keeps that form even when the site's zone changes.</summary>
    public string Normalized(string field, Func<string> make) => _normalized.TryGetValue(field, out string? kept) ? kept : _normalized[field] = make();

    /// <summary>Notes that the account was saved.</summary>
    public void Saved(DateTimeOffset at)
    {
        Changed = at;
        _normalized.Clear();
    }
}
