using UserSync.Core.Model;

namespace UserSync.Core.Profiles;

/// <summary>A group of the user and a tag or group of the contact that stand for each other.</summary>
/// <param name="Group">Group or role of the user, by id or name.</param>
/// <param name="Contact">Tag or group of the contact.</param>
/// <param name="Direction">Which way membership travels.</param>
public sealed record GroupMapping(string Group, MembershipPath Contact, SyncDirection Direction)
{
    /// <summary>The tag of the contact; null when a group is mapped.</summary>
    public string? Tag => Contact.Base == MembershipPath.Tag ? Contact.Name : null;

    /// <summary>The group of the contact; null when a tag is mapped.</summary>
    public string? ContactGroup => Contact.Base == MembershipPath.Group ? Contact.Name : null;

    /// <summary>The line of the field map that carries the membership.</summary>
    public FieldMapping ToField() => new(new MembershipPath(MembershipPath.Group, Group).ToString(), Contact.ToString()) { Direction = Direction };
}
