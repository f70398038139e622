namespace UserSync.Core.Connectors;

/// <summary>What a field holds by which contacts are recognised.</summary>
public enum MarkerFieldKind
{
    /// <summary>The id of the user in the CMS: <c>contacts.marker</c>.</summary>
    UserId,

    /// <summary>The address of the user's page in the CMS: <c>contacts.profileLinkField</c>.</summary>
    ProfileLink,
}
