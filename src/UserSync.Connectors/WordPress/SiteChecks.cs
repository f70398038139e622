using System.Globalization;
using System.Runtime.CompilerServices;
using UserSync.Connectors.Http;
using UserSync.Core.Connectors;
using UserSync.Core.Errors;
using UserSync.Core.Model;
using UserSync.Core.Profiles;

namespace UserSync.Connectors.WordPress;

/// <summary>The checklist for a WordPress site.</summary>
internal sealed class SiteChecks(WordPressApi api, UserListing listing, UserLookup lookup, UserPolicy policy)
{
    private static readonly TimeSpan AllowedSkew = TimeSpan.FromMinutes(2);

    /// <summary>All checks; those that need an earlier one to pass are left out when it did not.</summary>
    public async IAsyncEnumerable<CheckResult> RunAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        (WordPressSite? site, CheckResult result) = await TryAsync("address", async () =>
        {
            WordPressSite found = await api.SiteAsync(cancellationToken);
            return (found, $"WordPress \"{found.Name}\" at {found.Home}{(found.Routes.Pretty ? "" : ", plain permalinks")}");
        });
        yield return result;
        yield return Transport();
        if (site is null)
            yield break;

        yield return Address(site);
        (RemoteAnswer<Account> account, result) = await TryAsync("credential", async () =>
        {
            RemoteAnswer<Account> me = await Account.ReadAsync(api, cancellationToken);
            return (me, $"accepted, acting as {me.Value.UserName}");
        });
        yield return result;
        if (account.Value is not { } who)
            yield break;

        foreach (CheckResult right in Rights(who))
            yield return right;
        yield return Clock(account.Response);
        yield return (await TryAsync("users", async () =>
        {
            long count = await listing.CountAsync(RecordQuery.All, cancellationToken);
            return (count, string.Create(CultureInfo.InvariantCulture, $"{count} users can be read"));
        })).Result;
        yield return await SchemaAsync(cancellationToken);
        if (policy.ReassignTo is { } heir)
            yield return await HeirAsync(heir, cancellationToken);
    }

    private CheckResult Transport() => api.Address.Scheme == Uri.UriSchemeHttps || api.Address.IsLoopback
        ? Line("transport", true, api.Address.Scheme)
        : Line("transport", false, "the credential travels unencrypted", "Use the https address of the site.");

    private CheckResult Address(WordPressSite site)
    {
        bool same = Uri.TryCreate(site.Home, UriKind.Absolute, out Uri? home) && string.Equals(home.Authority, api.Address.Authority, StringComparison.OrdinalIgnoreCase);
        return same
            ? Line("site identity", true, site.Home)
            : Line("site identity", null, $"the site calls itself {site.Home}, the profile {api.Address}", "Fine behind a proxy; otherwise this is a copy of another site.");
    }

    private IEnumerable<CheckResult> Rights(Account account)
    {
        yield return Right(account, "list_users", "users cannot be read");
        if (policy.Update)
            yield return Right(account, "edit_users", "users cannot be changed");
        if (policy.Create)
            yield return Right(account, "create_users", "users cannot be created");
        if (policy.Groups.Count > 0)
            yield return Right(account, "promote_users", "roles cannot be given");
        if (policy.OnContactDeleted == GonePolicy.Delete)
            yield return Right(account, "delete_users", "users cannot be deleted");
    }

    private static CheckResult Right(Account account, string right, string without) => account.Rights.Contains(right)
        ? Line($"right {right}", true, "given")
        : Line($"right {right}", false, without, $"Give {account.UserName} a role with the right {right}: see docs/wordpress.md.");

    private CheckResult Clock(RemoteResponse response)
    {
        if (response.Date is not { } theirs)
            return Line("clock", null, "the site does not tell its time");
        TimeSpan skew = theirs - api.Context.Time.GetUtcNow();
        string detail = string.Create(CultureInfo.InvariantCulture, $"{Math.Abs(skew.TotalSeconds):0} s {(skew < TimeSpan.Zero ? "behind" : "ahead of")} ours");
        return skew.Duration() <= AllowedSkew ? Line("clock", true, detail) : Line("clock", false, detail, "Set both clocks by NTP.");
    }

    private async Task<CheckResult> SchemaAsync(CancellationToken cancellationToken)
    {
        (UserSchema? schema, CheckResult result) = await TryAsync("custom fields", async () =>
        {
            UserSchema found = await api.SchemaAsync(cancellationToken);
            return (found, found.Meta is null ? "" : string.Join(", ", found.Meta.Keys.Order(StringComparer.Ordinal)));
        });
        return schema is { Meta: null }
            ? Line("custom fields", null, "the site does not tell which it has", "Let OPTIONS requests to /wp/v2/users through the firewall.")
            : result;
    }

    private async Task<CheckResult> HeirAsync(string heir, CancellationToken cancellationToken)
    {
        (bool? exists, CheckResult result) = await TryAsync<bool?>("users.reassignTo", async () =>
        {
            await foreach (CmsUser user in lookup.GetAsync([heir], RecordQuery.All, cancellationToken))
                return (true, user.ToString());
            return (false, "");
        });
        return exists == false ? Line("users.reassignTo", false, $"there is no user {heir}", "Set users.reassignTo to the id of a user that stays.") : result;
    }

    private static async Task<(T? Value, CheckResult Result)> TryAsync<T>(string check, Func<Task<(T Value, string Detail)>> run)
    {
        try
        {
            (T value, string detail) = await run();
            return (value, Line(check, true, detail));
        }
        catch (ConnectorException e)
        {
            return (default, Line(check, false, e.Error.Message, e.Error.Remedy));
        }
    }

    private static CheckResult Line(string check, bool? passed, string detail, string? remedy = null) =>
        new(check, passed, detail) { Remedy = remedy, Side = Side.Cms };
}
