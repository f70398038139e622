namespace UserSync.Connectors.Agent;

/// <summary>Takes lines off a stream of bytes, none longer than allowed.</summary>
/// <param name="stream">The stream.</param>
/// <param name="longest">Most bytes of a line.</param>
internal sealed class LineReader(Stream stream, int longest)
{
    private byte[] _buffer = new byte[64 * 1024];
    private int _start;
    private int _end;

    /// <summary>The next line without its end; null when the stream ends. What stands after the last line end is a line too.</summary>
    /// <exception cref="InvalidDataException">The line is too long.</exception>
    public async Task<ReadOnlyMemory<byte>?> ReadAsync(CancellationToken cancellationToken)
    {
        int looked = 0;
        while (true)
        {
            int found = _buffer.AsSpan(_start + looked, _end - _start - looked).IndexOf((byte)'\n');
            if (found >= 0)
            {
                ReadOnlyMemory<byte> line = _buffer.AsMemory(_start, looked + found);
                _start += looked + found + 1;
                return line;
            }

            looked = _end - _start;
            if (looked > longest)
                throw new InvalidDataException();
            MakeRoom();
            int read = await stream.ReadAsync(_buffer.AsMemory(_end), cancellationToken);
            if (read > 0)
            {
                _end += read;
                continue;
            }

            if (looked == 0)
                return null;
            ReadOnlyMemory<byte> rest = _buffer.AsMemory(_start, looked);
            _start = _end;
            return rest;
        }
    }

    private void MakeRoom()
    {
        if (_end < _buffer.Length)
            return;
        int kept = _end - _start;
        byte[] target = kept > _buffer.Length / 2 ? new byte[_buffer.Length * 2] : _buffer;
        _buffer.AsSpan(_start, kept).CopyTo(target);
        _buffer = target;
        _start = 0;
        _end = kept;
    }
}
