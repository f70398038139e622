using System.Globalization;
using UserSync.Connectors.Accounts;
using UserSync.Connectors.Http;
using UserSync.Core.Connectors;
using UserSync.Core.Errors;
using UserSync.Core.Model;
using UserSync.Core.Profiles;

namespace UserSync.Connectors.WordPress;

/// <summary>Creates, changes and deletes users.</summary>
internal sealed class UserWriter(WordPressApi api, UserPolicy policy)
{
    /// <summary>Does one write.</summary>
    /// <exception cref="ConnectorException">No further write can succeed.</exception>
    public async Task<WriteResult> WriteAsync(RecordWrite write, CancellationToken cancellationToken)
    {
        try
        {
            return write.Kind switch
            {
                WriteKind.Create => await CreateAsync(write, cancellationToken),
                WriteKind.Update => await UpdateAsync(write, cancellationToken),
                WriteKind.Delete => await DeleteAsync(write, cancellationToken),
                _ => Failed(write, Refusal(write, $"WordPress cannot do this: {write.Kind}.", "Use a policy that the site can honour.")),
            };
        }
        catch (ConnectorException e) when (e.Kind is not (ConnectorErrorKind.Authentication or ConnectorErrorKind.Blocked or ConnectorErrorKind.Fatal))
        {
            return new WriteResult(write.IntentId, e.Kind == ConnectorErrorKind.InDoubt ? WriteOutcome.InDoubt : WriteOutcome.Failed)
            {
                RecordId = write.RecordId,
                Error = e.Error,
            };
        }
    }

    private async Task<WriteResult> CreateAsync(RecordWrite write, CancellationToken cancellationToken)
    {
        UserSchema schema = await api.SchemaAsync(cancellationToken);
        if (WriteRules.Check(write, schema) is { } wrong)
            return Failed(write, wrong);
        write = write with { Groups = RoleSet.OfNew(write) };
        IReadOnlyList<string> logins = CreatedUser.Logins(write);
        string password = NewPassword.Make();
        for (int n = 0; ; n++)
        {
            try
            {
                string body = UserBody.Create(write, logins[n], password, schema);
                CmsUser user = await SendAsync(HttpMethod.Post, Safety.Create, WordPressRoutes.Users, body, CreatedUser.Email(write), write, cancellationToken);
                return Done(write, user);
            }
            catch (ConnectorException e) when (CodeOf(e) == "existing_user_login" && n + 1 < logins.Count)
            {
                // Refused for certain, so another name cannot make a second user.
            }
            catch (ConnectorException e) when (MayHaveMadeUser(write, e))
            {
                SyncError error = e.Error with { Id = ErrorIds.WriteInDoubt, Kind = ConnectorErrorKind.InDoubt };
                return new WriteResult(write.IntentId, WriteOutcome.InDoubt) { Error = error };
            }
        }
    }

    private async Task<WriteResult> UpdateAsync(RecordWrite write, CancellationToken cancellationToken)
    {
        UserSchema schema = write.Fields.Any(f => UserBody.MetaKey(f.Path) is not null) ? await api.SchemaAsync(cancellationToken) : UserSchema.Unknown;
        if (WriteRules.Check(write, schema) is { } wrong)
            return Failed(write, wrong);
        if (write.JoinGroups.Count + write.LeaveGroups.Count > 0)
        {
            _ = RouteOf(write);
            IReadOnlyList<string> present = await RoleSet.ReadAsync(api, write.RecordId!, cancellationToken);
            IReadOnlyList<string> wanted = RoleSet.After(present, write);
            write = write with { Groups = wanted.SequenceEqual(present, StringComparer.Ordinal) ? null : wanted };
            if (write.Fields.Count == 0 && write.Groups is null)
                return new WriteResult(write.IntentId, WriteOutcome.Done) { RecordId = write.RecordId, Returned = Memberships(write, present) };
        }

        if (write.Fields.Count == 0 && write.Groups is null)
            return new WriteResult(write.IntentId, WriteOutcome.Done) { RecordId = write.RecordId };
        // POST, not PATCH: firewalls that know WordPress let it through.
        CmsUser user = await SendAsync(HttpMethod.Post, Safety.IdempotentWrite, RouteOf(write), UserBody.Update(write, schema), $"user {write.RecordId}", write, cancellationToken);
        return Done(write, user);
    }

