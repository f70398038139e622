namespace UserSync.Core.Profiles;

/// <summary>A CSV or JSON file as one end.</summary>
public sealed record FileSettings
{
    /// <summary>Full path of the file.</summary>
    public required string Path { get; init; }

    /// <summary>Header (CSV) or property (JSON) of the id.</summary>
    public string IdColumn { get; init; } = "id";

    /// <summary>Header of the time of the last change, RFC 3339; null when the file has none.</summary>
    public string? ModifiedColumn { get; init; }

    /// <summary>Header of the state of the account (<c>true</c>, <c>false</c>, <c>1</c>, <c>0</c>); null when the file has none.</summary>
    public string? EnabledColumn { get; init; }

    /// <summary>Header of groups or tags; several are separated by <see cref="ListSeparator"/>. Null when the file has none.</summary>
    public string? GroupsColumn { get; init; }

    /// <summary>Header of tags of contacts; null when the file has none.</summary>
    public string? TagsColumn { get; init; }

    /// <summary>Headers by field path, where they differ from the path.</summary>
    public IReadOnlyDictionary<string, string> Columns { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Field delimiter of a CSV; null to find it in the header line.</summary>
    public string? Delimiter { get; init; }

    /// <summary>What separates several values in one cell.</summary>
    public string ListSeparator { get; init; } = "|";

    /// <summary>Template of the address of a record, with <c>{id}</c>; null when there is none.</summary>
    public string? UrlTemplate { get; init; }
}
