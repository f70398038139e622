using System.Numerics;
using System.Security.Cryptography;

namespace UserSync.Connectors.Files;

/// <summary>A 64-bit hash of ids, different in every process: a file cannot be made so that its ids collide.</summary>
internal static class IdHash
{
    private const ulong Odd = 0x9E3779B97F4A7C15;
    private static readonly ulong Seed = BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong)));

    public static ulong Of(string id)
    {
        ulong hash = Seed ^ (uint)id.Length;
        foreach (char c in id)
            hash = BitOperations.RotateLeft((hash ^ c) * Odd, 29);
        hash ^= hash >> 32;
        hash *= Odd;
        return hash ^ (hash >> 29);
    }
}
