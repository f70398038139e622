using System.Globalization;
using UserSync.Connectors.Http;
using UserSync.Core.Connectors;
using UserSync.Core.Errors;
using UserSync.Core.Model;

namespace UserSync.Connectors.AmoCrm;

/// <summary>Results of writes, and what failures mean for them.</summary>
internal static class WriteOutcomes
{
    /// <summary>Stored. The answer does not tell values (contract 3.5, 3.6), so they are told in the form in which they will be read.</summary>
    public static WriteResult Done(RecordWrite write, long id, FieldTable table, Uri address)
    {
        FieldMap returned = [];
        foreach (FieldWrite field in write.Fields)
        {
            // Which of a whole name and its parts wins is the account's affair.
            if (field.Path is "first_name" or "last_name" || (field.Path == "name" && !write.Fields.Any(f => f.Path is "first_name" or "last_name")))
                returned[field.Path] = field.Value;
            else if (table.Find(field.Path) is { } place)
                returned[field.Path] = FieldWriting.Canonical(place, field.Value, table.Zone);
        }

        string text = id.ToString(CultureInfo.InvariantCulture);
        return new WriteResult(write.IntentId, WriteOutcome.Done) { RecordId = text, Key = text, Url = new Uri(address, "contacts/detail/" + text).AbsoluteUri, Returned = returned };
    }

    /// <summary>Refused, or in doubt as the error says.</summary>
    public static WriteResult Failed(RecordWrite write, SyncError error) => new(write.IntentId, error.Kind == ConnectorErrorKind.InDoubt ? WriteOutcome.InDoubt : WriteOutcome.Failed)
    {
        RecordId = write.RecordId,
        Error = error with { Item = error.Item ?? write.RecordId ?? write.Marker },
    };

    /// <summary>Nobody knows.</summary>
    public static WriteResult InDoubt(RecordWrite write, SyncError error) => Failed(write, error with { Id = ErrorIds.WriteInDoubt, Kind = ConnectorErrorKind.InDoubt });

    /// <summary>Not sent.</summary>
    public static WriteResult NotAttempted(RecordWrite write, SyncError error) => new(write.IntentId, WriteOutcome.NotAttempted) { RecordId = write.RecordId, Error = error };

    /// <summary>The key under which a request names a write; never a number, which an error could mean as a place in the list.</summary>
    public static string RequestId(RecordWrite write) => string.Create(CultureInfo.InvariantCulture, $"u{write.IntentId}");

    /// <summary>Whether a failure means that no further write can succeed, and that nothing of its request was stored.</summary>
    public static bool EndsAll(ConnectorException e) => e.Kind is ConnectorErrorKind.Authentication or ConnectorErrorKind.Permission or ConnectorErrorKind.Blocked
        or ConnectorErrorKind.Fatal or ConnectorErrorKind.Throttled or ConnectorErrorKind.Maintenance;

    /// <summary>Whether the server is through with a request that failed; else it may still be storing.</summary>
    public static bool IsThrough(ConnectorException e) =>
        (e.InnerException as ConnectorException)?.Kind == ConnectorErrorKind.Protocol || e.Kind == ConnectorErrorKind.Protocol || StatusOf(e) is 400 or 422 or 413 or 500;

    /// <summary>The status of the answer; null when there was none.</summary>
    public static int? StatusOf(ConnectorException e) => (e.Data[RemoteClient.StatusKey] ?? e.InnerException?.Data[RemoteClient.StatusKey]) as int?;

    /// <summary>Whether only the tags of a write were wrong: one of them may have been removed since they were read.</summary>
    public static bool IsAboutTags(RecordWrite write, int place, ConnectorException e) =>
        e.Data[AmoErrors.TagsKey] is HashSet<string> tags && (tags.Contains(RequestId(write)) || tags.Contains(place.ToString(CultureInfo.InvariantCulture)));

    /// <summary>The error that a validation names for a write: by our key, or by its place in the request.</summary>
    public static SyncError? ErrorOf(RecordWrite write, int place, IReadOnlyDictionary<string, SyncError> items) =>
        items.GetValueOrDefault(RequestId(write)) ?? items.GetValueOrDefault(place.ToString(CultureInfo.InvariantCulture));
}
