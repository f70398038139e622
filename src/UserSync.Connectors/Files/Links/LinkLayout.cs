namespace UserSync.Connectors.Files.Links;

/// <summary>Whose columns a file of links has.</summary>
public enum LinkLayout
{
    /// <summary>Ours, with everything that a link holds.</summary>
    UserSync,

    /// <summary>The table of the WT AmoCRM library, as CSV or as an SQL dump.</summary>
    WtAmoCrm,

    /// <summary>CiviCRM's table UFMatch.</summary>
    UFMatch,
}
