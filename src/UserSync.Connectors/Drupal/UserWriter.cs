using System.Security.Cryptography;
using Newtonsoft.Json.Linq;
using UserSync.Connectors.Http;
using UserSync.Core.Connectors;
using UserSync.Core.Errors;
using UserSync.Core.Model;

namespace UserSync.Connectors.Drupal;

/// <summary>Creates, changes, blocks and deletes users.</summary>
/// <param name="api">The site.</param>
/// <param name="lookup">Finds the UUIDs of users.</param>
/// <param name="roles">Finds the UUIDs of roles.</param>
/// <param name="fields">The definitions of fields.</param>
/// <param name="enabled">Whether a new user may log in where the write does not say.</param>
/// <param name="named">Whether user names follow the contacts' names.</param>
internal sealed class UserWriter(DrupalApi api, UserLookup lookup, RoleTable roles, FieldTable fields, bool enabled, bool named)
{
    private const string FirstAdministrator = "1";
    private readonly HashSet<string> _asked = new(StringComparer.Ordinal);

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
                WriteKind.Block => await BlockAsync(write, cancellationToken),
                WriteKind.Delete => await DeleteAsync(write, cancellationToken),
                _ => Failed(write, WriteRules.Refused(write.RecordId, $"Drupal cannot do this: {write.Kind}.", "Use a policy that the site can honour.")),
            };
        }
        catch (ConnectorException e) when (e.Kind is not (ConnectorErrorKind.Authentication or ConnectorErrorKind.Blocked or ConnectorErrorKind.Fatal))
        {
            return new WriteResult(write.IntentId, e.Kind == ConnectorErrorKind.InDoubt ? WriteOutcome.InDoubt : WriteOutcome.Failed) { RecordId = write.RecordId, Key = write.Key, Error = e.Error };
        }
    }

    /// <summary>The UUID that a new user gets: the same for the same contact, so that a second create is refused by the site itself.</summary>
    public static string ChooseKey(string site, string marker)
    {
        byte[] hash = SHA256.HashData(System.Text.Encoding.UTF8.GetBytes($"usersync:{site}:{marker}"));
        // Version 8 of RFC 9562: made by a rule of our own.
        hash[6] = (byte)((hash[6] & 0x0F) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash.AsSpan(0, 16), bigEndian: true).ToString("D");
    }

    private async Task<WriteResult> CreateAsync(RecordWrite write, CancellationToken cancellationToken)
    {
        (UserBody body, SyncError? wrong) = await PrepareAsync(write, cancellationToken);
        if (wrong is not null)
            return Failed(write, wrong);
        IReadOnlyList<string> given = await roles.UuidsAsync([.. write.Groups ?? [], .. write.JoinGroups], cancellationToken);
        string? key = write.Key ?? (write.Marker is { } marker ? ChooseKey(api.End.Key, marker) : null);
        IReadOnlyList<string> names = UserName.Candidates(write, named);
        for (int n = 0; ; n++)
        {
            try
            {
                string document = body.Create(write, key, names[n], write.Enabled ?? enabled, given);
                return await SendAsync(HttpMethod.Post, Safety.Create, DrupalRoutes.Users, document, write, cancellationToken);
            }
            catch (ConnectorException e) when (IsTaken(e, "name") && !IsTaken(e, "mail") && n + 1 < names.Count)
            {
                // Refused for certain, so another name cannot make a second user.
            }
            catch (ConnectorException e) when (IsTaken(e, "mail") || IsTaken(e, "name"))
            {
                return Failed(write, Taken(e, write));
            }
        }
    }

    private async Task<WriteResult> UpdateAsync(RecordWrite write, CancellationToken cancellationToken)
    {
        (UserBody body, SyncError? wrong) = await PrepareAsync(write, cancellationToken);
        if (wrong is not null)
            return Failed(write, wrong);
        string key = await KeyAsync(write, cancellationToken);
        Account me = await api.AccountAsync(cancellationToken);
        if (key == me.Id && write.Fields.Any(f => f.Path == "email"))
            return Failed(write, WriteRules.Refused(write.RecordId, "Drupal lets an account change its own address only with its password.", "Change the address of the account for UserSync by hand, or leave the account out by a filter."));
        IReadOnlyList<string>? all = write.Groups is { } groups ? await roles.UuidsAsync(groups, cancellationToken) : null;

        // Roles that the site does not have are refused before anything is written.
        await roles.UuidsAsync([.. write.JoinGroups, .. write.LeaveGroups], cancellationToken);
        WriteResult result = Done(write);
        if (write.Fields.Count > 0 || all is not null)
        {
            string document = body.Update(write, key, all, await FormatsAsync(write, body, key, cancellationToken));
            try
            {
                result = await SendAsync(HttpMethod.Patch, Safety.IdempotentWrite, DrupalRoutes.User(key), document, write, cancellationToken);
            }
            catch (ConnectorException e) when (IsTaken(e, "mail") || IsTaken(e, "name"))
            {
                return Failed(write, Taken(e, write));
            }
        }

        return write.JoinGroups.Count + write.LeaveGroups.Count == 0 ? result : await MoveAsync(write, key, result, cancellationToken);
    }

    // Joining and leaving one by one leaves roles alone that somebody else gives meanwhile; what is so already is not sent.
    private async Task<WriteResult> MoveAsync(RecordWrite write, string key, WriteResult result, CancellationToken cancellationToken)
    {
        CmsUser before = await TargetAsync(write, cancellationToken) ?? throw Unknown(write);
        bool Holds(string role) => before.Get(new MembershipPath(MembershipPath.Group, role).ToString()).HasValue;
        string[] join = [.. write.JoinGroups.Where(r => !Holds(r))];
        string[] leave = [.. write.LeaveGroups.Where(Holds)];
        if (join.Length > 0)
            await ChangeRolesAsync(HttpMethod.Post, key, await roles.UuidsAsync(join, cancellationToken), write, cancellationToken);
        if (leave.Length > 0)
            await ChangeRolesAsync(HttpMethod.Delete, key, await roles.UuidsAsync(leave, cancellationToken), write, cancellationToken);
        CmsUser after = join.Length + leave.Length == 0 ? before : await TargetAsync(write, cancellationToken) ?? throw Unknown(write);
        FieldMap returned = [];
        foreach ((string path, FieldValue value) in result.Returned)
            returned[path] = value;
        foreach (string path in write.GroupPaths)
            returned[path] = after.Get(path);
        return result with { Returned = returned };
    }

    private async Task<WriteResult> BlockAsync(RecordWrite write, CancellationToken cancellationToken)
    {
        CmsUser target = await TargetAsync(write, cancellationToken) ?? throw Unknown(write);
        return await ProtectedAsync(write, target, "blocked", cancellationToken)
            ?? await SendAsync(HttpMethod.Patch, Safety.IdempotentWrite, DrupalRoutes.User(target.Key), UserBody.Block(target.Key), write, cancellationToken);
    }

    // What a delete does is the site's setting, which JSON:API does not show: blocking by default. So we look afterwards.
    private async Task<WriteResult> DeleteAsync(RecordWrite write, CancellationToken cancellationToken)
    {
        // Gone is what was wanted; after a repeated request it is even the rule.
        if (await TargetAsync(write, cancellationToken) is not { } target)
            return Done(write);
        if (await ProtectedAsync(write, target, "deleted", cancellationToken) is { } kept)
            return kept;
        try
        {
            await api.SendAsync(new RemoteRequest(HttpMethod.Delete, DrupalRoutes.User(target.Key), Safety.IdempotentWrite) { Item = ItemOf(write) }, static _ => true, cancellationToken);
        }
        catch (ConnectorException e) when (e.Kind == ConnectorErrorKind.NotFound)
        {
            return Done(write);
        }

        CmsUser? left = await lookup.TargetAsync(write with { Key = target.Key }, cancellationToken);
        return left switch
        {
            null => Done(write),
            { Enabled: false } => Done(write) with { Instead = WriteKind.Block },
            _ => Failed(write, new SyncError(ErrorIds.ItemRefused, "The site took the order to delete the user, and the user is still there and active.")
            {
                Kind = ConnectorErrorKind.InvalidItem, Side = Side.Cms, Item = write.RecordId,
                Remedy = "A module may cancel accounts in steps of its own; look at the site's settings under Configuration > People > Account settings.",
            }),
        };
    }

    private async Task<(UserBody Body, SyncError? Wrong)> PrepareAsync(RecordWrite write, CancellationToken cancellationToken)
    {
        // Who we are comes first: a visitor would be told that permissions are missing.
        await api.AccountAsync(cancellationToken);
        string[] own = [.. write.Fields.Select(f => UserFields.Attribute(f.Path)).OfType<string>().Where(a => !UserFields.IsWritableCore(a))];
        IReadOnlyDictionary<string, DrupalField>? known = own.Length > 0 ? await fields.ListAsync(cancellationToken) : null;
        if (known is null)
        {
            foreach (string attribute in own)
                await LearnAsync(attribute, cancellationToken);
        }

        return (new UserBody(known, api.Shapes), new WriteRules(known, api.Shapes).Check(write));
    }

    // Whoever has a value shows how it is written.
    private async Task LearnAsync(string attribute, CancellationToken cancellationToken)
    {
        lock (_asked)
        {
            if (api.Shapes.Of(attribute) != FieldShape.Unknown || !_asked.Add(attribute))
                return;
        }

        // A field of several parts is asked for by its main one: of a formatted text, of a link.
        foreach (string field in new[] { attribute, attribute + ".value", attribute + ".uri" })
        {
            string path = new JsonApiQuery(DrupalRoutes.Users).Fields("user--user", ["drupal_internal__uid", "mail", attribute]).WherePresent(field).Limit(1).ToString();
            try
            {
                await api.SendAsync(RemoteRequest.Get(path), api.Reader().Page, cancellationToken);
                return;
            }
            catch (ConnectorException e) when (e.Kind == ConnectorErrorKind.Protocol)
            {
                // Not asked for so. A field that does not exist is refused with the write itself.
            }
        }
    }

    private async Task<IReadOnlyDictionary<string, string>> FormatsAsync(RecordWrite write, UserBody body, string key, CancellationToken cancellationToken)
    {
        string[] formatted = [.. write.Fields.Where(f => f.Value.Count == 1).Select(f => UserFields.Attribute(f.Path)).OfType<string>().Where(body.IsFormatted)];
        if (formatted.Length == 0)
            return new Dictionary<string, string>(StringComparer.Ordinal);
        RemoteRequest request = RemoteRequest.Get(new JsonApiQuery(DrupalRoutes.User(key)).Fields("user--user", formatted).ToString()) with { Item = ItemOf(write) };
        JToken user = (await api.SendAsync(request, static json => JToken.ReadFrom(json), cancellationToken)).Value;
        return formatted.Select(f => (Name: f, Format: user.SelectToken($"data.attributes.{f}.format") as JValue)).Where(f => f.Format?.Value is string)
            .ToDictionary(f => f.Name, f => (string)f.Format!.Value!, StringComparer.Ordinal);
    }

    private async Task<WriteResult> SendAsync(HttpMethod method, Safety safety, string path, string body, RecordWrite write, CancellationToken cancellationToken)
    {
        RemoteRequest request = new(method, path, safety) { Body = body, Item = ItemOf(write) };
        CmsUser? user = (await api.SendAsync(request, api.Reader().One, cancellationToken)).Value;
        if (user is null)
        {
            // Stored, and not shown to us any more: the next run looks what became of it.
            ConnectorException why = await api.WhyHiddenAsync(cancellationToken);
            return new WriteResult(write.IntentId, WriteOutcome.InDoubt) { RecordId = write.RecordId, Key = write.Key, Error = why.Error };
        }

        FieldMap returned = [];
        foreach (string written in write.Fields.Select(f => f.Path).Concat(write.GroupPaths))
        {
            if (user.Get(written) is { IsNotRead: false } value)
                returned[written] = value;
        }

        return new WriteResult(write.IntentId, WriteOutcome.Done) { RecordId = user.UserId, Key = user.Key, Url = user.ProfileUrl, Returned = returned };
    }

    private Task<RemoteAnswer<bool>> ChangeRolesAsync(HttpMethod method, string key, IReadOnlyList<string> uuids, RecordWrite write, CancellationToken cancellationToken) =>
        api.SendAsync(new RemoteRequest(method, DrupalRoutes.RolesOf(key), Safety.IdempotentWrite) { Body = UserBody.Roles(uuids), Item = ItemOf(write) }, static _ => true, cancellationToken);

    private async Task<string> KeyAsync(RecordWrite write, CancellationToken cancellationToken) =>
        write.Key is { } key && UserLookup.IsKey(key) ? key : (await TargetAsync(write, cancellationToken) ?? throw Unknown(write)).Key;

    private Task<CmsUser?> TargetAsync(RecordWrite write, CancellationToken cancellationToken) => lookup.TargetAsync(write, cancellationToken);

    private async Task<WriteResult?> ProtectedAsync(RecordWrite write, CmsUser target, string what, CancellationToken cancellationToken)
    {
        Account me = await api.AccountAsync(cancellationToken);
        return target.Key == me.Id || target.UserId == FirstAdministrator
            ? Failed(write, WriteRules.Refused(target.UserId, $"User {target.UserId} is {(target.Key == me.Id ? "the account that UserSync works with" : "the site's first administrator")} and is never {what}.", "Do it by hand on the site if it is really wanted."))
            : null;
    }

    private static bool IsTaken(ConnectorException e, string attribute) =>
        e.Kind is ConnectorErrorKind.InvalidItem or ConnectorErrorKind.Duplicate && DrupalErrors.AttributesOf(e).Contains(attribute, StringComparer.Ordinal);

    private static SyncError Taken(ConnectorException e, RecordWrite write)
    {
        bool mail = IsTaken(e, "mail");
        string said = e.Kind == ConnectorErrorKind.Duplicate ? "" : " " + e.Error.Message;
        return new SyncError(ErrorIds.DuplicateValue, (mail ? "The e-mail address belongs to another user." : "The user name belongs to another user.") + said)
        {
            Kind = ConnectorErrorKind.Duplicate,
            Side = Side.Cms,
            Item = write.RecordId ?? write.Key,
            Remedy = mail ? "Link that user instead, or change the address on one side." : "Give one of the two another name; the site also takes names for the same that differ only in case or accents.",
        };
    }

    private static ConnectorException Unknown(RecordWrite write) =>
        new(Side.Cms, ConnectorErrorKind.NotFound, $"The site has no user {write.RecordId ?? write.Key}.", item: write.RecordId ?? write.Key);

    private static string ItemOf(RecordWrite write) => write.Kind == WriteKind.Create ? $"new user {CreatedEmail(write)}".TrimEnd() : $"user {write.RecordId ?? write.Key}";

    private static string CreatedEmail(RecordWrite write) => Accounts.CreatedUser.Email(write);

    private static WriteResult Done(RecordWrite write) => new(write.IntentId, WriteOutcome.Done) { RecordId = write.RecordId, Key = write.Key };

    private static WriteResult Failed(RecordWrite write, SyncError error) => new(write.IntentId, WriteOutcome.Failed) { RecordId = write.RecordId, Key = write.Key, Error = error };
}
