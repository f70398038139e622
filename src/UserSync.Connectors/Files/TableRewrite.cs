namespace UserSync.Connectors.Files;

/// <summary>Copies a table with the staged rows in their places.</summary>
internal sealed class TableRewrite(StagedRows staged, int idColumn)
{
    /// <summary>
    /// Writes all rows and tells how many there are; null when a row that only looks like a staged one was met. Whether all staged
    /// rows were met need not be counted: the content is compared with the one that they were staged for.
    /// </summary>
    public long? Run(TableReader reader, TableWriter writer, CancellationToken cancellationToken)
    {
        long rows = 0;
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
