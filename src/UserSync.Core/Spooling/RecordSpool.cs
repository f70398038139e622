using System.Buffers.Binary;
using UserSync.Core.Errors;

namespace UserSync.Core.Spooling;

/// <summary>
/// Keeps records outside the heap: an unnamed temporary file that only this process can read and that vanishes with it.
/// Append first, then read by offset or in order; not safe to use from several threads.
/// </summary>
public sealed class RecordSpool : IDisposable
{
    private const int BufferSize = 1 << 16;
    private readonly string _folder;
    private readonly FileStream _file;
    private readonly byte[] _pending = new byte[BufferSize];
    private byte[] _window = [];
    private long _windowStart;
    private int _windowLength;
    private int _pendingLength;
    private long _flushed;

    /// <summary>Makes an empty spool in a folder for temporary files.</summary>
    /// <exception cref="UserSyncException">FileNotWritable, here and when a record is appended.</exception>
    public RecordSpool(string folder)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.None,
            BufferSize = 0,
            Options = FileOptions.DeleteOnClose | FileOptions.RandomAccess,
        };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        string path = Path.Combine(folder, $"usersync-{Guid.NewGuid():N}.tmp");
        _folder = folder;
        _file = Written(() => new FileStream(path, options));

        // Elsewhere than on Windows the name can go at once, so that even a killed process leaves no personal data behind.
        if (!OperatingSystem.IsWindows())
            File.Delete(path);
    }

    /// <summary>How many records were appended.</summary>
    public long Count { get; private set; }

    /// <summary>Appends a record and tells the offset to read it by.</summary>
    public long Append(ReadOnlySpan<byte> record)
    {
        long offset = _flushed + _pendingLength;
        Span<byte> length = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(length, record.Length);
        Write(length);
        Write(record);
        Count++;
        return offset;
    }

    /// <summary>The record at an offset that <see cref="Append"/> told.</summary>
    public byte[] Read(long offset)
    {
        Flush();
        int length = BinaryPrimitives.ReadInt32LittleEndian(Slice(offset, sizeof(int)));
        return Slice(offset + sizeof(int), length).ToArray();
    }

    /// <summary>All records in the order of appending.</summary>
    public IEnumerable<byte[]> ReadAll()
    {
        long offset = 0;
        for (long i = 0; i < Count; i++)
        {
            byte[] record = Read(offset);
            yield return record;
            offset += sizeof(int) + record.Length;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private void Write(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            if (_pendingLength == BufferSize)
                Flush();
            int part = Math.Min(bytes.Length, BufferSize - _pendingLength);
            bytes[..part].CopyTo(_pending.AsSpan(_pendingLength));
            _pendingLength += part;
            bytes = bytes[part..];
        }
    }

    private void Flush()
    {
        if (_pendingLength == 0)
            return;
        Written(() =>
        {
            RandomAccess.Write(_file.SafeFileHandle, _pending.AsSpan(0, _pendingLength), _flushed);
            return true;
        });
        _flushed += _pendingLength;
        _pendingLength = 0;
        _windowLength = 0;
    }

    // A full disk ends a run with a sentence that says so, not as a fault of the program.
    private T Written<T>(Func<T> write)
    {
        try
        {
            return write();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new UserSyncException(
                new SyncError(ErrorIds.FileNotWritable, $"No temporary file can be written in {_folder}: {failure.Message}") { Item = _folder, Remedy = "Free disk space there, or name another folder in TMPDIR, and run again." },
                failure);
        }
    }

    private ReadOnlySpan<byte> Slice(long offset, int length)
    {
        if (offset < _windowStart || offset + length > _windowStart + _windowLength)
        {
            // A small window serves random reads of one record, a growing one reads in order.
            bool inOrder = offset >= _windowStart && offset <= _windowStart + _windowLength;
            int size = Math.Max(length, inOrder ? BufferSize : 1 << 10);
            if (_window.Length < size)
                _window = new byte[size];
            _windowStart = offset;
            _windowLength = RandomAccess.Read(_file.SafeFileHandle, _window.AsSpan(0, size), offset);
            if (_windowLength < length)
                throw new EndOfStreamException($"The spool ends inside the record at {offset}.");
        }

        return _window.AsSpan((int)(offset - _windowStart), length);
    }
}
