namespace UserSync.Connectors.Files;

/// <summary>One reading of a file from its first byte to its last, with the proof that it did not change meanwhile.</summary>
internal sealed class TablePass : IDisposable
{
    private const int BlockSize = 1 << 16;
    private readonly string _path;
    private readonly FileStamp _before;
    private readonly FileStream _file;
    private readonly HashingStream _hashing;
    private readonly StreamReader _text;

    public TablePass(string path)
    {
        _path = path;
        _before = FileStamp.Of(path);

        // Sharing is for readers only: another program's lock is met here, and not in the middle of a run.
        _file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 0, FileOptions.SequentialScan);
        Span<byte> start = stackalloc byte[Utf8Text.ByteOrderMark.Length];
        HasByteOrderMark = _file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) == start.Length && start.SequenceEqual(Utf8Text.ByteOrderMark);
        _file.Position = 0;
        _hashing = new HashingStream(_file);
        _text = new StreamReader(_hashing, Utf8Text.Reading, detectEncodingFromByteOrderMarks: false, BlockSize);
    }

    /// <summary>True when the file starts with a byte order mark.</summary>
    public bool HasByteOrderMark { get; }

    /// <summary>The text of the file, without the mark.</summary>
    public TextReader Text => _text;

    /// <summary>The content, once the text was read to its end.</summary>
    public FileContent Content => _hashing.Content;

    /// <summary>True when the text was read to its end and the file is the same as when reading began.</summary>
    public bool IsWhole => _text.Peek() < 0 && _hashing.Length == _before.Length && FileStamp.Of(_path) == _before;

    public void Dispose()
    {
        _text.Dispose();
        _hashing.Dispose();
        _file.Dispose();
    }
}
