using UserSync.Core.Connectors;
using UserSync.Core.Errors;
using UserSync.Core.Model;

namespace UserSync.Connectors.CiviCrm;

/// <summary>Results of writes.</summary>
internal static class WriteOutcomes
{
    /// <summary>Stored: the written fields as the contact holds them now.</summary>
    public static WriteResult Done(RecordWrite write, CrmContact contact, SyncError? error = null)
    {
        FieldMap returned = [];
        foreach (FieldWrite field in write.Fields)
        {
            FieldValue held = contact.Get(field.Path);
            if (held.IsNotRead)
            {
                // The server took the value and does not show it: dropped for want of a right (recordings trap-06 to 08).
                error ??= WriteRules.Unknown(field.Path);
                held = FieldValue.Empty;
            }

            returned[field.Path] = held;
            if (held.IsEmpty && field.Value.HasValue && field.Path.Contains('.', StringComparison.Ordinal))
                error ??= Dropped(field.Path);
        }

        foreach (MembershipPath path in Memberships(write))
        {
            if (contact.Get(path.ToString()) is { IsNotRead: false } held)
                returned[path.ToString()] = held;
        }

        return new WriteResult(write.IntentId, WriteOutcome.Done) { RecordId = contact.ContactId, Url = contact.Url, Returned = returned, Error = error };
    }

    private static IEnumerable<MembershipPath> Memberships(RecordWrite write) =>
        write.AddTags.Concat(write.RemoveTags).Select(t => new MembershipPath(MembershipPath.Tag, t)).Concat(write.JoinGroups.Concat(write.LeaveGroups).Select(g => new MembershipPath(MembershipPath.Group, g)));

    /// <summary>Refused, in doubt or not sent, as the error says.</summary>
    public static WriteResult Failed(RecordWrite write, SyncError error) => new(write.IntentId, error.Kind == ConnectorErrorKind.InDoubt ? WriteOutcome.InDoubt : WriteOutcome.Failed)
    {
        RecordId = write.RecordId,
        Error = error,
    };

    /// <summary>Whether a failure means that no further write can succeed.</summary>
    public static bool EndsAll(ConnectorException e) => e.Kind is ConnectorErrorKind.Authentication or ConnectorErrorKind.Blocked or ConnectorErrorKind.Fatal;

    private static SyncError Dropped(string path) => new(ErrorIds.ItemRefused, $"CiviCRM took the value for \"{path}\" and stored nothing.")
    {
        Kind = ConnectorErrorKind.Permission,
        Side = Side.Crm,
        Item = path,
        Remedy = "Give the account the permissions \"access all custom data\" and \"edit all custom data\", and check that the option still exists.",
    };
}
