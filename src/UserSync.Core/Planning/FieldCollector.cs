using UserSync.Core.Connectors;
using UserSync.Core.Errors;
using UserSync.Core.Links;
using UserSync.Core.Mapping;
using UserSync.Core.Model;
using UserSync.Core.Profiles;

namespace UserSync.Core.Planning;

/// <summary>Collects the decisions of a pair's fields: the writes to either side and the baseline.</summary>
internal sealed class FieldCollector
{
    private readonly PlanRules _rules;
    private readonly Dictionary<Side, SideWrites> _sides = [];

    public FieldCollector(PlanRules rules) => _rules = rules;

    /// <summary>Contact paths of fields that both sides changed differently.</summary>
    public List<string> Conflicts { get; } = [];

    /// <summary>The baseline of all fields; of written ones as it is once they are written.</summary>
    public Baseline Baseline { get; } = [];

    /// <summary>The baseline of the fields that both sides hold alike: all that a rebase takes.</summary>
    public Baseline Equal { get; } = [];

    /// <summary>True when a field without a write got another baseline.</summary>
    public bool BaselineChanged { get; private set; }

    /// <summary>What is to be written to a side; null when nothing is.</summary>
    public SideWrites? To(Side side) => _sides.GetValueOrDefault(side);

    /// <summary>Decides one field of a pair.</summary>
    public void Add(FieldLane lane, RecordView user, RecordView contact, Baseline known, bool? userIsNewer)
    {
        BaselineField? before = known.TryGetValue(lane.Key, out BaselineField found) ? found : null;
        // What is no part of this run, or cannot be decided now, is compared with its old baseline when it can be.
        if (before is { } waiting)
            Baseline[lane.Key] = waiting;
        if (lane.Way is not { } way)
            return;
        if (user.HasPlaceholder && lane.Mapping.User == "email")
            return;
        try
        {
            var pair = new FieldPair(user.Values[lane.User], contact.Values[lane.Contact], lane.List < 0 ? FieldValue.NotRead : contact.Values[lane.List])
            {
                UserRecord = path => Value(_rules.Paths.UserPaths, user, path),
                ContactRecord = path => Value(_rules.Paths.ContactPaths, contact, path),
                UserIsNewer = userIsNewer,
            };
            FieldDecision decision = FieldMerge.Decide(lane.Mapping, way, pair, before);
            Take(lane, decision, before);
            if (decision is { Write: { Before.HasValue: true } write, Target: Side.Crm } && lane.Mapping.Previous is { } previous)
                Of(Side.Crm).Add(new FieldWrite(previous, write.Before, contact.Values[_rules.Paths.ContactIndex(previous)]), "");
        }
        catch (TransformException failure)
        {
            Side target = failure.Target ?? (way == SyncDirection.ToCms ? Side.Cms : Side.Crm);
            Fail(lane.Mapping, target == Side.Cms ? contact : user, target, failure);
        }
    }

    /// <summary>Decides one field of a contact that is to be created.</summary>
    public void AddNewContact(FieldLane lane, RecordView user)
    {
        if (lane.Way is null or SyncDirection.ToCms)
            return;
        try
        {
            if (FieldDecision.ForNewContact(lane.Mapping, user.Values[lane.User], path => Value(_rules.Paths.UserPaths, user, path)) is { } decision)
                Take(lane, decision, null);
        }
        catch (TransformException failure)
        {
            Fail(lane.Mapping, user, Side.Crm, failure);
        }
    }

    /// <summary>Decides one field of a user that is to be created.</summary>
    /// <param name="lane">The field.</param>
    /// <param name="chain">From the contact's form to the user's.</param>
    /// <param name="contact">The contact.</param>
    public void AddNewUser(FieldLane lane, TransformChain chain, RecordView contact)
    {
        try
        {
            if (FieldMerge.ForNewUser(lane.Mapping, chain, contact.Values[lane.Contact], path => Value(_rules.Paths.ContactPaths, contact, path)) is { } decision)
                Take(lane, decision, null);
        }
        catch (TransformException failure)
        {
            Fail(lane.Mapping, contact, Side.Cms, failure);
        }
    }

    /// <summary>A write that stands in no line of the field map, such as the address of a temporary user.</summary>
    public void AddWrite(Side side, FieldWrite write) => Of(side).Add(write, "");

    /// <summary>A value that a new user must have and that its contact does not tell. It is nobody's wish, so it does not travel back.</summary>
    public void AddMadeUp(FieldWrite write, RecordView contact)
    {
        FieldLane? lane = _rules.Lanes.FirstOrDefault(l => l.Mapping.User == write.Path);
        Of(Side.Cms).Add(write, lane?.Key ?? "");
        if (lane is not null)
            Baseline[lane.Key] = new BaselineField(write.Value, contact.Values[lane.Contact]);
    }

    /// <summary>Takes a write back; its field keeps the baseline that it had.</summary>
    public void Withdraw(Side side, string path, Baseline known)
    {
        if (_sides[side].Remove(path) is not { } key)
            return;
        Baseline.Remove(key);
        if (known.TryGetValue(key, out BaselineField before))
            Baseline[key] = before;
        if (_sides[side] is { Writes.Count: 0, Error: null })
            _sides.Remove(side);
    }

    private void Take(FieldLane lane, FieldDecision decision, BaselineField? before)
    {
        if (decision.Baseline is { } after)
        {
            Baseline[lane.Key] = after;
            if (decision.Write is null)
                BaselineChanged |= before is null || before.Value != after;
        }

        if (decision.Verdict == FieldVerdict.InStep && decision.Baseline is { } equal)
            Equal[lane.Key] = equal;
        if (decision.Write is { } write)
            Of(decision.Target).Add(write, lane.Key);
        if (decision.Verdict == FieldVerdict.Conflict)
            Conflicts.Add(lane.Mapping.Contact);
    }

    private SideWrites Of(Side side) => _sides.TryGetValue(side, out SideWrites? writes) ? writes : _sides[side] = new SideWrites();

    private static FieldValue Value(IReadOnlyList<string> paths, RecordView record, string path)
    {
        for (int i = 0; i < paths.Count; i++)
        {
            if (paths[i] == path)
                return record.Values[i];
        }

        return FieldValue.NotRead;
    }

    private void Fail(FieldMapping mapping, RecordView source, Side target, TransformException failure)
    {
        (Side side, string who, string from, string to) = target == Side.Crm
            ? (Side.Cms, $"User {source.Id} of site {_rules.Profile.Cms.Key}", mapping.User, mapping.Contact)
            : (Side.Crm, $"Contact {source.Id} of account {_rules.Profile.Crm.Key}", mapping.Contact, mapping.User);
        Of(target).Error ??= new SyncError(ErrorIds.ItemRefused, $"{who}: {from} cannot become {to}: {failure.Message}")
        {
            Item = source.Id,
            Side = side,
            Kind = ConnectorErrorKind.InvalidItem,
            Remedy = side == Side.Cms ? "Correct the value on the site, or change the field's transform in the profile." : "Correct the value in the CRM, or change the field's transform in the profile.",
        };
    }
}
