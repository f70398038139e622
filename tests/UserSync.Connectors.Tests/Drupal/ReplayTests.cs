using System.Text;
using System.Text.Json.Nodes;
using UserSync.Simulators;
using UserSync.Simulators.Drupal;

namespace UserSync.Connectors.Tests.Drupal;

/// <summary>
/// The simulator is held against the recordings: all 157 requests of the lab's session are sent again, on the same state, and the
/// answers must be the same in status, headers that matter, shape and meaning.
/// </summary>
public sealed class ReplayTests
{
    // The order of requests that depend on each other; all others only read and come first.
    private static readonly string[] Order =
    [
        "field-config-with-administer-user-fields", "role-list-with-administer-permissions",
        "user-create", "user-create-minimal", "user-create-no-mail", "user-create-client-uuid", "user-create-client-uuid-taken-409", "user-create-dup-mail-422", "user-create-dup-name-422",
        "user-create-dup-both-case-422", "user-create-dup-accent-name-500", "user-create-dup-yo-name-500", "user-create-dup-yo-name-500-leaks-hash", "user-create-dup-accent-mail",
        "user-create-bad-mail-422", "user-create-mail-spaces", "user-create-no-name-422", "user-create-long-name-422", "user-create-emoji-name", "user-create-mail-as-name", "user-create-created-date",
        "user-create-illegal-name-422", "user-create-bad-date-422", "user-create-bad-datetime-422", "user-create-bad-values-422", "user-create-role-by-name-404", "user-create-unknown-attribute-422",
        "user-create-with-uid-403", "user-create-administrator-role", "user-create-content-type-charset", "user-create-no-accept", "user-create-anonymous-401", "user-create-bad-password-403",
        "user-create-empty-body-400", "user-create-malformed-json-400", "user-create-no-content-type-415", "user-create-no-type-400", "user-create-reader-account-403", "user-create-wrong-content-type-415",
        "user-patch", "user-patch-no-change", "user-patch-mail", "user-patch-mail-taken-422", "user-patch-mail-taken-other-case-422", "user-patch-mail-null", "user-patch-name", "user-patch-name-null",
        "user-patch-name-taken-422", "user-patch-account-without-mail", "user-patch-password", "user-patch-block", "user-patch-activate", "user-patch-clear-values", "user-patch-echo-everything",
        "user-patch-changed-403", "user-patch-roles", "user-patch-roles-clear", "user-roles-relationship-get", "user-roles-relationship-post",
        "user-patch-uid-403", "user-patch-unknown-attribute-422", "user-patch-own-mail-422", "user-patch-404", "user-patch-anonymous-401", "user-patch-anonymous-account-403", "user-patch-id-mismatch-400",
        "user-patch-no-id-400", "user-patch-reader-account-403", "user-put-405",
        "user-delete-cancel-block", "user-delete-cancel-block-get-after", "user-get-with-cookie-kept-from-delete", "user-patch-with-cookie-kept-from-delete-403", "user-delete-cancel-block-again",
        "user-delete-reader-account-403", "user-delete", "user-delete-get-after-404", "user-delete-again-404", "user-delete-anonymous-account-403",
        "session-login-bad-password-400", "session-login", "session-create-without-csrf-403", "session-create-with-csrf", "site-maintenance-list-503", "site-read-only-create-405", "site-read-only-patch-405",
        "site-no-basic-auth-list", "site-no-basic-auth-create-403", "site-no-jsonapi-404", "flood-right-password-after-6-bad", "user-patch-site-timezone", "user-filter-mail-accent-two-rows", "user-filter-name-case-and-yo",
    ];

