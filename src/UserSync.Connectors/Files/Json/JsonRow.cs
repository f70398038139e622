using Newtonsoft.Json;
using UserSync.Core.Model;

namespace UserSync.Connectors.Files.Json;

/// <summary>One object, to be changed.</summary>
internal sealed class JsonRow(JsonShape shape, string text) : TableRow
{
    private FieldValue[]? _values;
    private string _text = text;

    public override string Text => _text;

    public override FieldValue Get(int column, bool list) => (_values ??= shape.Values(_text))[column];

    public override void Set(int column, FieldValue value)
    {
        string[] path = shape.Columns[column].Segments;
        string? before = JsonMembers.Find(_text, path);
        if (before is null && value.IsEmpty)
            return;
        _text = JsonMembers.Set(_text, path, Literal(value, before), shape.Style);
        _values = null;
    }

    private static string Literal(FieldValue value, string? before)
    {
        bool wasList = before is ['[', ..];
        if (wasList || value.Count > 1)
            return $"[{string.Join(", ", value.Values.Select(v => JsonConvert.ToString(v)))}]";
        if (value.Text is not { } text)
            return "null";
        return StaysNumber(before, text) || StaysBoolean(before, text) ? text : JsonConvert.ToString(text);
    }

    private static bool StaysBoolean(string? before, string text) => before is null or "true" or "false" && text is "true" or "false";

    private static bool StaysNumber(string? before, string text)
    {
        if (before is not { Length: > 0 } || !(before[0] == '-' || char.IsAsciiDigit(before[0])))
            return false;
        ReadOnlySpan<char> digits = text.StartsWith('-') ? text.AsSpan(1) : text;
        int point = digits.IndexOf('.');
        ReadOnlySpan<char> whole = point < 0 ? digits : digits[..point];
        return IsDigits(whole) && (whole.Length == 1 || whole[0] != '0') && (point < 0 || IsDigits(digits[(point + 1)..]));
    }

    private static bool IsDigits(ReadOnlySpan<char> text) => !text.IsEmpty && !text.ContainsAnyExceptInRange('0', '9');
}
