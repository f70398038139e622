using UserSync.Core.Model;

namespace UserSync.Core.Tests.Support;

internal static class FieldMapCopy
{
    public static FieldMap With(this FieldMap map, IReadOnlyDictionary<string, FieldValue> from, string path, FieldValue value)
    {
        foreach ((string key, FieldValue old) in from)
            map[key] = old;
        map[path] = value;
        return map;
    }
}
