using System.Security.Cryptography;
using System.Text;

namespace UserSync.Core.Mapping;

/// <summary>The text of a step in a baseline's key: the name, then the arguments so quoted that two different steps never look alike.</summary>
internal static class TransformSignature
{
    private const int LongestPlain = 100;

    public static string Of(string name, params IEnumerable<string> arguments)
    {
        string text = string.Join(',', arguments.Select(Quote));

        // A table of a thousand rows would make every stored key that long.
        return text.Length <= LongestPlain
            ? $"{name}({text})"
            : $"{name}(sha256:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))})";
    }

    private static string Quote(string argument) =>
        $"\"{argument.Replace("\\", @"\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
}
