using System.Data.Common;

namespace UserSync.Core.Links;

/// <summary>Columns of a row in the form of the model.</summary>
internal static class Row
{
    public static string? Optional(this DbDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    public static DateTimeOffset Time(this DbDataReader reader, int column) => DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(column));

    public static DateTimeOffset? OptionalTime(this DbDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.Time(column);

    public static T Name<T>(this DbDataReader reader, int column)
        where T : struct, Enum => Enum.Parse<T>(reader.GetString(column));
}
