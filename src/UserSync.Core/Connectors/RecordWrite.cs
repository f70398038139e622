using UserSync.Core.Model;

namespace UserSync.Core.Connectors;

/// <summary>One write to one record.</summary>
/// <param name="IntentId">The intent in the link store; names the write in its result.</param>
/// <param name="Kind">What is done.</param>
public sealed record RecordWrite(long IntentId, WriteKind Kind)
{
    /// <summary>The record; of a create the id that <see cref="IConnector.ChooseId"/> gave, else null.</summary>
    public string? RecordId { get; init; }

    /// <summary>What the API addresses, where that is not the id; of a create what <see cref="IConnector.ChooseId"/> gave where the key is chosen.</summary>
    public string? Key { get; init; }

    /// <summary>What lets us recognise a created record if its answer is lost: unique per person.</summary>
    public string? Marker { get; init; }

    /// <summary>The fields to be written.</summary>
    public IReadOnlyList<FieldWrite> Fields { get; init; } = [];

    /// <summary>Tags to put on the contact.</summary>
    public IReadOnlyList<string> AddTags { get; init; } = [];

    /// <summary>Tags to take off the contact.</summary>
    public IReadOnlyList<string> RemoveTags { get; init; } = [];

    /// <summary>Groups of the CRM that the contact is put into; groups or roles of the site that the user is put into, beside those that it has.</summary>
    public IReadOnlyList<string> JoinGroups { get; init; } = [];

    /// <summary>Groups that the contact or the user is taken out of.</summary>
    public IReadOnlyList<string> LeaveGroups { get; init; } = [];

    /// <summary>Groups that a new user gets; null leaves it to the system.</summary>
    public IReadOnlyList<string>? Groups { get; init; }

    /// <summary>The paths of the groups that are joined and left: of a user, <see cref="WriteResult.Returned"/> tells whether it is a member now.</summary>
    public IEnumerable<string> GroupPaths => JoinGroups.Concat(LeaveGroups).Select(static g => new MembershipPath(MembershipPath.Group, g).ToString());

    /// <summary>Whether a new user may log in; null leaves it to the system.</summary>
    public bool? Enabled { get; init; }

    /// <summary>Text of a note.</summary>
    public string? Note { get; init; }
}