    private async Task<WriteResult> DeleteAsync(RecordWrite write, CancellationToken cancellationToken)
    {
        // 0 and false would delete the person's posts too; that is never done.
        if (policy.ReassignTo is not { } heir || !UserLookup.IsId(heir) || heir == write.RecordId)
        {
            return Failed(write, Refusal(write, "WordPress must be told who gets the content of a deleted user, and that cannot be the user itself.",
                "Set users.reassignTo in the profile to the id of another user."));
        }

        WriteResult done = new(write.IntentId, WriteOutcome.Done) { RecordId = write.RecordId };
        try
        {
            await api.SendAsync(HttpMethod.Delete, Safety.IdempotentWrite, RouteOf(write), [("force", "true"), ("reassign", heir), ("_fields", "deleted")],
                null, $"user {write.RecordId}", static _ => true, cancellationToken);
            return done;
        }
        catch (ConnectorException e) when (CodeOf(e) == "rest_user_invalid_id")
        {
            // Gone is what was wanted; after a repeated request it is even the rule.
            return done;
        }
    }

    private async Task<CmsUser> SendAsync(HttpMethod method, Safety safety, string route, string body, string item, RecordWrite write, CancellationToken cancellationToken)
    {
        UserReader reader = await api.ReaderAsync(cancellationToken);
        string fields = UserFields.Selection([.. write.Fields.Select(f => f.Path)]);
        return (await api.SendAsync(method, safety, route, [("_fields", fields)], body, item, reader.One, cancellationToken)).Value;
    }

    private static WriteResult Done(RecordWrite write, CmsUser user)
    {
        FieldMap returned = Memberships(write, [.. user.Groups.Select(g => g.Id)]);
        SyncError? dropped = null;
        foreach (FieldWrite field in write.Fields)
        {
            FieldValue value = user.Get(field.Path);
            if (value.IsNotRead && UserBody.MetaKey(field.Path) is { } key)
            {
                // The other fields are stored, so the write as such is done.
                dropped ??= WriteRules.Unregistered(key);
                value = FieldValue.Empty;
            }

            if (!value.IsNotRead)
                returned[field.Path] = value;
        }

        return new WriteResult(write.IntentId, WriteOutcome.Done) { RecordId = user.UserId, Url = user.ProfileUrl, Returned = returned, Error = dropped };
    }

    private static FieldMap Memberships(RecordWrite write, IReadOnlyList<string> roles)
    {
        FieldMap returned = [];
        foreach (string path in write.GroupPaths)
            returned[path] = MembershipPath.Of(roles.Any(role => RoleKey.Same(role, MembershipPath.Parse(path)!.Name)));
        return returned;
    }

    // Custom values are stored after the user was made, and their errors come with any status: the user stays.
    private static bool MayHaveMadeUser(RecordWrite write, ConnectorException e) =>
        e.Kind is ConnectorErrorKind.InvalidItem or ConnectorErrorKind.Permission
        && write.Fields.Any(f => f.Value.HasValue && UserBody.MetaKey(f.Path) is not null)
        && CodeOf(e) is { } code
        && code is not ("rest_invalid_param" or "rest_missing_callback_param" or "rest_cannot_create_user" or "rest_cannot_edit_roles" or "empty_data" or "empty_user_login" or "invalid_username")
        && !code.StartsWith("rest_user_invalid", StringComparison.Ordinal)
        && !code.StartsWith("user_", StringComparison.Ordinal);

    private static string RouteOf(RecordWrite write) => write.RecordId is { } id && UserLookup.IsId(id)
        ? string.Create(CultureInfo.InvariantCulture, $"{WordPressRoutes.Users}/{id}")
        : throw new ConnectorException(Side.Cms, ConnectorErrorKind.NotFound, $"\"{write.RecordId}\" is not the id of a WordPress user.", item: write.RecordId);

    private static string? CodeOf(ConnectorException e) => e.Data[WordPressErrors.CodeKey] as string;

    private static WriteResult Failed(RecordWrite write, SyncError error) => new(write.IntentId, WriteOutcome.Failed) { RecordId = write.RecordId, Error = error };

    private static SyncError Refusal(RecordWrite write, string message, string remedy) =>
        new(ErrorIds.ItemRefused, message) { Kind = ConnectorErrorKind.InvalidItem, Side = Side.Cms, Item = write.RecordId, Remedy = remedy };
}
