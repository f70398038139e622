namespace UserSync.Connectors.Files;

/// <summary>CSV or JSON.</summary>
internal interface ITableFormat
{
    /// <summary>What people call such a file.</summary>
    string Product { get; }

    /// <summary>Looks at the beginning of a file; null when it holds nothing at all.</summary>
    TableShape? Probe(TextReader text);

    /// <summary>The shape of a file that is to be made.</summary>
    TableShape Fresh(IReadOnlyList<string> names);

    /// <summary>The text of a file that is to be made, before its first row.</summary>
    string FreshText(TableShape shape);
}
