using UserSync.Core.Connectors;
using UserSync.Core.Errors;
using UserSync.Core.Links;
using UserSync.Core.Mapping;
using UserSync.Core.Model;
using UserSync.Core.Planning;
using UserSync.Core.Profiles;

namespace UserSync.Core.Execution;

/// <summary>Knows the users that this run made for contacts, so that these can be told which they are.</summary>
internal sealed class MadeUsers
{
    private readonly Workspace _workspace;
    private readonly Dictionary<string, PlannedChange> _byContact = new(StringComparer.Ordinal);
    private PlanRules? _rules;

    public MadeUsers(Workspace workspace) => _workspace = workspace;

    /// <summary>Takes note of a user that was made.</summary>
    public void Take(PlannedChange change, ChangeOutcome outcome)
    {
        if (outcome == ChangeOutcome.Done && change is { Action: ChangeAction.Create, Target: Side.Cms, UserId: not null, ContactId: { } contact })
            _byContact[contact] = change with { Writes = [], WriteKeys = [], Baseline = [] };
    }

    /// <summary>The change with what its user is now; null when there is none. A change that was complete from the beginning stays as it is.</summary>
    public PlannedChange? Of(PlannedChange change)
    {
        if (!NewUserFields.IsPlannedFor(change))
            return change;
        if (!_byContact.TryGetValue(change.ContactId!, out PlannedChange? made))
            return null;
        _rules ??= new PlanRules(_workspace.Profile, _workspace.Crm.Capabilities, SyncDirection.Both);
        try
        {
            return NewUserFields.Fill(_rules, change, made);
        }
        catch (TransformException failure)
        {
            return change with
            {
                UserId = made.UserId,
                Error = new SyncError(ErrorIds.ItemRefused, $"User {made.UserId} of site {_workspace.Site}: what the site says of it cannot be written to contact {change.ContactId}: {failure.Message}")
                {
                    Item = made.UserId,
                    Side = Side.Cms,
                    Kind = ConnectorErrorKind.InvalidItem,
                    Remedy = "Change the field's transform in the profile.",
                },
            };
        }
    }
}
