namespace UserSync.Connectors.Files.Json;

/// <summary>
/// Cuts an array of objects into the texts of its elements, without holding more than one. What stands between them is kept
/// as well, so that a rewrite changes nothing that it need not change.
/// </summary>
internal sealed class JsonElements(TextReader text, FileFault fault)
{
    private const int BlockSize = 1 << 15;
    private const int LongestElement = 64 * 1024 * 1024;
    private const string NotAnArray = "the file must be an array of objects: [ { … }, { … } ].";
    private const string CheckExport = "Check the program that writes the file.";
    private readonly char[] _block = new char[BlockSize];
    private char[] _piece = new char[1 << 10];
    private int _at;
    private int _filled;
    private int _length;
    private int _leadLength;
    private int _currentLine = 1;
    private bool _any;

    /// <summary>The line on which the element starts.</summary>
    public int Line { get; private set; }

    /// <summary>What stands between the element before and this one.</summary>
    public string Lead => new(_piece, 0, _leadLength);

    /// <summary>The element.</summary>
    public string Raw => new(_piece, _leadLength, _length - _leadLength);

    /// <summary>What stands after the last element.</summary>
    public string Tail { get; private set; } = "";

    /// <summary>True when the text holds nothing but white space.</summary>
    public bool IsBlank { get; private set; }

    /// <summary>Goes to the next element; false at the proper end of the array.</summary>
    public bool Read()
    {
        _length = 0;
        if (!_any && !Opened())
            return false;
        if (!ElementFollows())
        {
            Tail = Rest();
            return false;
        }

        _any = true;
        Line = _currentLine;
        _leadLength = _length - 1;
        TakeObject();
        return true;
    }

    private bool Opened()
    {
        char? first = TakeToken();
        IsBlank = first is null;
        if (first is not (null or '['))
            throw fault.Invalid(_currentLine, NotAnArray, CheckExport);
        return first is not null;
    }

    private bool ElementFollows()
    {
        char? token = TakeToken();
        bool comma = token == ',' && _any;
        if (comma)
            token = TakeToken();
        bool fits = comma || !_any ? token == '{' : token == ']';
        if (fits || (token == ']' && !comma))
            return token == '{';
        throw token is null
            ? fault.Invalid(_currentLine, "the file ends before its array does: it was cut off.", CheckExport)
            : fault.Invalid(_currentLine, NotAnArray, CheckExport);
    }

    private string Rest()
    {
        if (TakeToken() is not null)
            throw fault.Invalid(_currentLine, "something stands after the end of the array.", CheckExport);
        return new string(_piece, 0, _length);
    }

    /// <summary>The next character that is not white space, with all before it taken into the piece.</summary>
    private char? TakeToken()
    {
        while (Fill())
        {
            char c = _block[_at++];
            Keep([c]);
            if (c == '\n')
                _currentLine++;
            else if (!char.IsWhiteSpace(c))
                return c;
        }

        return null;
    }

    private void TakeObject()
    {
        int depth = 1;
        bool quoted = false;
        bool escaped = false;
        while (Fill())
        {
            int from = _at;
            while (_at < _filled && depth > 0)
            {
                char c = _block[_at++];
                if (c == '\n')
                    _currentLine++;
                if (escaped)
                    escaped = false;
                else if (quoted)
                    (quoted, escaped) = (c != '"', c == '\\');
                else if (c == '"')
                    quoted = true;
                else if (c is '{' or '[')
                    depth++;
                else if (c is '}' or ']')
                    depth--;
            }

            Keep(_block.AsSpan(from, _at - from));
            if (depth == 0)
                return;
            if (_length > LongestElement)
                throw fault.Invalid(Line, $"an object has more than {LongestElement / 1024 / 1024} million characters.", "Look for a quote or a bracket that is never closed.");
        }

        throw fault.Invalid(Line, "the object that starts here does not end: the file was cut off, or a quote or bracket is missing.", CheckExport);
    }

    private bool Fill()
    {
        if (_at < _filled)
            return true;
        _at = 0;
        _filled = text.Read(_block, 0, BlockSize);
        return _filled > 0;
    }

    private void Keep(ReadOnlySpan<char> part)
    {
        if (_length + part.Length > _piece.Length)
            Array.Resize(ref _piece, Math.Max(_length + part.Length, _piece.Length * 2));
        part.CopyTo(_piece.AsSpan(_length));
        _length += part.Length;
    }
}
