using System.Text;
using System.Text.Unicode;

namespace UserSync.Connectors.Files;

/// <summary>The one encoding of table files: strict, so that a wrong one is noticed and not turned into question marks.</summary>
internal static class Utf8Text
{
    public static readonly byte[] ByteOrderMark = [0xEF, 0xBB, 0xBF];

    /// <summary>Skips a byte order mark when it reads and raises on what is not UTF-8.</summary>
    public static readonly UTF8Encoding Reading = new(encoderShouldEmitUTF8Identifier: true, throwOnInvalidBytes: true);

    /// <summary>Writes no byte order mark and raises on half a surrogate pair.</summary>
    public static readonly UTF8Encoding Writing = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The line that holds the first byte that is not UTF-8.</summary>
    public static int FirstBadLine(string path)
    {
        const int BlockSize = 1 << 16;
        const byte LineFeed = (byte)'\n';
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, BlockSize);
        var line = new MemoryStream();
        for (int number = 1; ; number++)
        {
            line.SetLength(0);
            int next;
            while ((next = file.ReadByte()) >= 0 && next != LineFeed)
                line.WriteByte((byte)next);
            if (!Utf8.IsValid(line.GetBuffer().AsSpan(0, (int)line.Length)))
                return number;
            if (next < 0)
                return 0;
        }
    }

    /// <summary>False for half a surrogate pair, which no UTF-8 file can hold.</summary>
    public static bool CanHold(string text)
    {
        ReadOnlySpan<char> rest = text;
        int at;
        while ((at = rest.IndexOfAnyInRange('\uD800', '\uDFFF')) >= 0)
        {
            if (at + 1 >= rest.Length || !char.IsSurrogatePair(rest[at], rest[at + 1]))
                return false;
            rest = rest[(at + 2)..];
        }

        return true;
    }
}
