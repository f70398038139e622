using System.Security.Cryptography;
using System.Text;

namespace UserSync.Connectors.Files;

/// <summary>Ids of new rows.</summary>
internal static class FileRowId
{
    private const string Prefix = "us-";
    private const int Length = 16;

    // Without i, l, o and u: an id can be read out on the telephone.
    private const string Alphabet = "0123456789abcdefghjkmnpqrstvwxyz";

    /// <summary>The id for a marker: always the same one, and with 80 bits of its hash no other's.</summary>
    public static string For(string marker)
    {
        byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes(marker));
        return string.Create(Prefix.Length + Length, hash, static (text, bits) =>
        {
            const int BitsPerDigit = 5;
            Prefix.CopyTo(text);
            for (int i = 0; i < Length; i++)
            {
                int bit = i * BitsPerDigit;
                int pair = (bits[bit / 8] << 8) | bits[(bit / 8) + 1];
                text[Prefix.Length + i] = Alphabet[(pair >> (16 - BitsPerDigit - (bit % 8))) & 31];
            }
        });
    }
}
