using UserSync.Core.Connectors;
using UserSync.Core.Links;
using UserSync.Core.Mapping;
using UserSync.Core.Model;
using UserSync.Core.Profiles;

namespace UserSync.Core.Planning;

/// <summary>
/// What only the site knows of a user once it is made, its number and the address of its page, is written to its contact in the same
/// run both ways; otherwise the next run would have something left to do. Planned without values, which are filled in when they are known.
/// </summary>
internal static class NewUserFields
{
    private const string Id = "id";
    private const string ProfileUrl = "profile_url";

    /// <summary>The change that follows a planned user; null when the contact is to get nothing of the kind.</summary>
    public static PlannedChange? Plan(PlanRules rules, RecordView contact, PlannedChange create)
    {
        if (rules.Direction != SyncDirection.Both || !rules.Profile.Contacts.Update || rules.SiteStages || create is not { Action: ChangeAction.Create, Error: null })
            return null;
        FieldLane[] lanes = [.. rules.Lanes.Where(l => IsOfNewUser(l) && !contact.Values[l.Contact].IsNotRead)];
        return lanes.Length == 0 ? null : Report.Skip(null, contact, "filled from the user that was made for it") with
        {
            Action = ChangeAction.Update,
            Target = Side.Crm,
            Writes = [.. lanes.Select(l => new FieldWrite(l.Mapping.Contact, FieldValue.NotRead, contact.Values[l.Contact]))],
            WriteKeys = [.. lanes.Select(static l => l.Key)],
            KeepKeys = [.. rules.Lanes.Select(static l => l.Key).Except(lanes.Select(static l => l.Key), StringComparer.Ordinal)],
        };
    }

    /// <summary>True for a change that was planned before its user had an id.</summary>
    public static bool IsPlannedFor(PlannedChange change) => change is { Action: ChangeAction.Update, Target: Side.Crm, UserId: null };

    /// <summary>The change with the values of the user that was made; null when it has none that travel.</summary>
    public static PlannedChange? Fill(PlanRules rules, PlannedChange planned, PlannedChange made)
    {
        var baseline = new Baseline();
        List<FieldWrite> writes = [];
        List<string> keys = [];
        for (int i = 0; i < planned.Writes.Count; i++)
        {
            FieldLane lane = rules.Lanes.First(l => l.Key == planned.WriteKeys[i]);
            if (FieldDecision.ForNewContact(lane.Mapping, Value(made, lane.Mapping.User), path => Value(made, path)) is not { Write: { } write, Baseline: { } field })
                continue;
            writes.Add(write with { Before = planned.Writes[i].Before });
            keys.Add(lane.Key);
            baseline[lane.Key] = field;
        }

        return writes.Count == 0 ? null : planned with { UserId = made.UserId, UserKey = made.UserKey, UserUrl = made.UserUrl, Writes = writes, WriteKeys = keys, Baseline = baseline };
    }

    private static bool IsOfNewUser(FieldLane lane) => lane is { Mapping.User: Id or ProfileUrl, Way: SyncDirection.ToCrm or SyncDirection.Both };

    private static FieldValue Value(PlannedChange made, string path) => path switch
    {
        Id => FieldValue.OfRead(made.UserId),
        ProfileUrl => FieldValue.OfRead(made.UserUrl),
        _ => FieldValue.NotRead,
    };
}
