using UserSync.Core.Model;

namespace UserSync.Connectors.CiviCrm;

/// <summary>Reads plain values out of rows.</summary>
internal static class CiviRows
{
    /// <summary>The text of a field; "" when it is empty or missing.</summary>
    public static string Text(this FieldMap row, string field) => row.TryGetValue(field, out FieldValue value) ? value.Text ?? "" : "";

    /// <summary>A truth value; older versions tell 1 and 0.</summary>
    public static bool Flag(this FieldMap row, string field) => row.Text(field) is "true" or "1";
}
