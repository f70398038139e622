using System.Text;

namespace UserSync.Connectors.Files.Links;

/// <summary>
/// Reads the rows of one table out of an SQL dump of MySQL or MariaDB, as mysqldump and phpMyAdmin write it: <c>INSERT INTO … VALUES
/// (…), (…);</c> over one line or many. Everything else is passed over.
/// </summary>
internal sealed class SqlDump(TextReader text, string table)
{
    private readonly StringBuilder _word = new();
    private int _line = 1;
    private int _ahead = -2;

    /// <summary>The columns, as the last CREATE TABLE or INSERT of the table named them; empty while none has.</summary>
    public IReadOnlyList<string> Columns { get; private set; } = [];

    /// <summary>Whether the text begins like a dump, and not like a CSV.</summary>
    public static bool IsOne(string start)
    {
        string trimmed = start.TrimStart('\uFEFF', ' ', '\t', '\r', '\n');
        return ((string[])["--", "/*", "#", "INSERT ", "REPLACE ", "CREATE ", "DROP ", "SET ", "USE ", "START ", "LOCK "]).Any(s => trimmed.StartsWith(s, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>The rows with the line on which each begins; a cell is null where it is NULL. A row that does not end is broken.</summary>
    public IEnumerable<(int Line, List<string?> Cells, bool Broken)> Rows()
    {
        while (Token() is { } token)
        {
            if (Is(token, "CREATE") && Is(Token(), "TABLE"))
                Definition();
            else if (Is(token, "INSERT") || Is(token, "REPLACE"))
            {
                foreach ((int Line, List<string?> Cells, bool Broken) row in Insert())
                    yield return row;
            }
            else
                Skip(token);
        }
    }

    private static bool Is(string? token, string word) => string.Equals(token, word, StringComparison.OrdinalIgnoreCase);

    private bool IsTable(string? name) => name is not null && Bare(name) is { } bare && (bare == table || bare.EndsWith("_" + table, StringComparison.OrdinalIgnoreCase));

    private static string Bare(string name) => name.Trim('`', '"', '\'');

    private void Skip(string? token)
    {
        while (token is not null && token != ";")
            token = Token();
    }

    // The name of a table, with or without that of its database.
    private string? Name()
    {
        string? name = Token();
        while (name is not null && Peek() == '.')
        {
            Read();
            name = Token();
        }

        return name;
    }

    private void Definition()
    {
        string? name = Name();
        while (Is(name, "IF") || Is(name, "NOT") || Is(name, "EXISTS"))
            name = Name();
        if (!IsTable(name) || Token() != "(")
        {
            Skip(name);
            return;
        }

        List<string> columns = [];
        bool first = true;
        int depth = 1;
        while (depth > 0 && Token() is { } token)
        {
            depth += token == "(" ? 1 : token == ")" ? -1 : 0;
            if (first && depth == 1 && token.StartsWith('`'))
                columns.Add(Bare(token));
            first = depth == 1 && token == ",";
        }

        Columns = columns;
        Skip("");
    }

    private IEnumerable<(int Line, List<string?> Cells, bool Broken)> Insert()
    {
        string? token = Token();
        while (Is(token, "IGNORE") || Is(token, "DELAYED") || Is(token, "LOW_PRIORITY") || Is(token, "HIGH_PRIORITY"))
            token = Token();
        string? name = Is(token, "INTO") ? Name() : token;
        if (!IsTable(name))
        {
            Skip(name);
            yield break;
        }

        token = Token();
        if (token == "(")
        {
            List<string> columns = [];
            while (Token() is { } column && column != ")")
            {
                if (column != ",")
                    columns.Add(Bare(column));
            }

            Columns = columns;
            token = Token();
        }

        while (token is not null && token != ";")
        {
            if (token == "(")
                yield return Row();
            token = Token();
        }
    }

    private (int Line, List<string?> Cells, bool Broken) Row()
    {
        int line = _line;
        List<string?> cells = [];
        while (Token() is { } token)
        {
            if (token == ")")
                return (line, cells, false);
            if (token is ";" or "(")
                break;
            if (token != ",")
                cells.Add(Is(token, "NULL") ? null : token[0] is '\'' or '"' ? token[1..] : token);
        }

        return (line, cells, true);
    }

    // A word, a number, a sign, a name in back quotes, or a text: its opening quote and what it says, without the closing one.
    private string? Token()
    {
        int c = Read();
        while (c >= 0 && (char.IsWhiteSpace((char)c) || IsComment(c)))
            c = Read();
        if (c < 0)
            return null;
        _word.Clear().Append((char)c);
        switch ((char)c)
        {
            case '\'' or '"':
                Quoted((char)c);
                break;
            case '`':
                while ((c = Read()) >= 0 && c != '`')
                    _word.Append((char)c);
                break;
            case '(' or ')' or ',' or ';' or '.':
                break;
            default:
                while (Peek() is { } next and >= 0 && !char.IsWhiteSpace((char)next) && (char)next is not ('(' or ')' or ',' or ';' or '\'' or '"' or '`'))
                    _word.Append((char)Read());
                break;
        }

        return _word.ToString();
    }

    private void Quoted(char quote)
    {
        while (Read() is { } c and >= 0)
        {
            if (c == '\\')
            {
                int escaped = Read();
                _word.Append(escaped switch { 'n' => '\n', 'r' => '\r', 't' => '\t', '0' => '\0', < 0 => '\\', _ => (char)escaped });
            }
            else if (c != quote)
            {
                _word.Append((char)c);
            }
            else if (Peek() == quote)
            {
                _word.Append((char)Read());
            }
            else
            {
                return;
            }
        }
    }

    // Passes over a comment that begins with this letter; false when it is none.
    private bool IsComment(int c)
    {
        // A dump made for Joomla may name its tables #__.
        if ((c == '#' && Peek() != '_') || (c == '-' && Peek() == '-'))
        {
            while (Peek() is { } rest and >= 0 && rest != '\n')
                Read();
            return true;
        }

        if (c != '/' || Peek() != '*')
            return false;
        Read();
        for (int last = 0, next = Read(); next >= 0 && !(last == '*' && next == '/'); last = next, next = Read())
        {
        }

        return true;
    }

    private int Peek()
    {
        if (_ahead == -2)
            _ahead = text.Read();
        return _ahead;
    }

    private int Read()
    {
        int c = Peek();
        _ahead = -2;
        if (c == '\n')
            _line++;
        return c;
    }
}
