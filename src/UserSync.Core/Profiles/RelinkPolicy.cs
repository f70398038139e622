namespace UserSync.Core.Profiles;

/// <summary>What happens to mapped fields when a link moves to another contact, or goes.</summary>
/// <param name="Fill">Side that gets the other's values.</param>
/// <param name="Clear">Side that loses the values of its former partner.</param>
public sealed record RelinkPolicy(RelinkSide Fill = RelinkSide.None, RelinkSide Clear = RelinkSide.None)
{
    /// <summary>True when no record is written.</summary>
    public bool IsNothing => Fill == RelinkSide.None && Clear == RelinkSide.None;
}
