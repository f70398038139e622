namespace UserSync.Connectors.Drupal;

/// <summary>A role of the site.</summary>
/// <param name="Uuid">What the API addresses it by.</param>
/// <param name="Name">Its machine name.</param>
/// <param name="Label">What people see.</param>
/// <param name="HasAllRights">True for the role of administrators, which has every permission.</param>
internal sealed record Role(string Uuid, string Name, string Label, bool HasAllRights)
{
    /// <summary>The role of everybody who is logged in: users hold it without its being listed.</summary>
    public const string Authenticated = "authenticated";

    /// <summary>The role of visitors; no user can hold it.</summary>
    public const string Anonymous = "anonymous";

    /// <summary>Whether a text in a profile means this role: its machine name, or its label in any case.</summary>
    public bool IsMeant(string text) => string.Equals(Name, text, StringComparison.Ordinal) || string.Equals(Label, text, StringComparison.OrdinalIgnoreCase);
}
