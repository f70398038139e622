using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace UserSync.Simulators.CiviCrm;

/// <summary>JSON as PHP reads and writes it: letters outside ASCII and slashes are escaped.</summary>
public static class Php
{
    /// <summary>A value as the database takes it.</summary>
    public static object? Value(JsonNode? node) => node switch
    {
        null => null,
        JsonArray list => list.Select(Value).ToList(),
        JsonObject map => new Row(map.ToDictionary(m => m.Key, m => Value(m.Value), StringComparer.Ordinal)),
        JsonValue value when value.TryGetValue(out bool flag) => flag,
        JsonValue value when value.TryGetValue(out long number) => number,
        JsonValue value when value.TryGetValue(out double number) => number.ToString(CultureInfo.InvariantCulture),
        _ => node.GetValue<string>(),
    };

    /// <summary>The text of a value.</summary>
    public static string Encode(object? value)
    {
        StringBuilder text = new();
        Append(text, value);
        return text.ToString();
    }

    private static void Append(StringBuilder text, object? value)
    {
        switch (value)
        {
            case null:
                text.Append("null");
                break;
            case bool flag:
                text.Append(flag ? "true" : "false");
                break;
            case long or int:
                text.Append(CultureInfo.InvariantCulture, $"{value}");
                break;
            case string plain:
                Append(text, plain);
                break;
            case IReadOnlyDictionary<string, object?> map:
                Between(text, '{', '}', map, member =>
                {
                    Append(text, member.Key);
                    text.Append(':');
                    Append(text, member.Value);
                });
                break;
            case System.Collections.IEnumerable list:
                Between(text, '[', ']', list.Cast<object?>(), item => Append(text, item));
                break;
            default:
                throw new InvalidOperationException($"A value of type {value.GetType()} cannot be told.");
        }
    }

    private static void Between<T>(StringBuilder text, char open, char close, IEnumerable<T> items, Action<T> append)
    {
        text.Append(open);
        bool first = true;
        foreach (T item in items)
        {
            if (!first)
                text.Append(',');
            first = false;
            append(item);
        }

        text.Append(close);
    }

    private static void Append(StringBuilder text, string plain)
    {
        text.Append('"');
        foreach (char c in plain)
        {
            switch (c)
            {
                case '"':
                    text.Append("\\\"");
                    break;
                case '\\':
                    text.Append("\\\\");
                    break;
                case '/':
                    text.Append("\\/");
                    break;
                case '\n':
                    text.Append("\\n");
                    break;
                case '\r':
                    text.Append("\\r");
                    break;
                case '\t':
                    text.Append("\\t");
                    break;
                default:
                    if (c is < ' ' or > '~')
                        text.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
                    else
                        text.Append(c);
                    break;
            }
        }

        text.Append('"');
    }
}
