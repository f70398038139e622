using UserSync.Core.Model;

namespace UserSync.Core.Profiles.Loading;

/// <summary>Reads paths of fields, as far as they can be checked without the system.</summary>
internal static class FieldPathReader
{
    public static string Required(ObjectReader reader, string name) =>
        Check(reader, name, reader.RequiredText(name, $"add \"{name}\" with the path of a field; docs/profile.md lists the paths of each system"));

    public static string? Optional(ObjectReader reader, string name) => reader.Text(name) is { } path ? Check(reader, name, path) : null;

    private static string Check(ObjectReader reader, string name, string path)
    {
        bool bracketed = path.Contains('[', StringComparison.Ordinal) || path.Contains(']', StringComparison.Ordinal);
        bool multi = path.StartsWith(MultiPath.Email, StringComparison.Ordinal) || path.StartsWith(MultiPath.Phone, StringComparison.Ordinal);
        if (bracketed && multi && MultiPath.Parse(path) is null)
            reader.Problems.Add(reader.Node.At(name), $"'{path}' is no path of one kind of address or number", "write it like EMAIL[WORK] or PHONE[MOB]");
        else if (path.Length > 0 && (path.Contains("..", StringComparison.Ordinal) || path[^1..] is "." || path[..1] is "."))
            reader.Problems.Add(reader.Node.At(name), $"'{path}' is no field path: a name between two dots is missing", "write it like fields.phone");
        return path;
    }
}
