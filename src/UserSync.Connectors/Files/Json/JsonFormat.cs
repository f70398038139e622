using Newtonsoft.Json;

namespace UserSync.Connectors.Files.Json;

/// <summary>Files that are an array of objects.</summary>
/// <param name="wanted">Properties that the profile maps: they can be written though no object has them yet.</param>
/// <param name="fault">Errors of the file.</param>
internal sealed class JsonFormat(IReadOnlyList<string> wanted, FileFault fault) : ITableFormat
{
    private const int ProbedObjects = 1000;

    public string Product => "JSON file";

    public TableShape? Probe(TextReader text)
    {
        var columns = new List<JsonColumn>();
        var known = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var elements = new JsonElements(text, fault);
        JsonStyle? style = null;
        int objects = 0;
        while (objects < ProbedObjects && elements.Read())
        {
            objects++;
            string element = elements.Raw;
            Probe(element, elements.Line, columns, known);
            style ??= JsonMembers.StyleOf(element);
        }

        if (elements.IsBlank)
            return null;
        return objects == 0 ? Fresh(wanted) : Shape(columns, known, style!);
    }

    public TableShape Fresh(IReadOnlyList<string> names) =>
        new JsonShape([.. names.Select(n => Unseen(n) with { Seen = true })], JsonStyle.Default, fault) { Names = names };

    public string FreshText(TableShape shape) => "[]";

    private static JsonColumn Unseen(string name) => new(name, name.Split('.'), Seen: false);

    private JsonShape Shape(List<JsonColumn> columns, HashSet<string> known, JsonStyle style)
    {
        columns.AddRange(wanted.Where(known.Add).Select(Unseen));
        return new JsonShape(columns, style, fault) { Names = [.. columns.Select(c => c.Name)] };
    }

    private void Probe(string element, int line, List<JsonColumn> columns, HashSet<string> known)
    {
        // Checked first: what is collected here must be an object that can be read.
        new JsonObjectReader([], fault).Read(element, line, []);
        using var reader = new JsonTextReader(new StringReader(element)) { DateParseHandling = DateParseHandling.None };
        var path = new List<string>();
        int arrays = 0;
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonToken.PropertyName when arrays == 0:
                    path.Add((string)reader.Value!);
                    break;
                case JsonToken.StartArray:
                    if (arrays++ == 0)
                        Take();
                    break;
                case JsonToken.EndArray:
                    if (--arrays == 0)
                        Leave();
                    break;
                case JsonToken.EndObject when arrays == 0:
                    Leave();
                    break;
                case JsonToken.StartObject or JsonToken.PropertyName or JsonToken.EndObject:
                    break;
                default:
                    if (arrays == 0)
                    {
                        Take();
                        Leave();
                    }

                    break;
            }
        }

        void Take()
        {
            string name = string.Join('.', path);
            if (known.Add(name))
                columns.Add(new JsonColumn(name, [.. path], Seen: true));
            else if (!columns.Any(c => c.Segments.SequenceEqual(path, StringComparer.Ordinal)))
                throw fault.Invalid(line, $"the property \"{name}\" is also written in another form.", "Write every property in one form: names are compared without case.");
        }

        void Leave()
        {
            if (path.Count > 0)
                path.RemoveAt(path.Count - 1);
        }
    }
}
