using UserSync.Core.Model;
using UserSync.Core.Spooling;

namespace UserSync.Core.Planning;

/// <summary>Record views in the binary form of a spool.</summary>
internal sealed class RecordViewBinary : IDisposable
{
    private readonly MemoryStream _buffer = new();
    private readonly BinaryWriter _writer;

    public RecordViewBinary() => _writer = new BinaryWriter(_buffer);

    public ReadOnlySpan<byte> Write(RecordView view)
    {
        _buffer.SetLength(0);
        _writer.Write(view.Id);
        _writer.WriteOptional(view.Key == view.Id ? null : view.Key);
        _writer.WriteOptional(view.Url);
        _writer.WriteOptional(view.Email);
        _writer.WriteOptional(view.Name);
        _writer.Write(view.CreatedAt?.ToUnixTimeMilliseconds() ?? long.MinValue);
        _writer.Write(view.ModifiedAt?.ToUnixTimeMilliseconds() ?? long.MinValue);
        _writer.Write((byte)view.State);
        _writer.WriteOptional(view.MergedInto);
        _writer.Write(view.InScope);
        _writer.Write(view.HasPlaceholder);
        _writer.Write((sbyte)(view.Enabled switch { null => -1, true => 1, false => 0 }));
        _writer.Write7BitEncodedInt(view.Values.Count);
        foreach (FieldValue value in view.Values)
            _writer.Write(value);
        _writer.Flush();
        return _buffer.GetBuffer().AsSpan(0, (int)_buffer.Length);
    }

    public static RecordView Read(byte[] record)
    {
        using var reader = new BinaryReader(new MemoryStream(record, writable: false));
        string id = reader.ReadString();
        return new RecordView
        {
            Id = id,
            Key = reader.ReadOptional() ?? id,
            Url = reader.ReadOptional(),
            Email = reader.ReadOptional(),
            Name = reader.ReadOptional(),
            CreatedAt = ReadTime(reader),
            ModifiedAt = ReadTime(reader),
            State = (ContactState)reader.ReadByte(),
            MergedInto = reader.ReadOptional(),
            InScope = reader.ReadBoolean(),
            HasPlaceholder = reader.ReadBoolean(),
            Enabled = reader.ReadSByte() switch { < 0 => null, 0 => false, _ => true },
            Values = ReadValues(reader),
        };
    }

    public void Dispose() => _writer.Dispose();

    private static FieldValue[] ReadValues(BinaryReader reader)
    {
        var values = new FieldValue[reader.Read7BitEncodedInt()];
        for (int i = 0; i < values.Length; i++)
            values[i] = reader.ReadFieldValue();
        return values;
    }

    private static DateTimeOffset? ReadTime(BinaryReader reader)
        => reader.ReadInt64() is var ms && ms == long.MinValue ? null : DateTimeOffset.FromUnixTimeMilliseconds(ms);
}
