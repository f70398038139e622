using UserSync.Connectors.Accounts;
using UserSync.Connectors.Http;
using UserSync.Core.Connectors;
using UserSync.Core.Errors;
using UserSync.Core.Model;
using UserSync.Core.Profiles;

namespace UserSync.Connectors.Joomla;

/// <summary>
/// Makes users. Joomla has no unique key on addresses and mails new users their password in clear text, so an address is looked up
/// before, and nobody is made before the profile says that the mail is off or wanted.
/// </summary>
internal sealed class UserCreates(JoomlaApi api, UserLookup lookup, UserPolicy policy, AddressTurns turns)
{
    /// <summary>Whether the profile says that mail to new users is switched off on the site.</summary>
    public static bool MailIsOff(EndSettings end) => end.Options.GetValueOrDefault("mailOff") == "confirmed";

    /// <summary>The error for an address that somebody has.</summary>
    public static SyncError AddressTaken(string address, CmsUser holder) =>
        new(ErrorIds.DuplicateValue, $"The e-mail address {address} belongs to user {holder.UserId}.")
        {
            Kind = ConnectorErrorKind.Duplicate,
            Side = Side.Cms,
            Item = address,
            Remedy = "Link that user instead, or change the address on one side.",
        };

    /// <summary>Makes a user.</summary>
    public async Task<WriteResult> CreateAsync(RecordWrite write, CancellationToken cancellationToken)
    {
        if (!MailIsOff(api.End) && policy.Notify != NotifyChoice.Always)
        {
            return UserWriter.Failed(write, WriteRules.Refused("users.notify", "Joomla mails every new user its password in clear text, and the profile says neither that this is off nor that it is wanted.",
                "Write \"mailOff\": \"confirmed\" in \"cms\" once the mail is switched off on the site, or \"notify\": \"always\" in \"users\"."));
        }

        FieldTable fields = await api.FieldsAsync(cancellationToken);
        if (WriteRules.Check(write, fields, api.Calendar) is { } wrong)
            return UserWriter.Failed(write, wrong);
        if (Lacking(write, fields) is { } missing)
            return UserWriter.Failed(write, WriteRules.Missing(missing));
        if (UserGroups.OfNew(write, (await api.SiteAsync(cancellationToken)).Groups, out IReadOnlyList<string> groups) is { } noGroup)
            return UserWriter.Failed(write, noGroup);
        string address = CreatedUser.Email(write);
        return await turns.InTurnAsync(address, async () => await lookup.HolderAsync(address, null, cancellationToken) is { } holder
            ? UserWriter.Failed(write, AddressTaken(address, holder))
            : await SendAsync(write, address, fields, groups, cancellationToken), cancellationToken);
    }

    private async Task<WriteResult> SendAsync(RecordWrite write, string address, FieldTable fields, IReadOnlyList<string> groups, CancellationToken cancellationToken)
    {
        UserReader reader = await api.ReaderAsync([.. write.Fields.Select(static f => f.Path)], cancellationToken);
        IReadOnlyList<string> logins = CreatedUser.Logins(write);
        string password = NewPassword.Make();
        for (int n = 0; ; n++)
        {
            try
            {
                CmsUser user = await api.SendAsync(HttpMethod.Post, Safety.Create, JoomlaApi.Users, Body(write, logins[n], password, fields, groups), address, json => JoomlaResource.One(json, reader.Read).User, cancellationToken);
                return WrittenUser.Result(write, user, fields, api.Calendar, groups);
            }
            catch (ConnectorException e) when (e.Kind == ConnectorErrorKind.InvalidItem)
            {
                // Refused for certain. Its text is in the site's language, so what is taken is looked up.
                if (await lookup.HolderAsync(address, null, cancellationToken) is { } holder)
                    return UserWriter.Failed(write, AddressTaken(address, holder));
                if (!await lookup.HasLoginAsync(logins[n], null, cancellationToken))
                {
                    // A field may have become required since the definitions were read.
                    api.ForgetDefinitions();
                    if (Lacking(write, await api.FieldsAsync(cancellationToken)) is { } missing)
                        return UserWriter.Failed(write, WriteRules.Missing(missing));
                    throw;
                }

                if (n + 1 == logins.Count)
                    return UserWriter.Failed(write, e.Error with { Id = ErrorIds.DuplicateValue, Kind = ConnectorErrorKind.Duplicate, Message = $"The login name {logins[n]} belongs to another user.", Remedy = "Link that user instead, or map another login name." });
            }
        }
    }

    private static JoomlaField? Lacking(RecordWrite write, FieldTable fields) => fields.Required.FirstOrDefault(f => !write.Fields.Any(w => w.Path == f.Path && w.Value.HasValue));

    private string Body(RecordWrite write, string login, string password, FieldTable fields, IReadOnlyList<string> groups)
    {
        UserBody body = new UserBody(fields, api.Calendar) { Groups = groups }.Add(write)
            .With("username", login)
            .With("password", password)
            .With("block", write.Enabled == false ? "1" : "0");
        if (policy.RequirePasswordReset)
            body.With("requireReset", "1");
        // Joomla demands a name; who has none is called as he logs in, as in WordPress.
        return (write.Fields.Any(static f => f.Path == "name" && f.Value.HasValue) ? body : body.With("name", login)).ToString();
    }
}