    private string _cookie = "";
    private string _token = "";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_simulator_answers_all_recorded_requests_as_the_real_server_did()
    {
        SimulatedClock clock = new();
        DrupalSimulator site = RecordedSite.Make(clock);
        await using SimulatorServer server = await SimulatorServer.StartAsync(site);
        using HttpClientHandler plain = new() { AllowAutoRedirect = false, UseCookies = false, CheckCertificateRevocationList = true };
        using HttpClient client = new(plain) { BaseAddress = server.Address };
        List<string> differences = [];
        Assert.Empty(Order.Except(DrupalRecording.All.Select(r => r.Name)));
        List<DrupalRecording> session = [.. DrupalRecording.All.OrderBy(r => Array.IndexOf(Order, r.Name))];
        Assert.Equal(157, session.Count);
        foreach (DrupalRecording recording in session)
        {
            clock.Advance(recording.Date - clock.GetUtcNow());
            await PrepareAsync(recording, site, client);
            using HttpResponseMessage answer = await recording.SendAsync(client, _cookie, _token, Token);
            if (await DrupalComparison.DifferenceAsync(recording, answer, server.Address, Token) is { } difference)
                differences.Add($"{recording.Name}: {difference}");
            if (recording.Name == "user-delete-cancel-block")
                _cookie = answer.Headers.GetValues("Set-Cookie").First().Split(';')[0];
        }

        Assert.True(differences.Count == 0, string.Join('\n', differences));
    }

    // What the lab did between two recordings, and the UUIDs that the server drew.
    private async Task PrepareAsync(DrupalRecording recording, DrupalSimulator site, HttpClient client)
    {
        DrupalDatabase database = site.Database;
        if (recording.Status == 201)
            database.NewUuid = () => recording.Json!["data"]!["id"]!.ToString();
        site.Maintenance = recording.Name.StartsWith("site-maintenance", StringComparison.Ordinal);
        site.ReadOnly = recording.Name.StartsWith("site-read-only", StringComparison.Ordinal);
        site.BasicAuthEnabled = !recording.Name.StartsWith("site-no-basic", StringComparison.Ordinal);
        site.JsonApiEnabled = !recording.Name.StartsWith("site-no-jsonapi", StringComparison.Ordinal);
        switch (recording.Name)
        {
            case "field-config-with-administer-user-fields":
                database.Permit("sync_service", "administer user fields");
                break;
            case "role-list-with-administer-permissions":
                SetPermissions(database, recording.Json!["data"]!.AsArray().Single(r => r!["attributes"]!["drupal_internal__id"]!.ToString() == "sync_service")!["attributes"]!["permissions"]!.AsArray());
                break;
            case "user-create":
                SetPermissions(database, ["access user profiles", "administer users"]);
                break;
            case "user-create-dup-yo-name-500":
                database.Add("Пётр Вымышленный", "petr@example.org");
                break;
            case "user-delete":
                site.CancelMethod = CancelMethod.Delete;
                break;
            case "session-create-without-csrf-403":
                await LogInAsync(client);
                break;
            case "flood-right-password-after-6-bad":
                for (int n = 0; n < 6; n++)
                    await SendAsync(client, "jsonapi", "sync:wrong");
                break;
            case "user-patch-site-timezone":
                // The lab emptied the table of flood control.
                site.Login.Flood.Succeeded("sync");
                site.TimeZone = TimeZoneInfo.FindSystemTimeZoneById("Asia/Yekaterinburg");
                break;
            case "user-filter-mail-accent-two-rows":
                AddAs("370eb5b0-eaa8-4816-ae0c-6817e9da1e2e", "Семён Тест", "semen@example.org");
                AddAs("ea1be344-6273-459f-bfaa-6ef0050fc2fb", "Other", "sémen@example.org");
                break;
        }

        void AddAs(string uuid, string name, string mail)
        {
            database.NewUuid = () => uuid;
            database.Add(name, mail);
        }
    }

    private static void SetPermissions(DrupalDatabase database, JsonArray permissions) =>
        database.Roles.Find(r => r.Name == "sync_service")!.Attributes["permissions"] = permissions.DeepClone();

    private async Task LogInAsync(HttpClient client)
    {
        using StringContent form = new("{\"name\":\"sync\",\"pass\":\"sync-pass\"}", Encoding.UTF8, "application/json");
        using HttpResponseMessage answer = await client.PostAsync(new Uri("user/login?_format=json", UriKind.Relative), form, Token);
        _cookie = answer.Headers.GetValues("Set-Cookie").First().Split(';')[0];
        _token = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Token))!["csrf_token"]!.ToString();
    }

    private static async Task SendAsync(HttpClient client, string path, string credential)
    {
        using HttpRequestMessage message = new(HttpMethod.Get, path);
        message.Headers.TryAddWithoutValidation("Authorization", "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(credential)));
        using HttpResponseMessage answer = await client.SendAsync(message, Token);
    }
}
