using UserSync.Core.Connectors;
using UserSync.Core.Links;
using UserSync.Core.Model;

namespace UserSync.Core.Planning;

/// <summary>Joins two records that exist: the link comes first, alone; what is to be written follows as changes of the linked pair.</summary>
internal static class Pairing
{
    /// <summary>The changes.</summary>
    public static IEnumerable<PlannedChange> Of(PlanRules rules, RecordView user, RecordView contact, string reason)
    {
        List<PlannedChange> changes = [.. PairFields.Decide(rules, user, contact, null)];
        PlannedChange? confirmed = changes.Find(c => c.Action == ChangeAction.Confirm);
        List<PlannedChange> updates = changes.FindAll(c => c.Action == ChangeAction.Update);
        Baseline baseline = confirmed?.Baseline ?? (updates.Count == 0 ? [] : PairFields.Without(updates[0].Baseline, updates[0].WriteKeys));
        PlannedChange link = Report.Skip(user, contact, reason) with { Action = ChangeAction.Link, Origin = LinkOrigin.Matched, Baseline = baseline };
        return [link, .. changes.Where(c => c.Action != ChangeAction.Confirm)];
    }
}
