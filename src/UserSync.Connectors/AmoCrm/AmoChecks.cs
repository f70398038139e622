using System.Globalization;
using System.Runtime.CompilerServices;
using Newtonsoft.Json.Linq;
using UserSync.Connectors.Http;
using UserSync.Core.Connectors;
using UserSync.Core.Errors;
using UserSync.Core.Model;
using UserSync.Core.Profiles;

namespace UserSync.Connectors.AmoCrm;

/// <summary>The checklist for an account: what runs need, and what administrators should know before the first one.</summary>
internal sealed class AmoChecks(AmoApi api, ContactPolicy policy, ContactMarker marker)
{
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(2);

    /// <summary>All checks; those that need an earlier one to pass are left out when it did not.</summary>
    public async IAsyncEnumerable<CheckResult> RunAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        AmoAccount? account = null;
        CheckResult credential;
        try
        {
            account = await api.AccountAsync(cancellationToken);
            credential = Line("credential", true, $"accepted by account {account.Id} ({account.Name})");
        }
        catch (ConnectorException e)
        {
            credential = Line("credential", false, e.Error.Message, e.Error.Remedy) with { Error = e.Error };
        }

        yield return credential;
        if (account is null)
            yield break;
        yield return Token(await api.TokenEndsAsync(cancellationToken));
        yield return Clock(account);
        yield return account.ZoneKnown ? Line("time zone", true, $"{account.Zone.Id}: dates are days there")
            : Line("time zone", null, "the account tells none that this machine knows; dates are taken as days in UTC", "Install the time zone data (tzdata) on this machine.");
        yield return account.FiltersOn switch
        {
            false => Line("filters", null, "not enabled for this account: contacts that are known by their ids cost up to one request each", "The package for filters can be ordered from amoCRM; UserSync works without it."),
            true => Line("filters", true, "enabled"),
            _ => Line("filters", true, "the account does not say; each answer is checked"),
        };
        yield return await PlanAsync(cancellationToken);
        yield return await MarkerAsync(cancellationToken);
        foreach (CheckResult line in await RightsAsync(account, cancellationToken))
            yield return line;
    }

    private CheckResult Token(DateTimeOffset? end) => TokenWarning.Of(end, api.Context.Time.GetUtcNow()) is { } warning
        ? Line("token", end > api.Context.Time.GetUtcNow() ? null : false, warning, AmoErrors.TokenRemedy)
        : Line("token", true, end is { } at ? string.Create(CultureInfo.InvariantCulture, $"valid until {at:yyyy-MM-dd}") : "does not tell when it ends");

    private CheckResult Clock(AmoAccount account)
    {
        if (account.Clock is not { } theirs)
            return Line("clock", null, "the server does not tell its time");
        TimeSpan skew = theirs - api.Context.Time.GetUtcNow();
        string detail = string.Create(CultureInfo.InvariantCulture, $"{Math.Abs(skew.TotalSeconds):0} s {(skew < TimeSpan.Zero ? "behind" : "ahead of")} ours");
        return Line("clock", skew.Duration() <= Skew, detail, skew.Duration() <= Skew ? null : "Set the clock of this machine by NTP: reading what changed and the shared pace depend on it.");
    }

    // An account that is not paid can be read for thirty days more, and nothing in it says so; only a write is refused (contract 2.2). An
    // empty list writes nothing: a paid account refuses it as empty.
    private async Task<CheckResult> PlanAsync(CancellationToken cancellationToken)
    {
        try
        {
            await api.WriteAsync(HttpMethod.Post, "api/v4/contacts", new JArray(), Safety.Read, null, cancellationToken);
            return Line("plan", true, "paid: the account takes changes");
        }
        catch (ConnectorException e) when (e.Error.Id == ErrorIds.PlanEnded)
        {
            return Line("plan", false, e.Error.Message, e.Error.Remedy) with { Error = e.Error };
        }
        catch (ConnectorException e) when (e.Kind == ConnectorErrorKind.InvalidItem)
        {
            return Line("plan", true, "paid: the account takes changes");
        }
        catch (ConnectorException e) when (e.Kind is not ConnectorErrorKind.Blocked and not ConnectorErrorKind.Throttled)
        {
            return Line("plan", null, $"could not be found out: {e.Error.Message}", e.Error.Remedy);
        }
    }

    private async Task<CheckResult> MarkerAsync(CancellationToken cancellationToken)
    {
        if (!policy.Create)
            return Line("marker field", true, "not needed: no contacts are made");
        try
        {
            FieldPlace place = marker.PlaceIn(await api.FieldsAsync(cancellationToken));
            return Line("marker field", true, $"{marker.Path} ({place.Field.Name})");
        }
        catch (ConnectorException e) when (e.Kind == ConnectorErrorKind.Fatal)
        {
            return Line("marker field", false, e.Error.Message, e.Error.Remedy);
        }
    }

    // Only administrators see the users; then what the token's own user may do is told, else it shows with the first write.
    private async Task<List<CheckResult>> RightsAsync(AmoAccount account, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (JObject user in api.ListAsync("api/v4/users", "users", 250, cancellationToken))
            {
                if (FieldReading.Plain(user["id"]) != account.UserId || user["rights"] is not JObject rights)
                    continue;
                if (rights["is_admin"] is JValue { Value: true })
                    return [Line("rights", true, "the token's user is an administrator")];
                JObject? contacts = rights["contacts"] as JObject;
                return [Right(contacts, "view", true), Right(contacts, "add", policy.Create), Right(contacts, "edit", policy.Update || policy.Create)];
            }
        }
        catch (ConnectorException e) when (e.Kind == ConnectorErrorKind.Permission)
        {
            return [Line("rights", null, "the token may not list the account's users, so its rights cannot be looked up", "Make the token as an administrator of the account, so that no contact is hidden from it.")];
        }

        return [Line("rights", null, "the account does not say what the token's user may do")];
    }

    private static CheckResult Right(JObject? contacts, string right, bool needed)
    {
        string check = $"right to {right} contacts";
        return FieldReading.Plain(contacts?[right]) switch
        {
            "A" => Line(check, true, "all contacts"),
            "" => Line(check, null, "not told"),
            "D" => needed ? Line(check, false, "denied", Remedy) : Line(check, true, "denied, and not needed"),
            _ => Line(check, needed ? false : null, right == "view" ? "only some contacts: people whose contact is hidden would be made again" : "only some contacts", Remedy),
        };
    }

    private const string Remedy = "Make the token as an administrator, or give its user the right to all contacts.";

    private static CheckResult Line(string check, bool? passed, string detail, string? remedy = null) => new(check, passed, detail) { Remedy = remedy, Side = Side.Crm };
}
