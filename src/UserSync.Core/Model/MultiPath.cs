namespace UserSync.Core.Model;

/// <summary>A path to a list of addresses or numbers: <c>EMAIL</c>, <c>EMAIL[WORK]</c>, <c>PHONE[MOB]</c>.</summary>
/// <param name="Base"><see cref="Email"/> or <see cref="Phone"/>.</param>
/// <param name="Kind">The kind in brackets; null for all kinds.</param>
public sealed record MultiPath(string Base, string? Kind)
{
    /// <summary>The base of addresses.</summary>
    public const string Email = "EMAIL";

    /// <summary>The base of numbers.</summary>
    public const string Phone = "PHONE";

    /// <summary>Reads a path; null when it is not one to a list. <c>email</c> and <c>phone</c> in any case are such paths.</summary>
    public static MultiPath? Parse(string path)
    {
        ReadOnlySpan<char> rest = path.AsSpan();
        string? found = rest.StartsWith(Email, StringComparison.OrdinalIgnoreCase) ? Email
            : rest.StartsWith(Phone, StringComparison.OrdinalIgnoreCase) ? Phone
            : null;
        if (found is null)
            return null;
        rest = rest[found.Length..];
        if (rest.IsEmpty)
            return new MultiPath(found, null);
        return rest is ['[', .. var kind, ']'] && !kind.IsEmpty ? new MultiPath(found, kind.ToString()) : null;
    }

    /// <summary>Whether an element of this kind belongs to the path.</summary>
    public bool Takes(string? kind) => Kind is null || string.Equals(Kind, kind, StringComparison.OrdinalIgnoreCase);
}
