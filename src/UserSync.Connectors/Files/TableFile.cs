using System.Text;
using UserSync.Core.Connectors;
using UserSync.Core.Errors;

namespace UserSync.Connectors.Files;

/// <summary>
/// A file of rows: read as a stream, changed in a staging area, and committed as a whole. Nothing holds all rows as objects.
/// Every reading goes from the first byte to the last, and all readings of one table must find the same content.
/// </summary>
internal sealed class TableFile(string path, string idColumn, ITableFormat format, FileFault fault, RequestCount requests) : IDisposable
{
    private FileContent? _content;
    private RowIndex? _index;
    private StagedRows? _staged;
    private FileStream? _random;
    private TableShape? _shape;
    private FileStamp _stamp;
    private bool _failed;

    /// <summary>Headers of a file that does not exist yet; null when it must exist.</summary>
    public IReadOnlyList<string>? NewNames { get; init; }

    /// <summary>Where staged rows are spooled.</summary>
    public required string SpoolFolder { get; init; }

    /// <summary>Where tests stop the program.</summary>
    public Action<string>? OnSeam { get; init; }

    /// <summary>Rows that the last whole reading or the last commit counted.</summary>
    public long? Count { get; private set; }

    /// <summary>The shape as the first look at the file showed it.</summary>
    public TableShape Shape => _shape ??= Read(Probe);

    /// <summary>Walks all rows once. The reader is the same object for every row.</summary>
    public IEnumerable<TableReader> Rows(CancellationToken cancellationToken) => Rows(locate: false, cancellationToken);

    /// <summary>True when the file or the staging area holds this id. Reads the file when it was not read yet.</summary>
    public bool Contains(string id, CancellationToken cancellationToken)
    {
        ulong hash = IdHash.Of(id);
        return _staged?.Has(hash, out bool removed) == true ? !removed : Index(locate: false, cancellationToken).Contains(hash);
    }

    /// <summary>True when a row of this id was there or is staged, also when it was removed meanwhile.</summary>
    public bool IsTaken(string id, CancellationToken cancellationToken) =>
        _staged?.Has(IdHash.Of(id), out _) == true || Contains(id, cancellationToken);

    /// <summary>The row as it shall be, with all that is staged; null when there is none.</summary>
    public TableRow? Find(string id, CancellationToken cancellationToken)
    {
        ulong hash = IdHash.Of(id);
        if (_staged?.Has(hash, out bool removed) == true)
            return removed ? null : Checked(Shape.Parse(_staged.Read(hash).Text), id);
        return Index(locate: true, cancellationToken).Place(hash) is { } place
            ? Read(() => Checked(Shape.Parse(TextAt(place.Start, place.Length)), id))
            : null;
    }

    /// <summary>Stages a new row.</summary>
    public void Create(string id, TableRow row) => Stage(s => s.Create(IdHash.Of(id), id, row.Text));

    /// <summary>Stages a changed row.</summary>
    public void Put(string id, TableRow row) => Stage(s => s.Put(IdHash.Of(id), id, row.Text));

    /// <summary>Stages that a row goes.</summary>
    public void Remove(string id) => Stage(s => s.Remove(IdHash.Of(id)));

    /// <summary>Lets no commit happen any more.</summary>
    public void Abandon() => _failed = true;

    /// <summary>Makes what is staged real, all of it or nothing.</summary>
    public void Commit(CancellationToken cancellationToken)
    {
        if (_failed)
            throw fault.NotWritable("an earlier write of this run failed.", "Run again.");
        if (_staged is null)
            return;
        try
        {
            requests.Add(write: true);
            _random?.Dispose();
            _random = null;
            Rewrite(_staged, cancellationToken);
            Forget();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or DecoderFallbackException)
        {
            throw fault.Writing(e);
        }
        catch (UserSyncException e) when (e.InnerException is IOException or UnauthorizedAccessException)
        {
            throw fault.Writing(e.InnerException);
        }
    }

    public void Dispose() => Forget();

    private void Rewrite(StagedRows staged, CancellationToken cancellationToken)
    {
        using var replacement = new FileReplacement(path, fault);
        using TablePass? pass = Open();
        using var hashing = new HashingStream(replacement.Stream);
        if (pass?.HasByteOrderMark == true)
            hashing.Write(Utf8Text.ByteOrderMark);
        long rows = Copy(pass, hashing, staged, cancellationToken);
        if (pass?.IsWhole == false || (pass?.Content ?? FileContent.Missing) != _content)
            throw fault.Changed();

        // Some systems do not replace a file that is open.
        pass?.Dispose();
        replacement.Complete(() => FileStamp.Of(path) == _stamp, OnSeam);
        _content = hashing.Content;
        _shape = null;
        Count = rows;
    }

    private long Copy(TablePass? pass, Stream target, StagedRows staged, CancellationToken cancellationToken)
    {
        const int BufferSize = 1 << 16;
        using var text = new StreamWriter(target, Utf8Text.Writing, BufferSize, leaveOpen: true);
        using TableReader reader = Shape.Reader(pass?.Text ?? new StringReader(format.FreshText(Shape)));
        return new TableRewrite(staged, Shape.IndexOf(idColumn)).Run(reader, Shape.Writer(text), cancellationToken) ?? throw fault.Changed();
    }

