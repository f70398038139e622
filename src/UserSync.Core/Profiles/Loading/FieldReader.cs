using UserSync.Core.Mapping;
using UserSync.Core.Model;

namespace UserSync.Core.Profiles.Loading;

/// <summary>Reads <c>fields</c> and <c>groups</c>.</summary>
internal static class FieldReader
{
    public static IReadOnlyList<FieldMapping> ReadFields(ObjectReader root, SyncDirection otherwise) =>
        [.. root.Items("fields").Select(node => Field(new ObjectReader(node, root.Context, "fields[]"), otherwise))];

    public static IReadOnlyList<GroupMapping> ReadGroups(ObjectReader root, SyncDirection otherwise) =>
        [.. root.Items("groups").Select(node => Group(new ObjectReader(node, root.Context, "groups[]"), otherwise))];

    private static FieldMapping Field(ObjectReader reader, SyncDirection otherwise)
    {
        string user = FieldPathReader.Required(reader, "user");
        string contact = FieldPathReader.Required(reader, "contact");
        SyncDirection direction = reader.Choice("direction", otherwise);
        TransformChain transform = TransformReader.Read(reader, "transform") ?? TransformChain.None;
        TransformChain? back = TransformReader.Read(reader, "back");
        if (back is null && direction != SyncDirection.ToCrm && !transform.IsOwnInverse)
        {
            back = transform.Invert();
            if (back is null)
                reader.Problems.Add(reader.Node.At("transform"), "the field also travels to the user, but the way back does not follow from these transforms", "add \"back\" with the transforms from contact to user, or set \"direction\": \"toCrm\"");
        }

        var field = new FieldMapping(user, contact)
        {
            Direction = direction,
            OnConflict = reader.Choice("onConflict", FieldConflictPolicy.Report),
            Initial = reader.Choice("initial", InitialPolicy.Fill),
            Enforce = reader.Flag("enforce", false),
            ClearWhenEmpty = reader.Flag("clearWhenEmpty", false),
            Previous = FieldPathReader.Optional(reader, "previous"),
            Transform = transform,
            Back = back,
        };
        reader.Close();
        return field;
    }

    private static GroupMapping Group(ObjectReader reader, SyncDirection otherwise)
    {
        string group = reader.RequiredText("group", "add the group or role of the user, by id or name");
        string? contactGroup = reader.Text("contactGroup");
        string? tag = contactGroup is null ? reader.RequiredText("tag", "add the tag of the contact by id or name, or contactGroup with a group of the CRM") : reader.Text("tag");
        if (tag is not null && contactGroup is not null)
            reader.Problems.Add(reader.Node.At("contactGroup"), "the line names a tag and a group of the contact", "keep one of the two; another line may have the other");
        SyncDirection direction = reader.Choice("direction", otherwise);
        reader.Close();
        return new GroupMapping(group, contactGroup is null ? new MembershipPath(MembershipPath.Tag, tag!) : new MembershipPath(MembershipPath.Group, contactGroup), direction);
    }
}
