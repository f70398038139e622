namespace UserSync.Simulators.CiviCrm;

/// <summary>The CMS around CiviCRM: decides which addresses lead to the API.</summary>
public enum CiviPlatform
{
    /// <summary>WordPress with clean URLs.</summary>
    WordPress,

    /// <summary>WordPress without clean URLs: <c>?civiwp=CiviCRM&amp;q=…</c>.</summary>
    WordPressPlain,

    /// <summary>Drupal or Backdrop with clean URLs.</summary>
    Drupal,

    /// <summary>Drupal 7 or Backdrop without clean URLs: <c>?q=…</c>.</summary>
    DrupalPlain,

    /// <summary>Joomla: <c>index.php?option=com_civicrm&amp;task=…</c>.</summary>
    Joomla,
}
