using UserSync.Core.Model;

namespace UserSync.Core.Planning;

/// <summary>One field of a pair as both sides tell it.</summary>
/// <param name="User">The user's value.</param>
/// <param name="Contact">The contact's value; of a list path all elements of its kind.</param>
/// <param name="AllOfList">Of a list path the elements of every kind; else not read.</param>
internal readonly record struct FieldPair(FieldValue User, FieldValue Contact, FieldValue AllOfList)
{
    /// <summary>Any other value of the user, for templates.</summary>
    public Func<string, FieldValue> UserRecord { get; init; } = static _ => FieldValue.NotRead;

    /// <summary>Any other value of the contact, for templates.</summary>
    public Func<string, FieldValue> ContactRecord { get; init; } = static _ => FieldValue.NotRead;

    /// <summary>For the policy "newest": whether the user's change is the later one; null when nobody can tell.</summary>
    public bool? UserIsNewer { get; init; }
}
