using UserSync.Core.Mapping;

namespace UserSync.Core.Profiles.Loading;

/// <summary>Reads a list of transforms.</summary>
internal static class TransformReader
{
    private static readonly string[] Words = ["trim", "lower", "upper", "title", "phone"];
    private static readonly string[] Names = ["phone", "date", "split", "join", "map", "constant", "template", "replace", "truncate"];
    private static readonly string[] Parts = ["first", "last", "rest", "all"];

    /// <summary>The chain; null when the property is left out.</summary>
    public static TransformChain? Read(ObjectReader field, string name)
    {
        IReadOnlyList<ProfileNode> items = field.Items(name);

        // "back" has the same steps, so both are known under one path.
        string shape = $"{field.Shape}.transform[]";
        field.Context.KnownKeys[$"{field.Shape}.{name}"] = Words;
        foreach (string known in Names)
            field.Context.KnownKeys.TryAdd($"{shape}.{known}", []);
        if (!field.Has(name))
            return null;
        var steps = items.Select(i => Step(i, field.Context, shape)).OfType<FieldTransform>().ToList();
        return steps.Count == 0 ? TransformChain.None : new TransformChain(steps);
    }

    private static FieldTransform? Step(ProfileNode node, ReadingContext context, string shape)
    {
        if (node.Kind == NodeKind.Text)
            return Word(node, context);
        var reader = new ObjectReader(node, context, shape);
        if (node.Kind != NodeKind.Object)
            return null;
        if (node.Members.Count != 1)
        {
            context.Problems.Add(node, "a transform is an object with exactly one property, its name", "put each transform into { } of its own");
            return null;
        }

        FieldTransform? step = node.Members[0].Name switch
        {
            "phone" => Phone(reader),
            "date" => Date(reader.Object("date")),
            "split" => Split(reader.Object("split")),
            "join" => reader.RawText("join") is { } separator ? new JoinTransform(separator) : null,
            "map" => Table(reader),
            "constant" => Constant(reader),
            "template" => Template(reader),
            "replace" => Replace(reader.Object("replace")),
            "truncate" => reader.Whole("truncate", 1, 1_000_000) is { } length ? new TruncateTransform(length) : null,
            _ => Unknown(node, context),
        };
        return step;
    }

    private static FieldTransform? Word(ProfileNode node, ReadingContext context)
    {
        switch (node.Value)
        {
            case "trim": return new TrimTransform();
            case "lower": return new CaseTransform(LetterCase.Lower);
            case "upper": return new CaseTransform(LetterCase.Upper);
            case "title": return new CaseTransform(LetterCase.Title);
            case "phone": return new PhoneTransform(null);
            default:
                string word = (string)node.Value!;
                string remedy = Names.Contains(word, StringComparer.Ordinal) ? $"it needs a setting: {{ \"{word}\": … }}"
                    : Suggestion.For(word, Words) is { } meant ? $"did you mean '{meant}'?"
                    : $"write one of {string.Join(", ", Words)}, or an object";
                context.Problems.Add(node, $"'{word}' is no transform in one word", remedy);
                return null;
        }
    }

    private static FieldTransform? Unknown(ProfileNode node, ReadingContext context)
    {
        (string name, int line, int column, ProfileNode value) = node.Members[0];
        string remedy = Words.Contains(name, StringComparer.Ordinal) ? $"write only \"{name}\", without {{ }}"
            : Suggestion.For(name, Names) is { } meant ? $"did you mean '{meant}'?"
            : $"known are {string.Join(", ", Words.Union(Names, StringComparer.Ordinal))}";
        context.Problems.Add(line, column, value.Path, $"there is no transform '{name}'", remedy);
        return null;
    }

    private static PhoneTransform? Phone(ObjectReader reader)
    {
        if (reader.Text("phone") is not { } country)
            return null;
        MatchReader.CheckCountry(reader.Problems, reader.Node.At("phone"), country);
        return new PhoneTransform(country.ToUpperInvariant());
    }

    private static DateTransform? Date(ObjectReader reader)
    {
        string from = reader.RequiredText("from", "add the form of the value, such as \"dd.MM.yyyy\"");
        string to = reader.RequiredText("to", "add the form of the result, such as \"yyyy-MM-dd\"");
        reader.Close();
        if (from.Length == 0 || to.Length == 0)
            return null;
        if (DateTransform.Check(from, to) is { } why)
            reader.Problems.Add(reader.Node, why, "write date formats of .NET, such as dd.MM.yyyy and yyyy-MM-dd");
        return new DateTransform(from, to);
    }

    private static SplitTransform? Split(ObjectReader reader)
    {
        string? separator = reader.RawText("separator");
        reader.Context.KnownKeys[$"{reader.Shape}.part"] = Parts;
        const string Remedy = "write \"first\", \"last\", \"rest\", \"all\" or the number of a part, from 0";
        if (reader.Node.Member("part") is { Kind: NodeKind.Number })
        {
            int? index = reader.Whole("part", 0, 1000);
            reader.Close();
            return index is null ? null : new SplitTransform(separator, SplitPart.Index, index.Value);
        }

        if (!reader.Has("part"))
            reader.Problems.Add(reader.Node, "'part' is missing", Remedy);
        string? word = reader.Word("part", Parts);
        SplitPart part = Enum.TryParse(word, ignoreCase: true, out SplitPart known) ? known : SplitPart.All;
        reader.Close();
        return new SplitTransform(separator, part);
    }

    private static ValueTableTransform? Table(ObjectReader reader)
    {
        var rows = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var member in reader.Find("map", NodeKind.Object, orNull: false)?.Members ?? [])
        {
            if (member.Node.Kind is NodeKind.Text or NodeKind.Null)
                rows[member.Name] = member.Node.Value as string ?? "";
            else
                reader.Problems.Add(member.Node, $"this must be a text or null, not {ProfileNode.Describe(member.Node.Kind)}", "put the value in double quotes");
        }

        if (rows.Count == 0)
            reader.Problems.Add(reader.Node, "the value table is empty", "add rows such as \"gold\": \"1\"");
        return rows.Count == 0 ? null : new ValueTableTransform(rows);
    }

    private static ConstantTransform? Constant(ObjectReader reader)
    {
        string text = reader.RequiredText("constant", "write the text");
        return text.Length == 0 ? null : new ConstantTransform(text);
    }

    private static TemplateTransform? Template(ObjectReader reader)
    {
        string? template = reader.RawText("template");
        try
        {
            return template is null ? null : new TemplateTransform(template);
        }
        catch (FormatException e)
        {
            reader.Problems.Add(reader.Node.At("template"), e.Message, "write it like \"{first_name} {last_name}\"; for a fixed text use \"constant\"");
            return null;
        }
    }

    private static ReplaceTransform? Replace(ObjectReader reader)
    {
        string? pattern = reader.RawText("pattern");
        string with = reader.RawText("with") ?? "";
        bool ignoreCase = reader.Flag("ignoreCase", false);
        reader.Close();
        if (string.IsNullOrEmpty(pattern))
        {
            reader.Problems.Add(reader.Node, "'pattern' is missing or empty", "add a regular expression");
            return null;
        }

        try
        {
            return new ReplaceTransform(pattern, with, ignoreCase);
        }
        catch (ArgumentException e)
        {
            reader.Problems.Add(reader.Node.At("pattern"), $"this is no regular expression: {e.Message.TrimEnd('.')}", "mask special characters by \\\\");
            return null;
        }
    }
}
