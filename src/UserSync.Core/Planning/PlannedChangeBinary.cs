using UserSync.Core.Connectors;
using UserSync.Core.Errors;
using UserSync.Core.Links;
using UserSync.Core.Model;
using UserSync.Core.Spooling;

namespace UserSync.Core.Planning;

/// <summary>Planned changes in the binary form of a plan's spool, which never outlives the process. Intents keep theirs as JSON.</summary>
internal static class PlannedChangeBinary
{
    public static void Write(BinaryWriter writer, PlannedChange change)
    {
        writer.Write((byte)change.Action);
        writer.Write((byte)change.Target);
        writer.WriteOptional(change.UserId);
        writer.WriteOptional(change.UserKey == change.UserId ? null : change.UserKey);
        writer.WriteOptional(change.ContactId);
        writer.WriteOptional(change.Email);
        writer.WriteOptional(change.Name);
        writer.WriteOptional(change.UserUrl);
        writer.WriteOptional(change.ContactUrl);
        writer.WriteOptional(change.Note);
        writer.Write(change.Reason);
        writer.Write((byte)change.Origin);
        writer.Write((sbyte)(change.Conflict is { } kind ? (int)kind : -1));
        writer.Write7BitEncodedInt(change.Writes.Count);
        for (int i = 0; i < change.Writes.Count; i++)
        {
            FieldWrite write = change.Writes[i];
            writer.Write(write.Path);
            writer.Write(write.Value);
            writer.Write(write.Before);
            writer.Write(change.WriteKeys[i]);
        }

        writer.Write7BitEncodedInt(change.Baseline.Count);
        foreach ((string key, BaselineField field) in change.Baseline)
        {
            writer.Write(key);
            writer.Write(field.User);
            writer.Write(field.Contact);
        }

        Write(writer, change.AddTags);
        Write(writer, change.Candidates);
        Write(writer, change.KeepKeys);
        writer.Write(change.Rejects);
        writer.Write((sbyte)(change.Departed is { } departed ? (int)departed : -1));
        writer.Write((sbyte)(change.Temporary switch { null => -1, true => 1, false => 0 }));
        writer.Write(change.Error is not null);
        if (change.Error is not { } error)
            return;
        writer.Write(error.Id);
        writer.Write(error.Message);
        writer.WriteOptional(error.Remedy);
        writer.WriteOptional(error.Item);
        writer.Write((sbyte)(error.Side is { } side ? (int)side : -1));
        writer.Write((sbyte)(error.Kind is { } errorKind ? (int)errorKind : -1));
    }

    public static PlannedChange Read(byte[] record)
    {
        using var reader = new BinaryReader(new MemoryStream(record, writable: false));
        var change = new PlannedChange
        {
            Action = (ChangeAction)reader.ReadByte(),
            Target = (Side)reader.ReadByte(),
            UserId = reader.ReadOptional(),
            UserKey = reader.ReadOptional(),
            ContactId = reader.ReadOptional(),
            Email = reader.ReadOptional(),
            Name = reader.ReadOptional(),
            UserUrl = reader.ReadOptional(),
            ContactUrl = reader.ReadOptional(),
            Note = reader.ReadOptional(),
            Reason = reader.ReadString(),
            Origin = (LinkOrigin)reader.ReadByte(),
            Conflict = reader.ReadSByte() is >= 0 and var kind ? (ConflictKind)kind : null,
        };
        var writes = new FieldWrite[reader.Read7BitEncodedInt()];
        string[] keys = new string[writes.Length];
        for (int i = 0; i < writes.Length; i++)
        {
            writes[i] = new FieldWrite(reader.ReadString(), reader.ReadFieldValue(), reader.ReadFieldValue());
            keys[i] = reader.ReadString();
        }

        var baseline = new Baseline();
        for (int left = reader.Read7BitEncodedInt(); left > 0; left--)
            baseline[reader.ReadString()] = new BaselineField(reader.ReadFieldValue(), reader.ReadFieldValue());
        return change with
        {
            UserKey = change.UserKey ?? change.UserId,
            Writes = writes,
            WriteKeys = keys,
            Baseline = baseline,
            AddTags = ReadTexts(reader),
            Candidates = ReadTexts(reader),
            KeepKeys = ReadTexts(reader),
            Rejects = reader.ReadBoolean(),
            Departed = reader.ReadSByte() is >= 0 and var departed ? (Side)departed : null,
            Temporary = reader.ReadSByte() switch { < 0 => null, 0 => false, _ => true },
            Error = reader.ReadBoolean() ? ReadError(reader) : null,
        };
    }

    private static SyncError ReadError(BinaryReader reader) => new(reader.ReadString(), reader.ReadString())
    {
        Remedy = reader.ReadOptional(),
        Item = reader.ReadOptional(),
        Side = reader.ReadSByte() is >= 0 and var side ? (Side)side : null,
        Kind = reader.ReadSByte() is >= 0 and var kind ? (ConnectorErrorKind)kind : null,
    };

    private static void Write(BinaryWriter writer, IReadOnlyList<string> texts)
    {
        writer.Write7BitEncodedInt(texts.Count);
        foreach (string text in texts)
            writer.Write(text);
    }

    private static string[] ReadTexts(BinaryReader reader)
    {
        int count = reader.Read7BitEncodedInt();
        if (count == 0)
            return [];
        string[] texts = new string[count];
        for (int i = 0; i < count; i++)
            texts[i] = reader.ReadString();
        return texts;
    }
}