    private void Forget()
    {
        _staged?.Dispose();
        _staged = null;
        _random?.Dispose();
        _random = null;
        _index = null;
    }

    private void Stage(Action<StagedRows> stage)
    {
        try
        {
            _staged ??= new StagedRows(SpoolFolder);
            stage(_staged);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw fault.Writing(e);
        }
        catch (UserSyncException e) when (e.InnerException is IOException or UnauthorizedAccessException)
        {
            throw fault.Writing(e.InnerException);
        }
    }

    private IEnumerable<TableReader> Rows(bool locate, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        requests.Add(write: false);
        TableShape shape = Shape;
        using TablePass? pass = Read(Open);
        using TableReader reader = Read(() => shape.Reader(pass?.Text ?? new StringReader(format.FreshText(shape))));
        Func<bool> next = reader.Read;
        int idAt = IdColumn();
        var index = new RowIndex { HasPlaces = locate };
        long offset = (pass?.HasByteOrderMark == true ? Utf8Text.ByteOrderMark.Length : 0) + (locate ? Encoding.UTF8.GetByteCount(reader.Head) : 0);
        long rows = 0;
        while (Read(next))
        {
            cancellationToken.ThrowIfCancellationRequested();
            string id = reader.Get(idAt, list: false).Text ?? throw fault.Invalid(reader.Line, $"there is no {idColumn}.", "Give every row an id of its own.");
            if (!index.Add(IdHash.Of(id)))
                ThrowIfTwice(id, reader.Line, idAt);
            if (locate)
                offset = Locate(index, reader, offset);
            rows++;
            yield return reader;
        }

        FileContent content = pass?.Content ?? FileContent.Missing;
        if (!Read(() => pass?.IsWhole ?? FileStamp.Of(path) == _stamp) || (_content is not null && _content != content))
            throw fault.Changed();
        _content = content;
        Count = rows;
        if (_index is null || !_index.HasPlaces)
            _index = index;
    }

    private static long Locate(RowIndex index, TableReader reader, long offset)
    {
        offset += Encoding.UTF8.GetByteCount(reader.Lead);
        int length = Encoding.UTF8.GetByteCount(reader.Raw);
        index.Locate(offset, length);
        return offset + length;
    }

    /// <summary>Equal hashes are hardly ever anything else than equal ids; the file itself decides.</summary>
    private void ThrowIfTwice(string id, int line, int idAt)
    {
        using TablePass? pass = Open();
        using TableReader reader = Shape.Reader(pass!.Text);
        while (reader.Read() && reader.Line < line)
        {
            if (string.Equals(reader.Get(idAt, list: false).Text, id, StringComparison.Ordinal))
                throw fault.Invalid(line, $"the {idColumn} \"{id}\" stands in line {reader.Line} already.", "Give every row an id of its own.");
        }
    }

    private RowIndex Index(bool locate, CancellationToken cancellationToken)
    {
        if (_index is null || (locate && !_index.HasPlaces))
        {
            // The new index takes the old one's place; both at once would double the memory of a long file.
            _index = null;
            foreach (TableReader _ in Rows(locate, cancellationToken))
            {
            }
        }

        return _index!;
    }

    private string TextAt(long start, int length)
    {
        _random ??= new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 0, FileOptions.RandomAccess);
        byte[] bytes = new byte[length];
        int read = RandomAccess.Read(_random.SafeFileHandle, bytes, start);
        return read == length ? Utf8Text.Writing.GetString(bytes) : throw fault.Changed();
    }

    private TableRow Checked(TableRow row, string id) =>
        string.Equals(row.Get(IdColumn(), list: false).Text, id, StringComparison.Ordinal) ? row : throw fault.Changed();

    private int IdColumn()
    {
        int at = Shape.IndexOf(idColumn);
        return at >= 0 && Shape.Has(at)
            ? at
            : throw fault.Invalid(1, $"there is no column \"{idColumn}\".", "Name the column of the ids as \"idColumn\" in the profile, or add it to the file.");
    }

    /// <summary>Opens the file, which must be the one that <see cref="Shape"/> was taken from; null when it is still to be made.</summary>
    private TablePass? Open()
    {
        if (FileStamp.Of(path) != _stamp)
            throw fault.Changed();
        return IsToBeMade(_stamp) ? null : new TablePass(path);
    }

    private TableShape Probe()
    {
        _stamp = FileStamp.Of(path);
        if (IsToBeMade(_stamp))
            return format.Fresh(NewNames!);
        using var pass = new TablePass(path);
        return format.Probe(pass.Text)
            ?? throw fault.Invalid(0, "the file is empty.", "A CSV starts with a line that names the columns; a JSON file is an array of objects.");
    }

    private bool IsToBeMade(FileStamp stamp) => NewNames is not null && stamp.Length == 0 && !Directory.Exists(path);

    private T Read<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or DecoderFallbackException)
        {
            throw fault.Reading(e);
        }
    }
}
