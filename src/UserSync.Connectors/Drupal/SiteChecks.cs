using System.Globalization;
using System.Runtime.CompilerServices;
using UserSync.Connectors.Http;
using UserSync.Core.Connectors;
using UserSync.Core.Errors;
using UserSync.Core.Model;
using UserSync.Core.Profiles;

namespace UserSync.Connectors.Drupal;

/// <summary>The checklist for a Drupal site.</summary>
internal sealed class SiteChecks(DrupalApi api, UserListing listing, RoleTable roles, FieldTable fields, SyncProfile profile)
{
    private static readonly TimeSpan AllowedSkew = TimeSpan.FromMinutes(2);

    private bool Writes => profile.Direction != SyncDirection.ToCrm;

    /// <summary>All checks; those that need an earlier one to pass are left out when it did not.</summary>
    public async IAsyncEnumerable<CheckResult> RunAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        (Account? account, ConnectorException? failure) = await TryAsync(() => api.AccountAsync(cancellationToken));
        bool reached = failure is null or { Kind: ConnectorErrorKind.Authentication };
        yield return reached ? Line("address", true, $"{account?.Product ?? "Drupal"} at {api.Address}") : Line("address", false, failure!.Error.Message, failure.Error.Remedy);
        yield return Transport();
        if (!reached)
            yield break;
        if (account is null)
        {
            yield return Line("credential", false, failure!.Error.Message, failure.Error.Remedy);
            yield break;
        }

        yield return Line("credential", true, $"accepted, acting as {api.LoginName}");
        yield return Identity(account);
        yield return Clock(account);
        yield return await CheckAsync("permission administer users", async () =>
        {
            (await AccountView.ReadAsync(api, cancellationToken)).Demand();
            return "given";
        });
        yield return await CheckAsync("users", async () => await listing.WalkAsync(new RecordQuery { Fields = [] }, cancellationToken).AnyAsync(cancellationToken) ? "can be read" : "there are none");
        if (Writes)
            yield return await WritableAsync(cancellationToken);
        await foreach (CheckResult line in RolesAsync(cancellationToken))
            yield return line;
        yield return await FieldsAsync(cancellationToken);
        if (Writes && profile.Users.OnContactDeleted == GonePolicy.Delete)
        {
            yield return Line("users.onContactDeleted", null, "what a delete does is the site's setting, which JSON:API does not show; by default the account is only blocked",
                "Look under Configuration > People > Account settings, \"When cancelling a user account\": the last choice also deletes what the user wrote.");
        }
    }

    private CheckResult Transport() => api.Address.Scheme == Uri.UriSchemeHttps || api.Address.IsLoopback
        ? Line("transport", true, api.Address.Scheme)
        : Line("transport", false, "the password travels unencrypted", "Use the https address of the site.");

    private CheckResult Identity(Account account)
    {
        bool same = Uri.TryCreate(account.Site, UriKind.Absolute, out Uri? told) && string.Equals(told.Authority, api.Address.Authority, StringComparison.OrdinalIgnoreCase);
        return same ? Line("site identity", true, account.Site!)
            : Line("site identity", null, $"the site calls itself {account.Site ?? "nothing"}, the profile {api.Address}", "Fine behind a proxy; otherwise this is a copy of another site.");
    }

    private static CheckResult Clock(Account account)
    {
        if (account.Clock is null)
            return Line("clock", null, "the site does not tell its time");
        string detail = string.Create(CultureInfo.InvariantCulture, $"{Math.Abs(account.Skew.TotalSeconds):0} s {(account.Skew < TimeSpan.Zero ? "behind" : "ahead of")} ours");
        return account.Skew.Duration() <= AllowedSkew ? Line("clock", true, detail) : Line("clock", false, detail, "Set both clocks by NTP.");
    }

    // A create without a body stores nothing: it is refused as such where creates are allowed, and otherwise told why not.
    private async Task<CheckResult> WritableAsync(CancellationToken cancellationToken)
    {
        try
        {
            await api.SendAsync(new RemoteRequest(HttpMethod.Post, DrupalRoutes.Users, Safety.IdempotentWrite) { Body = "" }, static _ => true, cancellationToken);
            return Line("writing", null, "the site took an empty user, which it should not");
        }
        catch (ConnectorException e) when (e.Kind == ConnectorErrorKind.InvalidItem)
        {
            return Line("writing", true, "the site takes writes");
        }
        catch (ConnectorException e)
        {
            return Line("writing", false, e.Error.Message, e.Error.Remedy);
        }
    }

    private async IAsyncEnumerable<CheckResult> RolesAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        (IReadOnlyList<Role>? all, ConnectorException? failure) = await TryAsync(() => roles.ListAsync(cancellationToken));
        yield return failure is not null ? Line("roles", false, failure.Error.Message, failure.Error.Remedy)
            : all is not null ? Line("roles", true, string.Join(", ", all.Select(r => r.Name)))
            : Line("roles", null, "the site does not list its roles to this account; they are known by machine name, as far as users hold them",
                $"Give the account the permission \"{RoleTable.Permission}\" if labels are to be used or a role is to be given that nobody has yet. Beware: it also lets the account change all permissions.");
        if (profile.Cms.Filter.Groups.Count > 0)
            yield return await CheckAsync("cms.filter.groups", async () => string.Join(", ", await roles.NamesAsync(profile.Cms.Filter.Groups, cancellationToken)));
        if (!Writes || profile.Users.Groups.Count == 0)
            yield break;
        yield return await CheckAsync("users.groups", async () =>
        {
            await roles.UuidsAsync(profile.Users.Groups, cancellationToken);
            return string.Join(", ", profile.Users.Groups);
        });
        if (all?.FirstOrDefault(r => r.HasAllRights && profile.Users.Groups.Any(r.IsMeant)) is { } mighty)
            yield return Line($"role {mighty.Name}", null, "new users would get every permission of the site", "Take it out of users.groups unless that is really wanted.");
    }

    private async Task<CheckResult> FieldsAsync(CancellationToken cancellationToken)
    {
        (IReadOnlyDictionary<string, DrupalField>? all, ConnectorException? failure) = await TryAsync(() => fields.ListAsync(cancellationToken));
        return failure is not null ? Line("custom fields", false, failure.Error.Message, failure.Error.Remedy)
            : all is not null ? Line("custom fields", true, string.Join(", ", all.Keys.Order(StringComparer.Ordinal)))
            : Line("custom fields", null, "the site does not show their definitions to this account; types are learned from users who have values",
                $"Give the account the permission \"{FieldTable.Permission}\" to have types and choices checked before anything is sent.");
    }

    private static async Task<CheckResult> CheckAsync(string check, Func<Task<string>> run)
    {
        (string? detail, ConnectorException? failure) = await TryAsync(run);
        return failure is null ? Line(check, true, detail!) : Line(check, false, failure.Error.Message, failure.Error.Remedy);
    }

    private static async Task<(T? Value, ConnectorException? Failure)> TryAsync<T>(Func<Task<T>> run)
    {
        try
        {
            return (await run(), null);
        }
        catch (ConnectorException e)
        {
            return (default, e);
        }
    }

    private static CheckResult Line(string check, bool? passed, string detail, string? remedy = null) =>
        new(check, passed, detail) { Remedy = remedy, Side = Side.Cms };
}
