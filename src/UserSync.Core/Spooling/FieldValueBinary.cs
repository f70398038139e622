using UserSync.Core.Model;

namespace UserSync.Core.Spooling;

/// <summary>Field values and optional texts in the binary form of a spool.</summary>
public static class FieldValueBinary
{
    private const int NotRead = -1;

    /// <summary>Writes a value.</summary>
    public static void Write(this BinaryWriter writer, FieldValue value)
    {
        writer.Write7BitEncodedInt(value.IsNotRead ? NotRead : value.Count);
        for (int i = 0; i < value.Count; i++)
            writer.Write(value.Count == 1 ? value.Text! : value.Values[i]);
    }

    /// <summary>Reads a value.</summary>
    public static FieldValue ReadFieldValue(this BinaryReader reader)
    {
        int count = reader.Read7BitEncodedInt();
        switch (count)
        {
            case NotRead: return FieldValue.NotRead;
            case 0: return FieldValue.Empty;
            case 1: return FieldValue.Of(reader.ReadString());
            default:
                string[] texts = new string[count];
                for (int i = 0; i < count; i++)
                    texts[i] = reader.ReadString();
                return FieldValue.Of(texts);
        }
    }

    /// <summary>Writes a text that may be missing.</summary>
    public static void WriteOptional(this BinaryWriter writer, string? text)
    {
        writer.Write(text is not null);
        if (text is not null)
            writer.Write(text);
    }

    /// <summary>Reads a text that may be missing.</summary>
    public static string? ReadOptional(this BinaryReader reader) => reader.ReadBoolean() ? reader.ReadString() : null;
}
