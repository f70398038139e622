using System.Globalization;
using Newtonsoft.Json;

namespace UserSync.Core.Profiles.Loading;

/// <summary>Reads JSON with comments into nodes that know their place. Double properties are reported, broken syntax ends the reading.</summary>
internal sealed class ProfileNodeReader
{
    private const int Deepest = 32;
    private readonly JsonTextReader _reader;
    private readonly SourceText _source;
    private readonly ProblemList _problems;

    private ProfileNodeReader(JsonTextReader reader, string text, ProblemList problems)
    {
        _reader = reader;
        _source = new SourceText(text);
        _problems = problems;
    }

    /// <summary>The root object; null when the text is not a JSON object, which is then among the problems.</summary>
    public static ProfileNode? Read(string text, ProblemList problems)
    {
        using var reader = new JsonTextReader(new StringReader(text))
        {
            DateParseHandling = DateParseHandling.None,
            FloatParseHandling = FloatParseHandling.Decimal,
            MaxDepth = Deepest,
            Culture = CultureInfo.InvariantCulture,
        };
        try
        {
            return new ProfileNodeReader(reader, text, problems).ReadRoot();
        }
        catch (JsonReaderException e)
        {
            string what = e.Message.Split(" Path '", 2)[0].TrimEnd('.');
            problems.Add(Math.Max(e.LineNumber, 1), Math.Max(e.LinePosition, 1), PathOf(e.Path), $"this is not JSON: {what}", "look for a missing comma, quote or bracket at or before this place");
            return null;
        }
    }

    private static string PathOf(string? path) => string.IsNullOrEmpty(path) ? "$" : path[0] == '[' ? "$" + path : "$." + path;

    private static string Child(string path, string name) =>
        name.Length > 0 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '$' or '-') ? $"{path}.{name}" : $"{path}['{name}']";

    private ProfileNode? ReadRoot()
    {
        if (!Advance() || _reader.TokenType != JsonToken.StartObject)
        {
            _problems.Add(Math.Max(_reader.LineNumber, 1), Math.Max(_reader.LinePosition, 1), "$", "a profile is one object", "begin the file with { and end it with }");
            return null;
        }

        ProfileNode root = ReadValue("$");
        if (Advance())
            _problems.Add(_reader.LineNumber, _reader.LinePosition, "$", "there is text after the end of the profile", "remove it");
        return root;
    }

    private bool Advance()
    {
        while (_reader.Read())
        {
            if (_reader.TokenType != JsonToken.Comment)
                return true;
        }

        return false;
    }

    private ProfileNode ReadValue(string path)
    {
        int line = _reader.LineNumber;
        int end = _reader.LinePosition;
        switch (_reader.TokenType)
        {
            case JsonToken.StartObject: return ReadObject(new ProfileNode(NodeKind.Object, path, line, end));
            case JsonToken.StartArray: return ReadList(new ProfileNode(NodeKind.List, path, line, end));
            case JsonToken.String:
                int column = _source.StartOfText(line, end, _reader.QuoteChar);
                RequireDoubleQuotes(line, column, path);
                return new ProfileNode(NodeKind.Text, path, line, column, _reader.Value);
            default:
                NodeKind kind = _reader.TokenType switch
                {
                    JsonToken.Integer or JsonToken.Float => NodeKind.Number,
                    JsonToken.Boolean => NodeKind.Boolean,
                    JsonToken.Null => NodeKind.Null,
                    _ => NodeKind.Missing,
                };
                var node = new ProfileNode(kind, path, line, _source.StartOfWord(line, end), _reader.Value);
                if (kind == NodeKind.Missing)
                    _problems.Add(node, "there is no value here that JSON knows", "write a text, a number, true, false, null, a list or an object");
                return node;
        }
    }

    private ProfileNode ReadObject(ProfileNode node)
    {
        while (Next() && _reader.TokenType != JsonToken.EndObject)
        {
            string name = (string)_reader.Value!;
            string path = Child(node.Path, name);
            int line = _reader.LineNumber;
            int column = _reader.QuoteChar == '\0' ? _source.StartOfWord(line, _reader.LinePosition - 1) : _source.StartOfText(line, _reader.LinePosition, _reader.QuoteChar);
            RequireDoubleQuotes(line, column, path);
            if (node.Member(name) is not null)
                _problems.Add(line, column, path, "the property is there twice", "keep one of them");
            Next();
            node.Members.Add((name, line, column, ReadValue(path)));
        }

        return node;
    }

    private ProfileNode ReadList(ProfileNode node)
    {
        while (Next() && _reader.TokenType != JsonToken.EndArray)
            node.Items.Add(ReadValue($"{node.Path}[{node.Items.Count.ToString(CultureInfo.InvariantCulture)}]"));
        return node;
    }

    private bool Next() =>
        Advance() ? true : throw new JsonReaderException("The text ends before the last bracket is closed.", _reader.Path, _reader.LineNumber, _reader.LinePosition, null);

    private void RequireDoubleQuotes(int line, int column, string path)
    {
        if (_reader.QuoteChar != '"')
            _problems.Add(line, column, path, "a name or text stands without double quotes", "put it in double quotes");
    }
}
