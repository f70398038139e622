using UserSync.Core.Connectors;
using UserSync.Core.Errors;

namespace UserSync.Core.Planning;

/// <summary>The fields of a pair that are to be written to one side.</summary>
internal sealed class SideWrites
{
    private readonly List<FieldWrite> _writes = [];
    private readonly List<string> _keys = [];

    /// <summary>The writes.</summary>
    public IReadOnlyList<FieldWrite> Writes => _writes;

    /// <summary>For each write the key of its baseline; "" for one that has none.</summary>
    public IReadOnlyList<string> Keys => _keys;

    /// <summary>Why nothing can be written.</summary>
    public SyncError? Error { get; set; }

    public void Add(FieldWrite write, string key)
    {
        _writes.Add(write);
        _keys.Add(key);
    }

    /// <summary>Takes the write of a path out; its key, or null when there was none.</summary>
    public string? Remove(string path)
    {
        int index = _writes.FindIndex(w => w.Path == path);
        if (index < 0)
            return null;
        string key = _keys[index];
        _writes.RemoveAt(index);
        _keys.RemoveAt(index);
        return key;
    }
}
