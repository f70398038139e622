using System.Text;
using UserSync.Core.Spooling;

namespace UserSync.Connectors.Files;

/// <summary>
/// Rows as they shall be after the commit, outside the heap: a million creates must not live as objects. The newest version
/// of a row counts.
/// </summary>
internal sealed class StagedRows(string folder) : IDisposable
{
    private const long Removed = -1;
    private readonly RecordSpool _spool = new(folder);
    private readonly Dictionary<ulong, long> _latest = [];
    private readonly List<ulong> _created = [];
    private readonly MemoryStream _record = new();
    private BinaryWriter? _writer;

    /// <summary>Whether a row was staged, and whether its newest version is that it is gone.</summary>
    public bool Has(ulong hash, out bool removed)
    {
        bool found = _latest.TryGetValue(hash, out long offset);
        removed = found && offset == Removed;
        return found;
    }

    /// <summary>Stages a new row.</summary>
    public void Create(ulong hash, string id, string text)
    {
        Put(hash, id, text);
        _created.Add(hash);
    }

    /// <summary>Stages a changed row.</summary>
    public void Put(ulong hash, string id, string text)
    {
        _writer ??= new BinaryWriter(_record, Encoding.UTF8, leaveOpen: true);
        _record.SetLength(0);
        _writer.Write(id);
        _writer.Write(text);
        _latest[hash] = _spool.Append(_record.GetBuffer().AsSpan(0, (int)_record.Length));
    }

    /// <summary>Stages that a row goes.</summary>
    public void Remove(ulong hash) => _latest[hash] = Removed;

    /// <summary>The newest version of a row that is there.</summary>
    public (string Id, string Text) Read(ulong hash)
    {
        using var reader = new BinaryReader(new MemoryStream(_spool.Read(_latest[hash]), writable: false));
        return (reader.ReadString(), reader.ReadString());
    }

    /// <summary>New rows in the order of their creation, without those that were removed again.</summary>
    public IEnumerable<string> NewTexts()
    {
        foreach (ulong hash in _created)
        {
            if (_latest[hash] != Removed)
                yield return Read(hash).Text;
        }
    }

    public void Dispose()
    {
        _writer?.Dispose();
        _record.Dispose();
        _spool.Dispose();
    }
}
