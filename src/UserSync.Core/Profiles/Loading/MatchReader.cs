using UserSync.Core.Matching;

namespace UserSync.Core.Profiles.Loading;

/// <summary>Reads <c>match</c>.</summary>
internal static class MatchReader
{
    private const string EmailRule = "email";

    public static IReadOnlyList<MatchRule> Read(ObjectReader root)
    {
        var rules = new List<MatchRule>();
        foreach (ProfileNode node in root.Items("match"))
        {
            MatchRule? rule = node.Kind == NodeKind.Text ? Word(root, node) : Rule(new ObjectReader(node, root.Context, "match[]"));
            if (rule is not null && rules.Contains(rule))
                root.Problems.Add(node, "the rule is there twice", "remove one");
            else if (rule is not null)
                rules.Add(rule);
        }

        root.Context.KnownKeys["match"] = [EmailRule];
        if (root.Node.Member("match") is { Kind: NodeKind.List, Items.Count: 0 } empty)
            root.Problems.Add(empty, "without a match rule every user would get a new contact", "add \"email\", or leave \"match\" out for it");
        return rules.Count > 0 || root.Has("match") ? rules : [MatchRule.Email];
    }

    private static MatchRule? Word(ObjectReader root, ProfileNode node)
    {
        if (node.Value is EmailRule)
            return MatchRule.Email;
        root.Problems.Add(node, $"'{node.Value}' is no match rule", "write \"email\", or an object with \"user\" and \"contact\"");
        return null;
    }

    private static MatchRule? Rule(ObjectReader reader)
    {
        string user = FieldPathReader.Required(reader, "user");
        string contact = FieldPathReader.Required(reader, "contact");
        MatchKind kind = reader.Choice("as", MatchKind.Text);
        string? country = reader.Text("country");
        reader.Close();
        if (country is not null && kind != MatchKind.Phone)
            reader.Problems.Add(reader.Node.At("country"), "only telephone numbers have a country", "remove it, or add \"as\": \"phone\"");
        else if (country is not null)
            CheckCountry(reader.Problems, reader.Node.At("country"), country);
        return user.Length == 0 || contact.Length == 0 ? null : new MatchRule(user, contact, kind, country?.ToUpperInvariant());
    }

    public static void CheckCountry(ProblemList problems, ProfileNode node, string country)
    {
        if (!PhoneNormaliser.KnowsCountry(country))
            problems.Add(node, $"the table of telephone numbers has no country '{country}'", $"write two letters of ISO 3166, one of {string.Join(' ', PhoneNormaliser.Countries)}");
    }
}
