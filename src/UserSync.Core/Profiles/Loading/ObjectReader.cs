namespace UserSync.Core.Profiles.Loading;

/// <summary>
/// Reads the properties of one object by name and type. What was never asked for when the object is closed is unknown, so that
/// the list of known keys cannot differ from what is read.
/// </summary>
internal sealed class ObjectReader
{
    private readonly ReadingContext _context;
    private readonly HashSet<string> _asked = new(StringComparer.Ordinal);

    /// <param name="node">The object; anything else is reported and read as an empty one.</param>
    /// <param name="context">What all readers of the profile share.</param>
    /// <param name="shape">The path without list numbers, "" for the root.</param>
    public ObjectReader(ProfileNode node, ReadingContext context, string shape)
    {
        Node = node;
        _context = context;
        Shape = shape;
        if (node.Kind is not (NodeKind.Object or NodeKind.Missing))
            Problems.Add(node, $"this must be an object {{ }}, not {ProfileNode.Describe(node.Kind)}", "put its properties between { and }");
    }

    public ProfileNode Node { get; }

    public string Shape { get; }

    public ReadingContext Context => _context;

    public ProblemList Problems => _context.Problems;

    public bool Has(string name) => Node.Member(name) is { Kind: not NodeKind.Null };

    /// <summary>A text that may be left out or null.</summary>
    public string? Text(string name) => Find(name, NodeKind.Text, orNull: true) is { } node ? NotBlank(node) : null;

    /// <summary>A text that must be there; "" after it was reported as missing.</summary>
    public string RequiredText(string name, string remedy)
    {
        ProfileNode? node = Find(name, NodeKind.Text, orNull: false);
        if (node is null && Node.Member(name) is null && (Node.Kind is NodeKind.Object or NodeKind.Missing))
            Problems.Add(Node, $"'{name}' is missing", remedy);
        return node is null ? "" : NotBlank(node) ?? "";
    }

    /// <summary>A text in which white space counts, such as a separator; may be left out or null.</summary>
    public string? RawText(string name) => Find(name, NodeKind.Text, orNull: true)?.Value as string;

    public bool Flag(string name, bool otherwise) => Find(name, NodeKind.Boolean, orNull: false)?.Value as bool? ?? otherwise;

    /// <summary>A whole number that may be left out or null.</summary>
    public int? Whole(string name, int least, int most)
    {
        if (Find(name, NodeKind.Number, orNull: true) is not { } node)
            return null;
        if (node.Value is long number && number >= least && number <= most)
            return (int)number;
        Problems.Add(node, $"this must be a whole number from {least} to {most}", "write such a number");
        return null;
    }

    public int Whole(string name, int least, int most, int otherwise)
    {
        if (Node.Member(name) is { Kind: NodeKind.Null } node)
            Problems.Add(node, "this must be a number, not null", $"write a number, or leave the property out for {otherwise}");
        return Whole(name, least, most) ?? otherwise;
    }

    /// <summary>A number above zero that may be left out or null.</summary>
    public double? Positive(string name, double most)
    {
        if (Find(name, NodeKind.Number, orNull: true) is not { } node)
            return null;
        double number = node.Value switch { long whole => whole, decimal broken => (double)broken, _ => 0 };
        if (number > 0 && number <= most)
            return number;
        Problems.Add(node, $"this must be a number above 0 and not above {most}", "write such a number");
        return null;
    }

    /// <summary>One word of a list; null when it is left out or not among them.</summary>
    public string? Word(string name, IReadOnlyList<string> words, bool orNull = false)
    {
        ProfileNode? node = Find(name, NodeKind.Text, orNull);
        _context.KnownKeys[Shaped(name)] = words;
        if (node is null)
            return null;
        string word = (string)node.Value!;
        if (words.Contains(word, StringComparer.Ordinal))
            return word;
        Refuse(node, word, words);
        return null;
    }

    /// <summary>One of the values of an enumeration, written in camel case.</summary>
    public T Choice<T>(string name, T otherwise, params T[] allowed)
        where T : struct, Enum
    {
        T[] values = allowed.Length == 0 ? Enum.GetValues<T>() : allowed;
        string[] words = Array.ConvertAll(values, v => Camel(v.ToString()));
        string? word = Word(name, words);
        return word is null ? otherwise : values[Array.IndexOf(words, word)];
    }

