namespace UserSync.Core.Profiles;

/// <summary>The kinds of system that a profile can name.</summary>
public static class EndKinds
{
    /// <summary>WordPress, by REST, with the agent for all meta.</summary>
    public const string WordPress = "wordpress";

    /// <summary>Joomla, by its web services, with the agent for <c>params</c>.</summary>
    public const string Joomla = "joomla";

    /// <summary>Drupal, by JSON:API.</summary>
    public const string Drupal = "drupal";

    /// <summary>Backdrop, by the agent on its host.</summary>
    public const string Backdrop = "backdrop";

    /// <summary>amoCRM or Kommo, by API v4.</summary>
    public const string AmoCrm = "amocrm";

    /// <summary>CiviCRM, by APIv4 over REST.</summary>
    public const string CiviCrm = "civicrm";

    /// <summary>A CSV file, on either side.</summary>
    public const string Csv = "csv";

    /// <summary>A JSON file, on either side.</summary>
    public const string Json = "json";

    /// <summary>What <c>cms.kind</c> may be.</summary>
    public static IReadOnlyList<string> Cms { get; } = [WordPress, Joomla, Drupal, Backdrop, Csv, Json];

    /// <summary>What <c>crm.kind</c> may be.</summary>
    public static IReadOnlyList<string> Crm { get; } = [AmoCrm, CiviCrm, Csv, Json];

    /// <summary>Whether an end of this kind is a file.</summary>
    public static bool IsFile(string kind) => kind is Csv or Json;

    /// <summary>The kind that somebody wrote, in the spelling of profiles: in any case, and <c>file</c> for CSV or JSON as the path ends. What is unknown stays as it is.</summary>
    public static string Spelled(string written, string? path) =>
        string.Equals(written, "file", StringComparison.OrdinalIgnoreCase) ? path?.EndsWith(".json", StringComparison.OrdinalIgnoreCase) == true ? Json : Csv
        : Cms.Concat(Crm).FirstOrDefault(k => string.Equals(k, written, StringComparison.OrdinalIgnoreCase)) ?? written;
}
