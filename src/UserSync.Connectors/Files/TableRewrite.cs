namespace UserSync.Connectors.Files;

/// <summary>Copies a table with the staged rows in their places.</summary>
internal sealed class TableRewrite(StagedRows staged, int idColumn)
{
    /// <summary>
    /// Writes all rows and tells how many there are; null when a staged row was not met, which means that the file is not any
    /// more the one that the row was staged for.
    /// </summary>
    public long? Run(TableReader reader, TableWriter writer, CancellationToken cancellationToken)
    {
        long rows = 0;
        int met = 0;
        writer.Begin(reader);
        while (reader.Read())
        {
            cancellationToken.ThrowIfCancellationRequested();
            string? id = reader.Get(idColumn, list: false).Text;
            ulong hash = id is null ? 0 : IdHash.Of(id);
            if (id is null || !staged.Has(hash, out bool removed))
            {
                writer.Keep(reader);
                rows++;
                continue;
            }

            met++;
            if (removed)
            {
                writer.Drop(reader);
                continue;
            }

            (string stagedId, string text) = staged.Read(hash);
            if (!string.Equals(stagedId, id, StringComparison.Ordinal))
                return null;
            writer.Replace(reader, text);
            rows++;
        }

        if (met != staged.Count - staged.Created)
            return null;
        foreach (string text in staged.NewTexts())
        {
            cancellationToken.ThrowIfCancellationRequested();
            writer.Append(text);
            rows++;
        }

        writer.Finish(reader);
        return rows;
    }
}
