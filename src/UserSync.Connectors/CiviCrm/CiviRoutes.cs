namespace UserSync.Connectors.CiviCrm;

/// <summary>The form of the addresses, which the CMS around CiviCRM decides. Contract 4.1; Drupal, Backdrop and Joomla are read in source only.</summary>
internal sealed record CiviRoutes(string Form, string Prefix)
{
    /// <summary>Clean addresses: WordPress, Drupal, Backdrop.</summary>
    public static CiviRoutes Clean { get; } = new("clean", "");

    /// <summary>WordPress without clean addresses.</summary>
    public static CiviRoutes WordPressQuery { get; } = new("wordpress", "?civiwp=CiviCRM&q=");

    /// <summary>Drupal 7 and Backdrop without clean addresses.</summary>
    public static CiviRoutes DrupalQuery { get; } = new("drupal", "?q=");

    /// <summary>Joomla.</summary>
    public static CiviRoutes Joomla { get; } = new("joomla", "index.php?option=com_civicrm&task=");

    /// <summary>The forms to try, in this order.</summary>
    /// <param name="platform">The CMS; null when the profile does not say.</param>
    /// <param name="cleanUrls">What the profile says; null for nothing.</param>
    public static IReadOnlyList<CiviRoutes> Candidates(string? platform, bool? cleanUrls)
    {
        CiviRoutes[] all = platform switch
        {
            "wordpress" => [Clean, WordPressQuery],
            "drupal" or "backdrop" => [Clean, DrupalQuery],
            "joomla" => [Joomla],
            _ => [Clean, WordPressQuery, DrupalQuery, Joomla],
        };
        return cleanUrls is not { } clean || all is [_] ? all : clean ? [Clean] : [.. all.Skip(1)];
    }

    /// <summary>Path and query of a route below the site's address.</summary>
    public string Path(string route) => Prefix + route;

    /// <summary>The page of a contact for people.</summary>
    public string ContactUrl(Uri address, string? platform, string contactId) => (platform, Form) switch
    {
        ("wordpress", _) or (_, "wordpress") => $"{address}wp-admin/admin.php?page=CiviCRM&q=civicrm%2Fcontact%2Fview&reset=1&cid={contactId}",
        (_, "joomla") => $"{address}administrator/index.php?option=com_civicrm&task=civicrm/contact/view&reset=1&cid={contactId}",
        (_, "drupal") => $"{address}?q=civicrm/contact/view&reset=1&cid={contactId}",
        _ => $"{address}civicrm/contact/view?reset=1&cid={contactId}",
    };
}
