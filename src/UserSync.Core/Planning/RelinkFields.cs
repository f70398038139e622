using UserSync.Core.Connectors;
using UserSync.Core.Errors;
using UserSync.Core.Links;
using UserSync.Core.Mapping;
using UserSync.Core.Model;
using UserSync.Core.Profiles;

namespace UserSync.Core.Planning;

/// <summary>
/// The fields that a relink writes. It decides nothing by itself: a fill is a first meeting in which the source overwrites, a clear is
/// what a run would do if the source had been emptied, so that only what came from the former partner goes.
/// </summary>
internal sealed class RelinkFields
{
    private readonly PlanRules _rules;
    private readonly Dictionary<string, (FieldWrite Write, string Key, BaselineField? After)> _writes = new(StringComparer.Ordinal);

    /// <summary>Collects the writes to one record.</summary>
    public RelinkFields(PlanRules rules) => _rules = rules;

    /// <summary>Why nothing can be written.</summary>
    public SyncError? Error { get; private set; }

    /// <summary>True when there is anything to be done, be it to tell why it cannot.</summary>
    public bool Any => _writes.Count > 0 || Error is not null;

    /// <summary>Takes the source's values over those of the target; what the source does not hold stays.</summary>
    /// <param name="target">The side that is filled.</param>
    /// <param name="user">The user.</param>
    /// <param name="contact">The contact.</param>
    /// <param name="known">The pair's baseline; empty for two records that were no pair.</param>
    public void Fill(Side target, RecordView user, RecordView contact, Baseline known)
    {
        foreach (FieldLane lane in Lanes(target))
        {
            FieldMapping mapping = lane.Mapping with { Initial = InitialPolicy.Overwrite, Enforce = true };
            Add(target, lane with { Mapping = mapping }, user, contact, known, static write => write.Value.HasValue);
        }
    }

    /// <summary>Clears what the target holds of its partner. Names stay, for a record without one is nobody; so does the address of a user.</summary>
    /// <param name="target">The side that is cleared.</param>
    /// <param name="user">The user; null when it is gone.</param>
    /// <param name="contact">The contact; null when it is gone.</param>
    /// <param name="known">The pair's baseline.</param>
    public void Clear(Side target, RecordView? user, RecordView? contact, Baseline known)
    {
        foreach (FieldLane lane in Lanes(target))
        {
            if ((target == Side.Crm ? lane.Mapping.Contact : lane.Mapping.User) is "name" or "first_name" or "last_name" or "username")
                continue;
            RecordView left = user ?? Nobody(_rules.Paths.UserPaths.Count);
            RecordView right = contact ?? Nobody(_rules.Paths.ContactPaths.Count);
            var before = new Baseline();
            if (known.TryGetValue(lane.Key, out BaselineField field))
                before[lane.Key] = field;
            else if (user is not null && contact is not null && InStep(lane, left, right) is { } equal)
                before[lane.Key] = equal;
            else
                continue;
            FieldLane cleared = lane with { Mapping = lane.Mapping with { Previous = null, ClearWhenEmpty = false, Enforce = false } };
            Add(target, cleared, target == Side.Crm ? Without(left, lane.User) : left, target == Side.Cms ? Without(right, lane.Contact, lane.List) : right, before, static write => !write.Value.HasValue);
        }
    }

    /// <summary>A change of one record with these writes.</summary>
    /// <param name="change">What it begins with.</param>
    /// <param name="known">The baseline of the link that stands while it is written.</param>
    /// <param name="keeps">True when the link stays: then the written fields are in step. Else they have no baseline, and whoever runs in between meets them anew.</param>
    public PlannedChange Of(PlannedChange change, Baseline known, bool keeps)
    {
        var baseline = new Baseline();
        foreach ((string key, BaselineField field) in known)
            baseline[key] = field;
        foreach ((_, string key, BaselineField? after) in _writes.Values.Where(w => w.Key.Length > 0))
        {
            baseline.Remove(key);
            if (keeps && after is { } inStep)
                baseline[key] = inStep;
        }

        return change with { Action = ChangeAction.Update, Writes = [.. _writes.Values.Select(w => w.Write)], WriteKeys = [.. _writes.Values.Select(w => w.Key)], Baseline = baseline, Error = Error };
    }

    private void Add(Side target, FieldLane lane, RecordView user, RecordView contact, Baseline known, Func<FieldWrite, bool> takes)
    {
        var fields = new FieldCollector(_rules);
        fields.Add(lane, user, contact, known, null);
        if (fields.To(target) is not { } writes)
            return;
        Error ??= writes.Error;
        if (writes.Writes.Count == 0 || !takes(writes.Writes[0]))
            return;
        for (int i = 0; i < writes.Writes.Count; i++)
            _writes.TryAdd(writes.Writes[i].Path, (writes.Writes[i], writes.Keys[i], fields.Baseline.TryGetValue(lane.Key, out BaselineField after) ? after : null));
    }

    // A line that goes the other way only has nothing to give to this side.
    private IEnumerable<FieldLane> Lanes(Side target)
    {
        SyncDirection way = target == Side.Crm ? SyncDirection.ToCrm : SyncDirection.ToCms;
        return _rules.Lanes.Where(l => l.Mapping.Direction == SyncDirection.Both || l.Mapping.Direction == way).Select(l => l with { Way = way, Mapping = l.Mapping with { Direction = way } });
    }

    // Two records that no run has compared yet: what both hold alike is taken for the partner's.
    private BaselineField? InStep(FieldLane lane, RecordView user, RecordView contact)
    {
        var fields = new FieldCollector(_rules);
        fields.Add(lane, user, contact, [], null);
        return fields.Equal.TryGetValue(lane.Key, out BaselineField equal) && equal.User.HasValue ? equal : null;
    }

    private static RecordView Nobody(int paths) => new() { Id = "", Key = "", Values = [.. Enumerable.Repeat(FieldValue.Empty, paths)] };

    private static RecordView Without(RecordView record, params int[] paths) => record with { Values = [.. record.Values.Select((v, n) => paths.Contains(n) ? FieldValue.Empty : v)] };
}
