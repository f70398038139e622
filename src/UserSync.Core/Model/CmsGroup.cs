namespace UserSync.Core.Model;

/// <summary>A group or role of the website.</summary>
/// <param name="Id">What the CMS addresses it by (Joomla id, WordPress role key, Drupal machine name).</param>
/// <param name="Name">What people see.</param>
public sealed record CmsGroup(string Id, string Name)
{
    /// <inheritdoc/>
    public override string ToString() => Name;
}
