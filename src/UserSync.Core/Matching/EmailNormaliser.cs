using System.Buffers;
using System.Globalization;
using System.Text;
using UserSync.Core.Errors;

namespace UserSync.Core.Matching;

/// <summary>
/// The comparable form of an e-mail address, the same on every machine: trimmed, small letters, NFC, domain in punycode.
/// Accents are different letters; plus signs and dots of the part before the @ count.
/// </summary>
public static class EmailNormaliser
{
    private const int Longest = 320;
    private const string NotInLocalPart = "<>()[],;:\\\"@";
    private static readonly SearchValues<char> AlreadyNormal = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-_.+@");
    private static readonly SearchValues<char> LocalPartRefused = SearchValues.Create(NotInLocalPart);

    /// <summary>Number of these rules; a store remembers under which its keys were made.</summary>
    public static int Version => 1;

    /// <summary>The comparable form, or null for what is no address: no @, an empty part, control or invisible characters, more than 320 characters.</summary>
    public static string? Normalise(string? address)
    {
        if (string.IsNullOrEmpty(address))
            return null;
        ReadOnlySpan<char> trimmed = Trim(address);
        int at = trimmed.LastIndexOf('@');
        if (at <= 0 || at == trimmed.Length - 1 || trimmed.Length > Longest || !IsVisible(trimmed))
            return null;
        if (!trimmed.ContainsAnyExcept(AlreadyNormal) && !NeedsDomainCheck(trimmed[(at + 1)..]) && !trimmed[..at].Contains('@'))
            return trimmed.Length == address.Length ? address : trimmed.ToString();

        string local = Fold(trimmed[..at].ToString());
        bool quoted = local is ['"', _, .., '"'];
        if (!quoted && (local.AsSpan().ContainsAny(LocalPartRefused) || local.Any(char.IsWhiteSpace)))
            return null;
        string? domain = DomainName.Normalise(trimmed[(at + 1)..].ToString());
        return domain is null ? null : $"{local}@{domain}";
    }

    /// <summary>Refuses to work where Unicode text cannot be normalised: keys made there would not be found anywhere else.</summary>
    /// <exception cref="UserSyncException"><see cref="ErrorIds.NormaliserUnsuitable"/>: the process runs in globalization-invariant mode.</exception>
    public static void EnsureUsable() => EnsureUsable(static text => text.Normalize());

    internal static void EnsureUsable(Func<string, string> normalise)
    {
        if (normalise("e\u0301").Length == 1)
            return;
        throw new UserSyncException(new SyncError(ErrorIds.NormaliserUnsuitable, "This process cannot normalise Unicode text, so addresses with accents would not be recognised.")
        {
            Remedy = "Install ICU (libicu) and unset DOTNET_SYSTEM_GLOBALIZATION_INVARIANT.",
        });
    }

    private static string Fold(string text) => text.All(char.IsAscii) ? text.ToLowerInvariant() : text.ToLowerInvariant().Normalize(NormalizationForm.FormC);

    private static bool NeedsDomainCheck(ReadOnlySpan<char> domain) =>
        domain[0] == '.' || domain[^1] == '.' || domain.Contains('+') || domain.Contains("..", StringComparison.Ordinal) || domain.Length > 63;

    private static ReadOnlySpan<char> Trim(string text)
    {
        // Byte order marks and zero-width spaces come along when addresses are pasted.
        static bool IsEdge(char c) => char.IsWhiteSpace(c) || c is '\uFEFF' or '\u200B';
        int start = 0;
        int end = text.Length;
        while (start < end && IsEdge(text[start]))
            start++;
        while (end > start && IsEdge(text[end - 1]))
            end--;
        return text.AsSpan(start, end - start);
    }

    private static bool IsVisible(ReadOnlySpan<char> text)
    {
        if (!text.ContainsAnyExceptInRange('!', '~'))
            return true;
        foreach (Rune rune in text.EnumerateRunes())
        {
            // The replacement character also stands for a lone surrogate, on which Normalize() would throw.
            if (rune == Rune.ReplacementChar || Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format
                or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator)
                return false;
        }

        return true;
    }
}
