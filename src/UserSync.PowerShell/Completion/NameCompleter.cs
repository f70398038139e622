using System.Collections;
namespace UserSync.PowerShell.Completion;

/// <summary>Completes names that the systems told when they were asked last.</summary>
public abstract class NameCompleter : LocalCompleter
{
    internal override IEnumerable<(string Text, string Tip)> Find(string typed, IDictionary given)
    {
        if (Load(given) is not { } loaded || Of(new NameCache(System.Environment.GetEnvironmentVariable).Read(loaded.Path)) is not { } names)
            return [];
        return names.Where(n => n?.Text is { Length: > 0 } text && !text.Any(char.IsControl) && (Begins(text, typed) || Begins(n.Tip, typed)))
            .Select(n => (n.Text, Tip: n.Tip is null || n.Tip.Any(char.IsControl) ? "" : n.Tip));
    }

    internal abstract IReadOnlyList<KnownName>? Of(KnownNames names);

    private static bool Begins(string? text, string typed) => text?.StartsWith(typed, StringComparison.OrdinalIgnoreCase) == true;
}
