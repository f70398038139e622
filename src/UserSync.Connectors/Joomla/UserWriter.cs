using UserSync.Connectors.Accounts;
using UserSync.Connectors.Http;
using UserSync.Core.Connectors;
using UserSync.Core.Errors;
using UserSync.Core.Model;
using UserSync.Core.Profiles;

namespace UserSync.Connectors.Joomla;

/// <summary>Creates, changes, blocks and deletes users.</summary>
internal sealed class UserWriter(JoomlaApi api, UserLookup lookup, UserDetails details, UserCreates creates, UserPolicy policy, AddressTurns turns)
{
    /// <summary>Does one write.</summary>
    /// <exception cref="ConnectorException">No further write can succeed.</exception>
    public async Task<WriteResult> WriteAsync(RecordWrite write, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            return write.Kind switch
            {
                WriteKind.Create => await creates.CreateAsync(write, cancellationToken),
                WriteKind.Update or WriteKind.Block => await ChangeAsync(write, cancellationToken),
                WriteKind.Delete => await DeleteAsync(write, cancellationToken),
                _ => Failed(write, WriteRules.Refused(write.RecordId, $"Joomla cannot do this: {write.Kind}.", "Use a policy that the site can honour.")),
            };
        }
        catch (ConnectorException e) when (e.Kind is not (ConnectorErrorKind.Authentication or ConnectorErrorKind.Blocked or ConnectorErrorKind.Fatal))
        {
            return new WriteResult(write.IntentId, e.Kind == ConnectorErrorKind.InDoubt ? WriteOutcome.InDoubt : WriteOutcome.Failed) { RecordId = write.RecordId, Error = e.Error };
        }
    }

    /// <summary>A refused write.</summary>
    public static WriteResult Failed(RecordWrite write, SyncError error) => new(write.IntentId, WriteOutcome.Failed) { RecordId = write.RecordId, Error = error };

    private async Task<WriteResult> ChangeAsync(RecordWrite write, CancellationToken cancellationToken)
    {
        if (WriteRules.Check(write, await api.FieldsAsync(cancellationToken), api.Calendar) is { } wrong)
            return Failed(write, wrong);
        if (write.Fields.FirstOrDefault(static f => f.Path == "email") is not { } email)
            return await ChangeOnceMoreAsync(write, cancellationToken);
        string address = MailDomain.ToAscii(email.Value.ToString());
        return await turns.InTurnAsync(address, async () => await lookup.HolderAsync(address, write.RecordId, cancellationToken) is { } holder
            ? Failed(write, UserCreates.AddressTaken(address, holder))
            : await ChangeOnceMoreAsync(write, cancellationToken), cancellationToken);
    }

    // A field may have become required, or a group have vanished, since the definitions were read.
    private async Task<WriteResult> ChangeOnceMoreAsync(RecordWrite write, CancellationToken cancellationToken)
    {
        try
        {
            return await PatchAsync(write, cancellationToken);
        }
        catch (ConnectorException e) when (e.Kind == ConnectorErrorKind.InvalidItem)
        {
            HashSet<string> required = [.. (await api.FieldsAsync(cancellationToken)).Required.Select(static f => f.Name)];
            api.ForgetDefinitions();
            if (required.SetEquals((await api.FieldsAsync(cancellationToken)).Required.Select(static f => f.Name)))
                throw;
            return await PatchAsync(write, cancellationToken);
        }
    }

    private async Task<WriteResult> PatchAsync(RecordWrite write, CancellationToken cancellationToken)
    {
        UserReader reader = await api.ReaderAsync(null, cancellationToken);
        FieldTable fields = await api.FieldsAsync(cancellationToken);
        GroupTable groups = (await api.SiteAsync(cancellationToken)).Groups;
        if (!UserDetails.IsId(write.RecordId) || await details.GetAsync(reader, write.RecordId!, cancellationToken) is not { } user)
            return Failed(write, new ConnectorException(Side.Cms, ConnectorErrorKind.NotFound, "The user does not exist on the site.", item: write.RecordId).Error);
        if (write.Kind == WriteKind.Block && user.UserId == api.OwnId)
            return Failed(write, WriteRules.Refused(user.UserId, "The user of the token cannot block itself.", "Leave that user out by cms.filter.groups."));
        if (UserGroups.After(write, user, policy, groups, out IReadOnlyList<string> wanted) is { } wrong)
            return Failed(write, wrong);
        UserBody body = new UserBody(fields, api.Calendar) { Groups = wanted, WithActionLog = wanted.Concat(user.Groups.Select(static g => g.Id)).Any(groups.IsSuper) }.Add(write);
        if (write.Kind == WriteKind.Block)
            body.With("block", "1");
        else if (write.Fields.Count == 0 && wanted.ToHashSet(StringComparer.Ordinal).SetEquals(user.Groups.Select(static g => g.Id)))
            return WrittenUser.Result(write, user, fields, api.Calendar, wanted);
        List<JoomlaField> carried = [.. fields.Required.Where(f => write.Fields.All(w => w.Path != f.Path))];
        foreach (JoomlaField field in carried)
        {
            if (!user.Get(field.Path).HasValue)
                return Failed(write, WriteRules.Missing(field));
            body.Carry(field, user.Get(field.Path));
        }

        CmsUser stored = await SendAsync(user.UserId, body, reader, cancellationToken);
        return await ComesBackAsync(write, user, stored, carried, body, reader, cancellationToken);
    }

    // A calendar that had to be sent along unchanged moves when cms.timeZone is wrong: it is put back, and the item says why.
    private async Task<WriteResult> ComesBackAsync(RecordWrite write, CmsUser before, CmsUser stored, List<JoomlaField> carried, UserBody body, UserReader reader, CancellationToken cancellationToken)
    {
        List<JoomlaField> moved = carried.FindAll(f => f.IsCalendar && api.Calendar.IsShifted(before.Get(f.Path), stored.Get(f.Path), f.WithTime));
        foreach (JoomlaField field in moved)
        {
            if (api.Calendar.Back(before.Get(field.Path), stored.Get(field.Path), field.WithTime) is { } back)
                body.Raw(field, back);
        }

        if (moved.Count > 0)
            await SendAsync(before.UserId, body, reader, cancellationToken);
        WriteResult done = WrittenUser.Result(write, stored, await api.FieldsAsync(cancellationToken), api.Calendar, body.Groups);
        return moved.Count > 0 ? done with { Error = WriteRules.Shifted(moved[0], api.Calendar) } : done;
    }

    private Task<CmsUser> SendAsync(string userId, UserBody body, UserReader reader, CancellationToken cancellationToken) => api.SendAsync(
        HttpMethod.Patch, Safety.IdempotentWrite, UserDetails.Route(userId), body.ToString(), $"user {userId}", json => JoomlaResource.One(json, reader.Read).User, cancellationToken);

    private async Task<WriteResult> DeleteAsync(RecordWrite write, CancellationToken cancellationToken)
    {
        WriteResult done = new(write.IntentId, WriteOutcome.Done) { RecordId = write.RecordId };
        if (write.RecordId == api.OwnId)
            return Failed(write, WriteRules.Refused(write.RecordId, "The user of the token cannot delete itself.", "Leave that user out by cms.filter.groups."));
        // Who is not there is answered with a crash (recording delete-missing), and gone is what was wanted.
        UserReader reader = await api.ReaderAsync([], cancellationToken);
        if (!UserDetails.IsId(write.RecordId) || await details.GetAsync(reader, write.RecordId!, cancellationToken) is null)
            return done;
        try
        {
            await api.SendAsync(HttpMethod.Delete, Safety.IdempotentWrite, UserDetails.Route(write.RecordId!), null, $"user {write.RecordId}", static _ => true, cancellationToken);
            return done;
        }
        catch (ConnectorException e) when (e.Kind is ConnectorErrorKind.InDoubt or ConnectorErrorKind.NotFound)
        {
            if (await details.GetAsync(reader, write.RecordId!, cancellationToken) is null)
                return done;
            return Failed(write, WriteRules.Refused(write.RecordId, $"The site did not delete the user: {e.Error.Message}", "Joomla does not say why; only Super Users may delete Super Users, and a plugin may refuse."));
        }
    }
}
