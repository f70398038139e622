using UserSync.Connectors.Files.Csv;
using UserSync.Connectors.Files.Json;
using UserSync.Core.Connectors;
using UserSync.Core.Errors;
using UserSync.Core.Model;
using UserSync.Core.Profiles;

namespace UserSync.Connectors.Files;

/// <summary>
/// A CSV or JSON file as one end of a profile. Writes are staged and become real with <see cref="CommitAsync"/>, all at once or
/// not at all. Use it for one run: once read, the file must stay as it is until the commit.
/// </summary>
public abstract class FileConnector : IConnector
{
    private readonly TableFile _table;
    private readonly ITableFormat _format;
    private readonly TimeProvider _time;
    private readonly IReadOnlyList<string> _mapped;
    private TableColumns? _columns;
    private TableShape? _shape;
    private RowFields.Layout? _written;
    private TableColumns? _writtenTo;
    private string[] _writtenPaths = [];

    private protected FileConnector(Side side, EndSettings settings, IReadOnlyList<string> mappedPaths, TimeProvider time, bool mayBeMade, string? spoolFolder, Action<string>? onSeam)
    {
        Side = side;
        Settings = settings;
        File = settings.File ?? throw new ArgumentException("A file's settings are missing.", nameof(settings));
        _mapped = mappedPaths;
        _time = time;

        // A link is followed: the rename would replace the link itself.
        string path = Path.GetFullPath(File.Path);
        FullPath = System.IO.File.Exists(path) ? System.IO.File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path : path;
        Fault = new FileFault(side, FullPath);
        string[] names = NewFileColumns.For(side, File, mappedPaths);
        _format = IsJson ? new JsonFormat(names, Fault) : new CsvFormat(File, Fault);
        _table = new TableFile(FullPath, File.IdColumn, _format, Fault, Requests)
        {
            NewNames = mayBeMade ? names : null,
            SpoolFolder = spoolFolder ?? Path.GetDirectoryName(FullPath)!,
            OnSeam = onSeam,
        };
        Capabilities = new ConnectorCapabilities
        {
            ModifiedTime = File.ModifiedColumn is not null,
            Totals = true,
            Create = true,
            Update = true,
            Block = side == Side.Cms && File.EnabledColumn is not null,
            Delete = DeleteKind.Real,
            Tags = side == Side.Crm && File.TagsColumn is not null,
            Groups = side == Side.Cms && File.GroupsColumn is not null,
            Notes = side == Side.Crm && File.Columns.ContainsKey(ColumnNames.Notes),
            Transactional = true,
            ChoosesId = true,
            WriteBatch = 1000,
            Costs = new ReadCosts(int.MaxValue, int.MaxValue, 0),
        };
    }

    /// <inheritdoc/>
    public Side Side { get; }

    /// <inheritdoc/>
    public ConnectorCapabilities Capabilities { get; }

    /// <inheritdoc/>
    public RequestCount Requests { get; } = new();

    private protected EndSettings Settings { get; }

    private protected FileSettings File { get; }

    private protected string FullPath { get; }

    private protected FileFault Fault { get; }