    /// <summary>A list of texts, each of them once unless doubles mean something; empty when it is left out.</summary>
    public IReadOnlyList<string> Texts(string name, IReadOnlyList<string>? words = null, bool keepDoubles = false)
    {
        var texts = new List<string>();
        foreach (ProfileNode item in Items(name))
        {
            if (item.Kind != NodeKind.Text)
                WrongKind(item, NodeKind.Text);
            else if (words is not null && !words.Contains((string)item.Value!, StringComparer.Ordinal))
                Refuse(item, (string)item.Value!, words);
            else if (NotBlank(item) is { } text && (keepDoubles || !texts.Contains(text, StringComparer.Ordinal)))
                texts.Add(text);
        }

        if (words is not null)
            _context.KnownKeys[Shaped(name)] = words;
        return texts;
    }

    public IReadOnlyList<ProfileNode> Items(string name) => Find(name, NodeKind.List, orNull: false)?.Items ?? [];

    /// <summary>An object of texts under free names; empty when it is left out.</summary>
    public IReadOnlyDictionary<string, string> TextMap(string name)
    {
        var map = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var member in Find(name, NodeKind.Object, orNull: false)?.Members ?? [])
        {
            if (member.Node.Kind != NodeKind.Text)
                WrongKind(member.Node, NodeKind.Text);
            else if (NotBlank(member.Node) is { } text)
                map[member.Name] = text;
        }

        return map;
    }

    /// <summary>An object inside; one without properties when it is left out or null.</summary>
    public ObjectReader Object(string name)
    {
        ProfileNode? node = Find(name, NodeKind.Object, orNull: true);
        return new ObjectReader(node ?? new ProfileNode(NodeKind.Missing, Node.Path, Node.Line, Node.Column), _context, Shaped(name));
    }

    /// <summary>Reports what nobody asked for.</summary>
    /// <param name="otherwise">Why a name that is known elsewhere does not fit here, or null.</param>
    public void Close(Func<string, string?>? otherwise = null)
    {
        foreach ((string name, int line, int column, ProfileNode node) in Node.Members.Where(m => !_asked.Contains(m.Name)))
        {
            string what = otherwise?.Invoke(name) ?? $"there is no property '{name}' here";
            string remedy = otherwise?.Invoke(name) is not null ? "remove it"
                : Suggestion.For(name, _asked) is { } meant ? $"did you mean '{meant}'?"
                : $"known are {string.Join(", ", _asked)}";
            Problems.Add(line, column, node.Path, what, remedy);
        }
    }

    public ProfileNode? Find(string name, NodeKind kind, bool orNull)
    {
        _asked.Add(name);
        _context.KnownKeys.TryAdd(Shaped(name), []);
        ProfileNode? node = Node.Member(name);
        if (node is null || node.Kind == kind || (orNull && node.Kind == NodeKind.Null))
            return node?.Kind == NodeKind.Null ? null : node;
        WrongKind(node, kind);
        return null;
    }

    private static string Camel(string name) => char.ToLowerInvariant(name[0]) + name[1..];

    private string Shaped(string name) => Shape.Length == 0 ? name : $"{Shape}.{name}";

    private void WrongKind(ProfileNode node, NodeKind wanted) =>
        Problems.Add(node, $"this must be {ProfileNode.Describe(wanted)}, not {ProfileNode.Describe(node.Kind)}", wanted == NodeKind.Text && node.Kind == NodeKind.Number
            ? "put the number in double quotes"
            : $"write {ProfileNode.Describe(wanted)}");

    private void Refuse(ProfileNode node, string word, IReadOnlyList<string> words) => Problems.Add(
        node,
        $"'{word}' is not known here",
        Suggestion.For(word, words) is { } meant ? $"did you mean '{meant}'?" : $"write one of {string.Join(", ", words)}");

    private string? NotBlank(ProfileNode node)
    {
        string text = (string)node.Value!;
        if (text.Length > 0 && !char.IsWhiteSpace(text[0]) && !char.IsWhiteSpace(text[^1]) && !text.Any(char.IsControl))
            return text;
        Problems.Add(node, "the text is empty, or has white space at an end or control characters inside", "write it without them");
        return null;
    }
}
