using UserSync.Core.Connectors;
using UserSync.Core.Errors;
using UserSync.Core.Model;

namespace UserSync.Connectors.Joomla;

/// <summary>What the answer to a write says: Joomla stores much without a word of what it left out.</summary>
internal static class WrittenUser
{
    /// <summary>The result of a write that was stored.</summary>
    /// <param name="write">The write.</param>
    /// <param name="user">The user as the site holds it now.</param>
    /// <param name="fields">The custom fields.</param>
    /// <param name="calendar">The zone.</param>
    /// <param name="groups">Ids of the groups that the user was to have.</param>
    public static WriteResult Result(RecordWrite write, CmsUser user, FieldTable fields, Calendar calendar, IReadOnlyList<string> groups)
    {
        FieldMap returned = [];
        SyncError? error = groups.FirstOrDefault(id => user.Groups.All(g => g.Id != id)) is { } gone
            ? WriteRules.Refused(user.UserId, $"The group {gone} is not on the site any more; the user is stored without it.", "Correct the groups in the profile, and the user's groups in Joomla.")
            : null;
        foreach (string path in write.GroupPaths)
            returned[path] = user.Get(path);
        foreach (FieldWrite field in write.Fields)
        {
            FieldValue value = user.Get(field.Path);
            if (UserFields.CustomName(field.Path) is { } name)
            {
                // The other fields are stored, so the write as such is done.
                if (value.IsNotRead)
                    error ??= WriteRules.Unknown(name);
                else if (fields.TryGet(name, out JoomlaField? custom) && custom.IsCalendar && calendar.IsShifted(field.Value, value, custom.WithTime))
                    error ??= WriteRules.Shifted(custom, calendar);
                value = value.IsNotRead ? FieldValue.Empty : value;
            }

            if (!value.IsNotRead)
                returned[field.Path] = value;
        }

        return new WriteResult(write.IntentId, WriteOutcome.Done) { RecordId = user.UserId, Url = user.ProfileUrl, Returned = returned, Error = error };
    }
}
