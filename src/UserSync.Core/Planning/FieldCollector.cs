using UserSync.Core.Connectors;
using UserSync.Core.Errors;
using UserSync.Core.Links;
using UserSync.Core.Mapping;
using UserSync.Core.Model;
using UserSync.Core.Profiles;

namespace UserSync.Core.Planning;

/// <summary>Collects the decisions of a pair's fields into one change with its baseline.</summary>
internal sealed class FieldCollector
{
    private readonly PlanRules _rules;
    private readonly RecordView _user;
    private readonly List<FieldWrite> _writes = [];
    private readonly List<string> _keys = [];
    private readonly Baseline _baseline = [];
    private SyncError? _error;

    public FieldCollector(PlanRules rules, RecordView user)
    {
        _rules = rules;
        _user = user;
    }

    /// <summary>Contact paths of fields that both sides changed differently.</summary>
    public List<string> Conflicts { get; } = [];

    /// <summary>The baseline of the fields that both sides hold alike: all that a rebase takes.</summary>
    public Baseline Equal { get; } = [];

    /// <summary>True when a field without a write got another baseline.</summary>
    public bool BaselineChanged { get; private set; }

    public void Add(int index, RecordView contact, Baseline known)
    {
        FieldMapping mapping = _rules.ToContact[index];
        BaselineField? before = known.TryGetValue(_rules.BaselineKeys[index], out BaselineField found) ? found : null;
        int list = _rules.ListIndex[index];
        try
        {
            FieldDecision decision = FieldDecision.ToContact(
                mapping, _user.Values[_rules.UserIndex[index]], UserValue, contact.Values[_rules.ContactIndex[index]],
                list < 0 ? FieldValue.NotRead : contact.Values[list], before,
                _user.ModifiedAt is { } u && contact.ModifiedAt is { } c && u != c ? u > c : null);
            Take(index, decision, before);
            if (decision.Write is { } write && mapping.Previous is { } previous && write.Before.HasValue)
                AddWrite(new FieldWrite(previous, write.Before, contact.Values[_rules.Paths.ContactIndex(previous)]), "");
        }
        catch (TransformException failure)
        {
            Fail(mapping, failure);
        }
    }

    public void AddNew(int index)
    {
        FieldMapping mapping = _rules.ToContact[index];
        try
        {
            if (FieldDecision.ForNewContact(mapping, _user.Values[_rules.UserIndex[index]], UserValue) is { } decision)
                Take(index, decision, null);
        }
        catch (TransformException failure)
        {
            Fail(mapping, failure);
        }
    }

    public PlannedChange Complete(PlannedChange change) => change with { Writes = _writes, WriteKeys = _keys, Baseline = _baseline, Error = _error };

    private void Take(int index, FieldDecision decision, BaselineField? before)
    {
        string key = _rules.BaselineKeys[index];
        if (decision.Baseline is { } after)
        {
            _baseline[key] = after;
            if (decision.Write is null)
                BaselineChanged |= before is null || before.Value != after;
        }

        if (decision.Verdict == FieldVerdict.InStep && decision.Baseline is { } equal)
            Equal[key] = equal;

        if (decision.Write is not null)
            AddWrite(decision.Write, key);
        if (decision.Verdict == FieldVerdict.Conflict)
            Conflicts.Add(_rules.ToContact[index].Contact);
    }

    private void AddWrite(FieldWrite write, string key)
    {
        _writes.Add(write);
        _keys.Add(key);
    }

    private FieldValue UserValue(string path)
    {
        for (int i = 0; i < _rules.Paths.UserPaths.Count; i++)
        {
            if (_rules.Paths.UserPaths[i] == path)
                return _user.Values[i];
        }

        return FieldValue.NotRead;
    }

    private void Fail(FieldMapping mapping, TransformException failure) => _error ??= new SyncError(
        ErrorIds.ItemRefused, $"User {_user.Id} of site {_rules.Profile.Cms.Key}: {mapping.User} cannot become {mapping.Contact}: {failure.Message}")
    {
        Item = _user.Id,
        Side = Side.Cms,
        Kind = ConnectorErrorKind.InvalidItem,
        Remedy = "Correct the value on the site, or change the field's transform in the profile.",
    };
}
