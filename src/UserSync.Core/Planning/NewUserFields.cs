using UserSync.Core.Connectors;
using UserSync.Core.Errors;
using UserSync.Core.Links;
using UserSync.Core.Mapping;
using UserSync.Core.Model;
using UserSync.Core.Profiles;

namespace UserSync.Core.Planning;

/// <summary>
/// Fields of a contact that take from its user what only the site can say once it has made it: id and address of the page. They are
/// planned with the user and get their values when it is there, so that the same run leaves nothing to the next one.
/// </summary>
internal sealed class NewUserFields
{
    private readonly PlanRules _rules;
    private readonly Dictionary<string, FieldLane> _lanes;

    public NewUserFields(PlanRules rules)
    {
        _rules = rules;
        _lanes = rules.Lanes.Where(static l => l.Way is SyncDirection.ToCrm or SyncDirection.Both && l.Mapping.User is "id" or "profile_url").ToDictionary(static l => l.Key, StringComparer.Ordinal);
    }

    /// <summary>True when there is any such field.</summary>
    public bool Any => _lanes.Count > 0 && _rules.Profile.Contacts.Update;

    /// <summary>The change of the contact that follows when its user is made, its values still unknown; null for none.</summary>
    /// <param name="create">The create of the user.</param>
    /// <param name="contact">The contact.</param>
    public PlannedChange? Of(PlannedChange create, RecordView contact)
    {
        if (!Any || create is not { Action: ChangeAction.Create, Target: Side.Cms, Error: null })
            return null;
        FieldLane[] lanes = [.. _lanes.Values.Where(l => Takes(l, contact.Values[l.Contact]))];
        return lanes.Length == 0 ? null : Report.Skip(null, contact, "its user was made") with
        {
            Action = ChangeAction.Update,
            Target = Side.Crm,
            Writes = [.. lanes.Select(l => new FieldWrite(l.Mapping.Contact, FieldValue.NotRead, contact.Values[l.Contact]))],
            WriteKeys = [.. lanes.Select(static l => l.Key)],
            KeepKeys = [.. create.Baseline.Keys],
        };
    }

    /// <summary>The change with the values of the user that was made; null when the contact holds them already.</summary>
    /// <param name="planned">What <see cref="Of"/> planned.</param>
    /// <param name="made">The create as the site confirmed it.</param>
    public PlannedChange? With(PlannedChange planned, PlannedChange made)
    {
        var writes = new List<FieldWrite>();
        var keys = new List<string>();
        var baseline = new Baseline();
        SyncError? error = null;
        for (int n = 0; n < planned.Writes.Count; n++)
        {
            FieldLane lane = _lanes[planned.WriteKeys[n]];
            FieldValue told = FieldValue.Of(lane.Mapping.User == "id" ? made.UserId : made.UserUrl);
            FieldWrite write = planned.Writes[n];
            try
            {
                write = write with { Value = lane.Mapping.Transform.Apply(told, static _ => FieldValue.NotRead) };
            }
            catch (TransformException failure)
            {
                error = new SyncError(ErrorIds.ItemRefused, $"User {made.UserId} of site {_rules.Profile.Cms.Key}: {lane.Mapping.User} cannot become {lane.Mapping.Contact}: {failure.Message}")
                {
                    Item = made.UserId,
                    Side = Side.Cms,
                    Kind = ConnectorErrorKind.InvalidItem,
                    Remedy = "Change the field's transform in the profile.",
                };
                continue;
            }

            if (!write.Value.HasValue || FieldEquality.Same(write.Path, write.Value, write.Before))
                continue;
            writes.Add(write);
            keys.Add(lane.Key);
            baseline[lane.Key] = new BaselineField(told, write.Value);
        }

        return writes.Count == 0 && error is null ? null
            : planned with { UserId = made.UserId, UserKey = made.UserKey, UserUrl = made.UserUrl, Writes = writes, WriteKeys = keys, Baseline = baseline, Error = error };
    }

    // As at any first meeting; into a list only where nothing stands in the way.
    private static bool Takes(FieldLane lane, FieldValue held)
        => held.IsEmpty ? lane.Mapping.Initial != InitialPolicy.Keep : held.HasValue && lane.Mapping.Initial == InitialPolicy.Overwrite && MultiPath.Parse(lane.Mapping.Contact) is null;
}
