using System.Security.Cryptography;
using System.Text;
using UserSync.Core.Connectors;

namespace UserSync.Connectors.CiviCrm;

/// <summary>
/// What recognises a contact that we made: external_identifier, which is unique over all contacts with the trash among them and
/// holds 64 characters (contract 4.7).
/// </summary>
internal static class ContactMarker
{
    /// <summary>The field.</summary>
    public const string Field = "external_identifier";

    private const int Longest = 64;

    /// <summary>The identifier of a create; the one that is mapped, if one is.</summary>
    public static string Of(RecordWrite write)
    {
        if (Mapped(write) is { } mapped)
            return mapped;
        string marker = write.Marker ?? "";
        return marker.Length <= Longest ? marker : marker[..31] + ":" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(marker)))[..32];
    }

    /// <summary>Whether the identifier comes from the site's data, so that others may know and use it too.</summary>
    public static bool IsMapped(RecordWrite write) => Mapped(write) is not null;

    private static string? Mapped(RecordWrite write) => write.Fields.FirstOrDefault(f => f.Path == Field && f.Value.HasValue)?.Value.Text;
}
