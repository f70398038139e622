namespace UserSync.Connectors.Files.Json;

/// <summary>The known properties as a tree, so that walking an object needs no path texts.</summary>
internal sealed class JsonNode
{
    private readonly Dictionary<string, JsonNode> _children = new(StringComparer.Ordinal);

    /// <summary>The place of the property's value; -1 where only deeper ones are known.</summary>
    public int Column { get; private set; } = -1;

    /// <summary>Builds the tree of all columns.</summary>
    public static JsonNode Of(IReadOnlyList<JsonColumn> columns)
    {
        var root = new JsonNode();
        for (int i = 0; i < columns.Count; i++)
        {
            JsonNode node = root;
            foreach (string name in columns[i].Segments)
                node = node._children.TryGetValue(name, out JsonNode? child) ? child : node._children[name] = new JsonNode();
            node.Column = i;
        }

        return root;
    }

    /// <summary>The property inside this one; null when nothing of it is known.</summary>
    public JsonNode? Child(string name) => _children.GetValueOrDefault(name);
}