    private bool IsJson => string.Equals(Settings.Kind, "json", StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public Task<EndIdentity> IdentifyAsync(CancellationToken cancellationToken)
    {
        _ = Columns();
        return Task.FromResult(new EndIdentity(FullPath, _format.Product));
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<FieldInfo> ListFieldsAsync(CancellationToken cancellationToken) => Fields().ToAsyncEnumerable();

    /// <inheritdoc/>
    public IAsyncEnumerable<CheckResult> CheckAsync(CancellationToken cancellationToken) =>
        new FileChecks(Side, FullPath, _table, Columns, _mapped).Run(cancellationToken).ToAsyncEnumerable();

    /// <inheritdoc/>
    public string ChooseId(string marker) => FileRowId.For(marker);

    /// <inheritdoc/>
    public Task<IReadOnlyList<WriteResult>> WriteAsync(IReadOnlyList<RecordWrite> writes, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var results = new WriteResult[writes.Count];
        for (int i = 0; i < results.Length; i++)
            results[i] = WriteOne(writes[i], cancellationToken);
        return Task.FromResult<IReadOnlyList<WriteResult>>(results);
    }

    /// <inheritdoc/>
    public Task CommitAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _table.Commit(cancellationToken);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<SettledCreate> SettleAsync(IReadOnlyList<OpenCreate> creates, CancellationToken cancellationToken) =>
        creates.Select(create =>
        {
            string? id = IdOf(create.Write);
            return new SettledCreate(create.IntentId, id is not null && _table.Contains(id, cancellationToken) ? id : null);
        }).ToAsyncEnumerable();

    /// <summary>How many rows the last whole reading told of.</summary>
    public Task<long?> CountAsync(CancellationToken cancellationToken) => Task.FromResult(_table.Count);

    /// <summary>Drops what was staged and not committed.</summary>
    public ValueTask DisposeAsync()
    {
        _table.Dispose();
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    /// <summary>The values of a row by path, and the address of the record's page.</summary>
    private protected abstract (Func<string, FieldValue> Get, string? Url) Describe(TableColumns columns, TableRow row, RowFields.Layout fields);

    /// <summary>Walks all rows; the caller has a column of e-mails then.</summary>
    private protected IEnumerable<TableReader> Rows(CancellationToken cancellationToken) =>
        Columns().HasEmail
            ? _table.Rows(cancellationToken)
            : throw Fault.Invalid(1, "there is no column of e-mail addresses.", $"Add a column \"email\", or name the one that holds them: \"columns\": {{ \"{(Side == Side.Cms ? "email" : "EMAIL")}\": \"…\" }}.");

    /// <summary>Which column holds what, as the file is now.</summary>
    private protected TableColumns Columns()
    {
        if (!ReferenceEquals(_shape, _table.Shape))
            (_shape, _columns) = (_table.Shape, new TableColumns(_table.Shape, Side, File, _mapped, Fault));
        return _columns!;
    }

    /// <summary>The distinct texts of the column of groups or tags, in the order of the file.</summary>
    private protected IEnumerable<string> DistinctGroups(CancellationToken cancellationToken)
    {
        int column = Columns().Groups;
        return column < 0 ? [] : _table.Rows(cancellationToken)
            .SelectMany(r => r.Get(column, list: true).Values)
            .Select(g => g.Trim())
            .Where(g => g.Length > 0)
            .Distinct(StringComparer.OrdinalIgnoreCase);
    }

    private IEnumerable<FieldInfo> Fields()
    {
        TableColumns columns = Columns();
        yield return new FieldInfo("id", File.IdColumn, "text") { Writable = false, End = Settings.Key };
        foreach (string path in columns.Paths.Where(columns.Holds))
            yield return new FieldInfo(path, _table.Shape.Names[columns.Place(path)], TypeOf(path)) { End = Settings.Key };
    }

    private WriteResult WriteOne(RecordWrite write, CancellationToken cancellationToken)
    {
        try
        {
            return Write(write, cancellationToken);
        }
        catch (ConnectorException e) when (e.Kind is ConnectorErrorKind.InvalidItem or ConnectorErrorKind.NotFound or ConnectorErrorKind.Duplicate)
        {
            return new WriteResult(write.IntentId, WriteOutcome.Failed) { RecordId = write.RecordId, Error = e.Error };
        }
        catch
        {
            // Part of this call is staged; what the caller takes for not stored must not become real.
            _table.Abandon();
            throw;
        }
    }

    private WriteResult Write(RecordWrite write, CancellationToken cancellationToken)
    {
        TableColumns columns = Columns();
        var change = new RowChange(Side, File, columns, IsJson);
        string id = IdOf(write) ?? throw Refused(write, ConnectorErrorKind.InvalidItem, "The write names no row.", "This is a fault of UserSync: please report it.");
        bool isNew = write.Kind == WriteKind.Create;
        TableRow row = isNew ? NewRow(columns, id, write, cancellationToken) : Existing(id, write, cancellationToken);
        if (write.Kind == WriteKind.Delete)
        {
            _table.Remove(id);
            return new WriteResult(write.IntentId, WriteOutcome.Done) { RecordId = id };
        }

        string before = row.Text;
        if (write.Kind == WriteKind.Note)
            change.AddNote(row, write);
        else
            change.Apply(row, write.Kind == WriteKind.Block ? write with { Enabled = false } : write);
        if (isNew || !string.Equals(before, row.Text, StringComparison.Ordinal))
            Stage(columns, id, row, isNew);
        return Done(columns, id, row, write);
    }

    private WriteResult Done(TableColumns columns, string id, TableRow row, RecordWrite write)
    {
        string[] paths = [.. write.Fields.Select(f => f.Path)];
        (Func<string, FieldValue> get, string? url) = Describe(columns, row, WrittenFields(columns, paths));
        var returned = new FieldMap();
        foreach (string path in Side == Side.Cms ? paths.Concat(write.GroupPaths) : paths)
            returned[path] = get(path);
        return new WriteResult(write.IntentId, WriteOutcome.Done) { RecordId = id, Url = url, Returned = returned };
    }

    /// <summary>Writes come in long rows of the same fields: their layout is made once.</summary>
    private RowFields.Layout WrittenFields(TableColumns columns, string[] paths)
    {
        if (_written is null || !ReferenceEquals(_writtenTo, columns) || !paths.AsSpan().SequenceEqual(_writtenPaths))
            (_written, _writtenTo, _writtenPaths) = (columns.Fields(paths), columns, paths);
        return _written;
    }

    private void Stage(TableColumns columns, string id, TableRow row, bool isNew)
    {
        if (columns.Modified >= 0)
            row.Set(columns.Modified, FieldValue.Of(FileTime.Text(_time.GetUtcNow())));
        if (isNew)
            _table.Create(id, row);
        else
            _table.Put(id, row);
    }

    private TableRow NewRow(TableColumns columns, string id, RecordWrite write, CancellationToken cancellationToken)
    {
        if (_table.IsTaken(id, cancellationToken))
            throw Refused(write, ConnectorErrorKind.Duplicate, $"The file has a row with the id {id} already.", "Run again: what an earlier run made is adopted first.");
        TableRow row = _table.Shape.Blank();
        row.Set(columns.Id, FieldValue.Of(id));
        return row;
    }

    private TableRow Existing(string id, RecordWrite write, CancellationToken cancellationToken) =>
        _table.Find(id, cancellationToken)
            ?? throw Refused(write, ConnectorErrorKind.NotFound, $"The file has no row with the id {id}.", "It was removed since it was read; the next run decides anew.");

    private string? IdOf(RecordWrite write) =>
        write.RecordId ?? (write.Kind == WriteKind.Create && write.Marker is { } marker ? ChooseId(marker) : null);

    private ConnectorException Refused(RecordWrite write, ConnectorErrorKind kind, string message, string remedy) =>
        new(Side, kind, message, remedy, write.RecordId);

    private static string TypeOf(string path)
    {
        if (string.Equals(path, ColumnNames.CreatedAt, StringComparison.OrdinalIgnoreCase))
            return "datetime";
        return MultiPath.Parse(path)?.Base switch
        {
            MultiPath.Email => "email",
            MultiPath.Phone => "phone",
            _ => path is "url" or "profile_url" ? "url" : "text",
        };
    }
}
