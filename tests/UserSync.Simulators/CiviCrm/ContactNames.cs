namespace UserSync.Simulators.CiviCrm;

/// <summary>The names that CiviCRM derives from those that are given.</summary>
public static class ContactNames
{
    /// <summary>Sets display_name and sort_name among the changes.</summary>
    /// <param name="known">The contact before.</param>
    /// <param name="changes">What is stored.</param>
    /// <param name="raw">What was sent: display_name is made before first and last name are cut (recording create-08).</param>
    public static void Complete(Row known, Row changes, IReadOnlyDictionary<string, object?> raw)
    {
        string? Field(string name) => (raw.TryGetValue(name, out object? sent) ? sent : changes.ContainsKey(name) ? changes.Get(name) : known.Get(name)) as string;
        if ((Field("contact_type") ?? "Individual") != "Individual")
        {
            changes["display_name"] = changes["sort_name"] = Field("organization_name");
            return;
        }

        string display = string.Join(' ', new[] { Field("first_name"), Field("middle_name"), Field("last_name") }.Where(p => !string.IsNullOrEmpty(p)));
        string sort = string.Join(", ", new[] { Field("last_name"), Field("first_name") }.Where(p => !string.IsNullOrEmpty(p)));
        changes["display_name"] = Cut(display);
        changes["sort_name"] = Cut(sort);
    }

    private static string? Cut(string text) => text.Length == 0 ? null : text.Length > 128 ? text[..128] : text;
}
