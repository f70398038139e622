using UserSync.Core.Connectors;
using UserSync.Core.Model;

namespace UserSync.Core.Execution;

/// <summary>One user whom our links and those that the CRM keeps itself do not agree about.</summary>
/// <param name="Kind">How they differ.</param>
/// <param name="UserId">The user.</param>
/// <param name="Reason">Both sides in words.</param>
public sealed record LinkDifference(LinkDifferenceKind Kind, string UserId, string Reason)
{
    /// <summary>Our link; null when we have none.</summary>
    public SyncLink? Ours { get; init; }

    /// <summary>The rows of the CRM that stand against ours: of the user, and of the contact that we name.</summary>
    public IReadOnlyList<MirroredLink> Theirs { get; init; } = [];

    /// <summary>The link that ours would become; null when the CRM names nobody, several contacts, or one that we link to somebody else.</summary>
    public SyncLink? Offered { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"user {UserId}: {Reason}";
}
