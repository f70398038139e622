using System.Globalization;
using System.Runtime.CompilerServices;
using UserSync.Core.Connectors;
using UserSync.Core.Errors;
using UserSync.Core.Model;
using UserSync.Core.Profiles;

namespace UserSync.Connectors.Joomla;

/// <summary>The checklist for a Joomla site. What the web services do not tell is said as such.</summary>
internal sealed class SiteChecks(JoomlaApi api, UserListing listing, UserDetails details, UserPolicy policy, IReadOnlyList<string> mapped)
{
    private static readonly TimeSpan AllowedSkew = TimeSpan.FromMinutes(2);

    private bool Writes => policy.Create || policy.Update;

    /// <summary>All checks; those that need an earlier one to pass are left out when it did not.</summary>
    public async IAsyncEnumerable<CheckResult> RunAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        (JoomlaSite? site, CheckResult result) = await TryAsync("web services", async () =>
        {
            JoomlaSite found = await api.SiteAsync(cancellationToken);
            return (found, $"Joomla at {found.Home}, {found.Groups.All.Count.ToString(CultureInfo.InvariantCulture)} groups");
        });
        yield return result;
        yield return Transport();
        if (site is null)
            yield break;

        yield return Address(site);
        yield return Clock(site);
        (CmsUser? own, result) = await TryAsync("account", async () =>
        {
            CmsUser user = await details.GetAsync(await api.ReaderAsync([], cancellationToken), api.OwnId, cancellationToken)
                ?? throw new ConnectorException(Side.Cms, ConnectorErrorKind.Authentication, $"The token names user {api.OwnId}, whom the site does not have.", JoomlaErrors.TokenRemedy);
            return (user, $"acting as {user.UserName} ({user.UserId})");
        });
        yield return result;
        if (own is null)
            yield break;

        yield return Rights(own, site.Groups);
        yield return (await TryAsync("users", async () =>
        {
            long count = await listing.CountAsync(new UserFilter(), await api.ReaderAsync([], cancellationToken), cancellationToken);
            return (new object(), string.Create(CultureInfo.InvariantCulture, $"{count} users can be read"));
        })).Result;
        (FieldTable? fields, result) = await TryAsync("custom fields", async () =>
        {
            FieldTable found = await api.FieldsAsync(cancellationToken);
            return (found, string.Join(", ", found.All.Select(static f => f.Name)));
        });
        yield return result;
        if (policy.Create)
            yield return Mail();
        foreach (CheckResult field in Fields(fields ?? FieldTable.None))
            yield return field;
    }

    private CheckResult Transport() => api.Address.Scheme == Uri.UriSchemeHttps || api.Address.IsLoopback
        ? Line("transport", true, api.Address.Scheme)
        : Line("transport", false, "the token travels unencrypted", "Use the https address of the site.");

    private CheckResult Address(JoomlaSite site)
    {
        bool same = Uri.TryCreate(site.Home, UriKind.Absolute, out Uri? home) && string.Equals(home.Authority, api.Address.Authority, StringComparison.OrdinalIgnoreCase);
        return same
            ? Line("site identity", true, site.Home)
            : Line("site identity", null, $"the site calls itself {site.Home}, the profile {api.Address}", "Fine behind a proxy; otherwise this is a copy of another site.");
    }

    private static CheckResult Clock(JoomlaSite site)
    {
        if (site.Skew is not { } skew)
            return Line("clock", null, "the site does not tell its time");
        string detail = string.Create(CultureInfo.InvariantCulture, $"{Math.Abs(skew.TotalSeconds):0} s {(skew < TimeSpan.Zero ? "behind" : "ahead of")} ours");
        return skew.Duration() <= AllowedSkew ? Line("clock", true, detail) : Line("clock", false, detail, "Set both clocks by NTP.");
    }

    // No route tells what a user may do; only that a Super User may do everything is certain.
    private CheckResult Rights(CmsUser own, GroupTable groups)
    {
        string titles = string.Join(", ", own.Groups.Select(static g => g.Name));
        return own.Groups.Any(g => groups.IsSuper(g.Id)) ? Line("rights", true, "a Super User may do all this")
            : !Writes ? Line("rights", true, $"users can be read; groups {titles}")
            : Line("rights", null, $"the site does not tell what members of {titles} may do",
                "To write, they need in Users > Options > Permissions the rights Access Administration Interface, Create, Edit, Edit State and Delete; Super Users they can never change.");
    }

    private CheckResult Mail() => UserCreates.MailIsOff(api.End)
        ? Line("mail to new users", null, "the profile says that it is off; the web services cannot tell", "In Joomla: System > Plugins > User - Joomla!, \"Notification Mail to User\" must be No.")
        : policy.Notify == NotifyChoice.Always ? Line("mail to new users", true, "wanted: each gets login name and password in clear text")
        : Line("mail to new users", null, "Joomla mails every new user its password in clear text: users are not made",
            "Write \"mailOff\": \"confirmed\" in \"cms\" once it is switched off, \"notify\": \"always\" in \"users\" if it is wanted, or \"create\": false.");

    private IEnumerable<CheckResult> Fields(FieldTable fields)
    {
        foreach (JoomlaField hiding in fields.All.Where(static f => UserFields.Attributes.Contains(f.Name)))
            yield return Line($"custom field {hiding.Name}", false, $"it hides the user's own \"{hiding.Name}\"", "Give the field another name in Joomla; users cannot be synchronised with it.");
        foreach (JoomlaField required in fields.Required.Where(f => Writes && !mapped.Contains(f.Path, StringComparer.Ordinal)))
        {
            yield return Line($"required field {required.Name}", null, "no user is made, and none without a value is changed",
                $"Map something onto {required.Path}, or make the field optional in Joomla.");
        }

        if (fields.All.Any(f => f.IsCalendar && mapped.Contains(f.Path, StringComparer.Ordinal)))
        {
            yield return api.End.Options.ContainsKey("timeZone")
                ? Line("time zone", true, $"calendars in {api.Calendar.Zone}")
                : Line("time zone", null, "calendars are taken to be in UTC", "Set cms.timeZone to the time zone of the token's user, or of the site where the user has none.");
        }

        foreach (string path in mapped.Where(static p => p.StartsWith(UserFields.ParamsPrefix, StringComparison.Ordinal)))
            yield return Line($"field {path}", false, "Joomla's web services do not tell params", "Put cms.agent beside cms.url (docs/agent-protocol.md), or use a custom field of Joomla, which needs no agent.");
    }

    private static async Task<(T? Value, CheckResult Result)> TryAsync<T>(string check, Func<Task<(T Value, string Detail)>> run)
        where T : class
    {
        try
        {
            (T value, string detail) = await run();
            return (value, Line(check, true, detail));
        }
        catch (ConnectorException e)
        {
            return (null, Line(check, false, e.Error.Message, e.Error.Remedy));
        }
    }

    private static CheckResult Line(string check, bool? passed, string detail, string? remedy = null) => new(check, passed, detail) { Remedy = remedy, Side = Side.Cms };
}
