namespace UserSync.Simulators.AmoCrm;

/// <summary><c>query</c>: looks into the name and all values, so that a hit may come from any field.</summary>
internal sealed class ContactSearch(SimulatedClock clock, AmoCrmSwitches switches, string query)
{
    private readonly StringComparison _comparison = switches.QueryMatchesCase ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase;

    public bool Finds(AmoContact contact)
    {
        if (query.Length < switches.QueryMinimumLength)
            return false;
        string? text = clock.GetUtcNow() < contact.IndexedAt ? contact.IndexedText : contact.Text;
        if (text is null)
            return false;
        return (switches.QueryByWords ? FindsWords(text) : text.Contains(query, _comparison)) || (switches.QueryNormalisesPhones && FindsPhone(text));
    }

    private bool FindsWords(string text)
    {
        HashSet<string> words = new(text.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries), StringComparer.FromComparison(_comparison));
        return query.Split(' ', StringSplitOptions.RemoveEmptyEntries).All(words.Contains);
    }

    private bool FindsPhone(string text) => Digits(query) is { Length: >= 10 } wanted && text.Split('\n').Any(line => Digits(line).EndsWith(wanted[^10..], StringComparison.Ordinal));

    private static string Digits(string text) => new([.. text.Where(char.IsAsciiDigit)]);
}
