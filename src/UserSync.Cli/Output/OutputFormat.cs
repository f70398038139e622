namespace UserSync.Cli.Output;

/// <summary>How results are written.</summary>
internal enum OutputFormat
{
    /// <summary>For people.</summary>
    Table,

    /// <summary>For machines: one JSON document and nothing else on standard output.</summary>
    Json,
}
