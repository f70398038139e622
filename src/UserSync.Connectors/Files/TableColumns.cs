using UserSync.Core.Model;
using UserSync.Core.Profiles;

namespace UserSync.Connectors.Files;

/// <summary>Which column of a file holds which field path.</summary>
internal sealed class TableColumns
{
    private readonly Dictionary<string, int> _places = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<string> _paths = [];
    private readonly TableShape _shape;
    private readonly Side _side;

    public TableColumns(TableShape shape, Side side, FileSettings settings, IReadOnlyList<string> mapped, FileFault fault)
    {
        _shape = shape;
        _side = side;
        Id = Named(settings.IdColumn, "idColumn", fault);
        Modified = Named(settings.ModifiedColumn, "modifiedColumn", fault);
        Enabled = side == Side.Cms ? Named(settings.EnabledColumn, "enabledColumn", fault) : -1;
        Groups = side == Side.Cms ? Named(settings.GroupsColumn, "groupsColumn", fault) : Named(settings.TagsColumn, "tagsColumn", fault);
        AddNamed(settings);
        AddOthers(mapped);
        Emails = Lists(MultiPath.Email);
        Phones = Lists(MultiPath.Phone);
        UserName = Place("username");
        Email = Place("email");
        Name = Place("name");
        FirstName = Place("first_name");
        LastName = Place("last_name");
        Url = Place(side == Side.Cms ? "profile_url" : "url");
        CreatedAt = Place(ColumnNames.CreatedAt);
        Notes = settings.Columns.ContainsKey(ColumnNames.Notes) ? Place(ColumnNames.Notes) : -1;
    }

    public int Id { get; }

    public int Modified { get; }

    public int Enabled { get; }

    /// <summary>Groups of users, tags of contacts.</summary>
    public int Groups { get; }

    public int UserName { get; }

    public int Email { get; }

    public int Name { get; }

    public int FirstName { get; }

    public int LastName { get; }

    public int Url { get; }

    public int CreatedAt { get; }

    public int Notes { get; }

    public IReadOnlyList<ListColumn> Emails { get; }

    public IReadOnlyList<ListColumn> Phones { get; }

    /// <summary>True when the file has a column of e-mail addresses.</summary>
    public bool HasEmail => _side == Side.Cms ? Email >= 0 && _shape.Has(Email) : Emails.Any(e => _shape.Has(e.Column));

    /// <summary>All paths that can be read and written, the id not among them.</summary>
    public IReadOnlyList<string> Paths => _paths;

    /// <summary>The column of a path; -1 when there is none.</summary>
    public int Place(string path) => _places.GetValueOrDefault(path, -1);

    /// <summary>True when a value at this path can come from the file.</summary>
    public bool Holds(string path) => string.Equals(path, "id", StringComparison.Ordinal)
        || (Place(path) is >= 0 and int place && _shape.Has(place))
        || Columns(path).Any(c => _shape.Has(c.Column));

    /// <summary>The columns of addresses or numbers that a path takes in; none for a path of another kind.</summary>
    public IReadOnlyList<ListColumn> Columns(string path)
    {
        if (_side != Side.Crm || MultiPath.Parse(path) is not { } multi)
            return [];
        return [.. (string.Equals(multi.Base, MultiPath.Email, StringComparison.Ordinal) ? Emails : Phones).Where(c => multi.Takes(c.Kind))];
    }

    /// <summary>The further fields, under the names that the caller uses; all of them when it names none.</summary>
    public RowFields.Layout Fields(IReadOnlyCollection<string>? wanted)
    {
        IEnumerable<string> paths = wanted is null ? _paths : wanted.Where(_places.ContainsKey).Distinct(StringComparer.Ordinal);
        return new RowFields.Layout([.. paths
            .Where(p => !ColumnNames.IsCore(_side, p) && Columns(p).Count == 0)
            .Select(p => KeyValuePair.Create(p, _places[p]))]);
    }

    private void AddNamed(FileSettings settings)
    {
        foreach ((string path, string header) in settings.Columns)
        {
            if (_shape.IndexOf(header) is >= 0 and int place)
                Add(ColumnNames.IsCore(_side, path) ? path.ToLowerInvariant() : path, place);
        }
    }

    private void AddOthers(IReadOnlyList<string> mapped)
    {
        var taken = new HashSet<int>(_places.Values) { Id, Modified, Enabled, Groups };
        string[] spelled = [.. mapped];

        // A header that is a path goes before one that only means it.
        foreach (bool exact in (ReadOnlySpan<bool>)[true, false])
        {
            for (int place = 0; place < _shape.Names.Count; place++)
            {
                string header = _shape.Names[place];
                string path = ColumnNames.PathOf(_side, header);
                bool isPath = string.Equals(header, path, StringComparison.OrdinalIgnoreCase);
                if (header.Length == 0 || taken.Contains(place) || (exact && !isPath))
                    continue;
                taken.Add(place);
                if (_places.ContainsKey(path))
                    path = header;
                Add(Array.Find(spelled, m => string.Equals(m, path, StringComparison.OrdinalIgnoreCase) && !ColumnNames.IsCore(_side, m)) ?? path, place);
            }
        }
    }

    private void Add(string path, int place)
    {
        if (_places.TryAdd(path, place))
            _paths.Add(path);
    }

    private ListColumn[] Lists(string of) => _side == Side.Cms ? [] :
    [
        .. _paths.Select(p => (Place: _places[p], Multi: MultiPath.Parse(p)))
            .Where(c => string.Equals(c.Multi?.Base, of, StringComparison.Ordinal))
            .Select(c => new ListColumn(c.Place, c.Multi!.Kind))
            .DistinctBy(c => c.Column),
    ];

    private int Named(string? header, string setting, FileFault fault)
    {
        if (header is null)
            return -1;
        int place = _shape.IndexOf(header);
        return place >= 0
            ? place
            : throw fault.Invalid(1, $"there is no column \"{header}\".", $"Correct \"{setting}\" in the profile, or add the column to the file.");
    }
}
