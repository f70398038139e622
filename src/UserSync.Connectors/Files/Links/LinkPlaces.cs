using UserSync.Core.Errors;

namespace UserSync.Connectors.Files.Links;

/// <summary>Where the columns of a file of links stand.</summary>
internal sealed class LinkPlaces(string[] names)
{
    private readonly int _temporary = Find(names, LinkColumns.Temporary);
    private readonly int _email = Find(names, LinkColumns.Email);
    private readonly int _site = Find(names, LinkColumns.Site);
    private readonly int _account = Find(names, LinkColumns.Account);
    private readonly int _key = Find(names, LinkColumns.UserKey);
    private readonly int _userUrl = Find(names, LinkColumns.UserUrl);
    private readonly int _contactUrl = Find(names, LinkColumns.ContactUrl);

    public int User { get; } = Find(names, LinkColumns.User);

    public int Contact { get; } = Find(names, LinkColumns.Contact);

    public LinkRow Row(IReadOnlyList<string?> cells, int line, bool isBroken, string path)
    {
        string? Cell(int place) => place >= 0 && place < cells.Count ? cells[place]?.Trim() : null;
        string? Filled(int place) => Cell(place) is { Length: > 0 } text ? text : null;
        bool? temporary = LinkColumns.Flag(Cell(_temporary));
        var row = new LinkRow(line)
        {
            UserId = Cell(User) ?? "",
            ContactId = Cell(Contact) ?? "",
            IsTemporary = temporary ?? false,
            Email = Filled(_email),
            Site = Filled(_site),
            Account = Filled(_account),
            UserKey = Filled(_key),
            UserUrl = Filled(_userUrl),
            ContactUrl = Filled(_contactUrl),
        };
        string? wrong = isBroken ? "its cells do not fit the header"
            : row.UserId.Length == 0 ? "it has no user"
            : row.ContactId.Length == 0 ? "it has no contact"
            : temporary is null ? $"'{Cell(_temporary)}' is neither true nor false"
            : null;
        return wrong is null ? row : row with
        {
            Error = new SyncError(ErrorIds.InvalidLinkRow, FormattableString.Invariant($"{path}, line {line}: {wrong}."))
            {
                Item = FormattableString.Invariant($"{path}:{line}"),
                Remedy = "Correct the line and import the file again; what is linked already stays as it is.",
            },
        };
    }

    private static int Find(string[] names, string[] wanted) => Array.FindIndex(names, n => wanted.Contains(n, StringComparer.OrdinalIgnoreCase));
}
