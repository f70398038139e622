namespace UserSync.Core.Profiles.Loading;

/// <summary>A value of the JSON text with the place where it stands.</summary>
internal sealed class ProfileNode(NodeKind kind, string path, int line, int column, object? value = null)
{
    public NodeKind Kind { get; } = kind;

    public string Path { get; } = path;

    public int Line { get; } = line;

    public int Column { get; } = column;

    /// <summary>A string, a long, a decimal or a bool; null for the other kinds.</summary>
    public object? Value { get; } = value;

    /// <summary>Properties of an object in the order of the text, with the place of their names.</summary>
    public List<(string Name, int Line, int Column, ProfileNode Node)> Members { get; } = [];

    public List<ProfileNode> Items { get; } = [];

    public ProfileNode? Member(string name) => Members.Find(m => string.Equals(m.Name, name, StringComparison.Ordinal)).Node;

    /// <summary>The node at a way of names and list numbers from here, or the last one on that way that exists: where to point at.</summary>
    public ProfileNode At(params ReadOnlySpan<object> way)
    {
        ProfileNode here = this;
        foreach (object step in way)
        {
            ProfileNode? next = step switch
            {
                string name => here.Member(name),
                int index when index < here.Items.Count => here.Items[index],
                _ => null,
            };
            if (next is null)
                break;
            here = next;
        }

        return here;
    }

    public static string Describe(NodeKind kind) => kind switch
    {
        NodeKind.Null => "null",
        NodeKind.Text => "a text",
        NodeKind.Number => "a number",
        NodeKind.Boolean => "true or false",
        NodeKind.List => "a list [ ]",
        NodeKind.Object => "an object { }",
        _ => "nothing",
    };
}
