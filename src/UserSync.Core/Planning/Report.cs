using UserSync.Core.Links;

namespace UserSync.Core.Planning;

/// <summary>Makes the changes that write nothing: conflicts and what is left alone. What an administrator decided to ignore is only skipped.</summary>
internal static class Report
{
    /// <summary>A conflict about a user, about a contact, or about both.</summary>
    public static PlannedChange Conflict(PlanRules rules, ConflictKind kind, RecordView? user, RecordView? contact, IReadOnlyList<string> candidates, string reason)
        => Conflict(rules, kind, Skip(user, contact, ""), candidates, reason);

    /// <summary>A conflict in place of a change.</summary>
    public static PlannedChange Conflict(PlanRules rules, ConflictKind kind, PlannedChange about, IReadOnlyList<string> candidates, string reason)
        => IsDecided(rules, kind, about.UserId, about.ContactId)
            ? about with { Action = ChangeAction.Skip, Reason = "Ignored by an administrator: " + reason }
            : about with { Action = ChangeAction.Conflict, Conflict = kind, Candidates = candidates, Reason = reason };

    /// <summary>Whether an administrator decided to leave this conflict.</summary>
    public static bool IsDecided(PlanRules rules, ConflictKind kind, string? userId, string? contactId) => rules.Ignored.Contains((kind, userId ?? "", contactId ?? ""));

    /// <summary>A user, a contact or a pair that is left alone.</summary>
    public static PlannedChange Skip(RecordView? user, RecordView? contact, string reason, ChangeAction action = ChangeAction.Skip) => new()
    {
        Action = action,
        UserId = user?.Id,
        UserKey = user?.Key,
        ContactId = contact?.Id,
        Email = user?.Email ?? contact?.Email,
        Name = user?.Name ?? contact?.Name,
        UserUrl = user?.Url,
        ContactUrl = contact?.Url,
        Reason = reason,
    };

    /// <summary>Ids as people read them.</summary>
    public static string Join(IEnumerable<string> ids) => string.Join(", ", ids);
}
