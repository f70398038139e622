namespace UserSync.Core.Profiles.Loading;

/// <summary>
/// What is known of a system before anybody asks it, so that a profile can be checked without the network. Only facts that no
/// version or setting of the system changes; everything else is asked of the connector's capabilities.
/// </summary>
internal static class KindFacts
{
    /// <summary>Records tell when they were changed last.</summary>
    public static bool KnowsModifiedTime(EndSettings end) => end.Kind switch
    {
        EndKinds.Drupal or EndKinds.Backdrop or EndKinds.AmoCrm or EndKinds.CiviCrm => true,
        EndKinds.Csv or EndKinds.Json => end.File?.ModifiedColumn is not null,
        _ => false,
    };

    /// <summary>Who gets the content of a deleted user must be said.</summary>
    public static bool NeedsReassign(string kind) => kind is EndKinds.WordPress or EndKinds.Backdrop;

    /// <summary>The system mails a new user its password in clear text, and cannot be told not to.</summary>
    public static bool MailsPasswords(string kind) => kind == EndKinds.Joomla;

    /// <summary>UserSync never deletes contacts there.</summary>
    public static bool KeepsContacts(string kind) => kind == EndKinds.AmoCrm;

    /// <summary>A created contact can only be recognised by a field of its own.</summary>
    public static bool NeedsMarkerField(string kind) => kind == EndKinds.AmoCrm;

    /// <summary>Paths of custom fields are # and a number.</summary>
    public static bool NumbersFields(string kind) => kind == EndKinds.AmoCrm;

    /// <summary>Most requests a second that the system's terms allow; null for no such limit.</summary>
    public static double? HighestRate(string kind) => kind == EndKinds.AmoCrm ? 7 : null;

    /// <summary>The value of <c>params</c> cannot be stored without the agent.</summary>
    public static bool KeepsParamsFromRemote(string kind) => kind == EndKinds.Joomla;
}
