using System.Globalization;
using System.Text.Json.Nodes;
using UserSync.Simulators;
using UserSync.Simulators.Joomla;

namespace UserSync.Connectors.Tests.Joomla;

/// <summary>
/// The simulator is held against the recordings: every request is sent again, in the order and at the time of the lab, on the same
/// state, and must be answered the same. What the lab did in between without recording it is done here too.
/// </summary>
public sealed class ReplayTests
{
    private const int Manager = 9000;

    // Ids of rows and texts that depend on what the lab stored before, and what was left out of the simulator: URLs for other pages,
    // the editor's and access data of fields.
    private static readonly HashSet<string> Incidental = new(StringComparer.Ordinal)
    {
        "first", "previous", "last", "self", "next", "asset_id", "typeAlias", "params", "fieldparams", "created", "created_by", "modified", "modified_by", "checked_out", "checked_out_time",
        "ordering", "note", "description", "params", "editor", "language_image", "group_title", "group_access", "group_state", "group_note", "author_name", "access_level", "language_title", "lastvisitDate",
    };

    private readonly JoomlaSimulator _simulator = new(new SimulatedClock());

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private JoomlaDatabase Site => _simulator.Database;

    [Fact]
    public async Task The_simulator_answers_all_recordings_as_the_real_server_did()
    {
        await using SimulatorServer server = await SimulatorServer.StartAsync(_simulator);
        using HttpClientHandler plain = new() { UseCookies = false, CheckCertificateRevocationList = true };
        using HttpClient client = new(plain) { BaseAddress = server.Address };
        List<string> differences = [];
        int replayed = 0;
        foreach (JoomlaRecording recording in JoomlaRecording.All())
        {
            Site.Clock.Advance(recording.Date - Site.Clock.GetUtcNow());
            Prepare(recording.Name);
            (int status, string answer) = await recording.SendAsync(client, TokenOf(recording.Name), Token);
            string? difference = status != recording.Status ? $"status {status} instead of {recording.Status}: {answer}"
                : recording.Json is { } expected ? Difference(JsonNode.Parse(answer), expected, "$")
                : recording.Status == 204 || recording.Answer == answer ? null
                : $"\"{answer}\" instead of \"{recording.Answer}\"";
            if (difference is not null)
                differences.Add($"{recording.Name}: {difference}");
            replayed++;
        }

        Assert.Equal(236, replayed);
        Assert.True(differences.Count == 0, string.Join('\n', differences));
    }

    [Fact]
    public void A_recorded_answer_that_differs_is_noticed()
    {
        JsonNode recorded = JoomlaRecording.Load("get-full").Json!;
        JsonNode other = recorded.DeepClone();
        other["data"]!["attributes"]!["name"] = "Somebody else";
        Assert.NotNull(Difference(other, recorded, "$"));
        Assert.Null(Difference(recorded.DeepClone(), recorded, "$"));
    }

    private static string TokenOf(string name) => name switch
    {
        _ when name.StartsWith("auth-manager", StringComparison.Ordinal) => JoomlaDatabase.Token(Manager),
        "auth-disabled-token" or "auth-blocked-user" or "auth-reset-required" => JoomlaDatabase.Token(Manager),
        _ => JoomlaDatabase.Token(42),
    };

    private void Prepare(string name)
    {
        switch (name)
        {
            case "create-full":
                Site.Users[42].Registered = Site.Clock.GetUtcNow().AddSeconds(-1);
                break;
            case "create-error-no-password-mail-off":
                Site.MailsUsers = false;
                break;
            case "fields-create-required":
                Site.MailsUsers = true;
                break;
            case "get-unpublished-field":
                Site.Fields.Single(f => f.Name == "must-have").State = -2;
                break;
            case "delete":
                Site.Add("To be deleted", "gone@example.org");
                break;
            case "auth-manager-token":
                Site.UsersUpTo(66);
                JoomlaUser manager = new() { Id = Manager, Name = "Manager", UserName = "manager", Email = "manager@example.org", Registered = Site.Clock.GetUtcNow() };
                manager.Groups.Add(6);
                Site.Users[Manager] = manager;
                break;
            case "auth-manager-token-allowed":
                Site.TokenGroups.Add(6);
                break;
            case "auth-manager-token-login-api":
                Site.ApiGroups.Add(6);
                break;
            case "auth-disabled-token":
                Site.DisabledTokens.Add(Manager);
                break;
            case "auth-blocked-user":
                Site.DisabledTokens.Clear();
                Site.Users[Manager].Block = 1;
                break;
            case "auth-reset-required":
                Site.Users[Manager].Block = 0;
                Site.Users[Manager].MustReset = true;
                break;
            case "content-type-none":
                Site.UsersUpTo(68);
                break;
            case "list-default":
                SeedAsListed();
                break;
            case "race-same-email-1":
                Site.OverlookedAddresses = 1;
                Site.UsersUpTo(456);
                break;
            case "race-same-username-1":
                Site.UsersUpTo(466);
                break;
            case "race-same-username-3":
                Site.OverlookedLogins = 1;
                break;
            case "tz-moscow-create":
                Site.Zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Moscow");
                Site.UsersUpTo(468);
                break;
            case "tz-honolulu-create-date":
                Site.Zone = TimeZoneInfo.FindSystemTimeZoneById("Pacific/Honolulu");
                break;
            case "tz-user-zone-create":
                Site.Users[42].Params["timezone"] = "Pacific/Honolulu";
                break;
        }
    }

    // The lab seeded users before it recorded the lists: the same ones, read from the longest list.
    private void SeedAsListed()
    {
        Site.Users.Clear();
        foreach (JsonNode row in JoomlaRecording.Load("list-limit-huge").Json!["data"]!.AsArray()!)
        {
            JsonObject told = row["attributes"]!.AsObject();
            JoomlaUser user = new()
            {
                Id = told["id"]!.GetValue<int>(), Name = Text("name"), UserName = Text("username"), Email = Text("email"), Block = told["block"]!.GetValue<int>(), SendEmail = told["sendEmail"]!.GetValue<int>(),
                Registered = Time("registerDate"), LastVisit = Time("lastvisitDate"),
            };
            user.Groups.UnionWith(Site.Groups.Where(g => Text("group_names").Split('\n').Contains(g.Title)).Select(g => g.Id));
            foreach (JoomlaField field in Site.Published)
                user.Values[field.Name] = told[field.Name] switch { JsonObject map => [.. map.Select(m => m.Key)], JsonValue value when value.ToString().Length > 0 => [value.ToString()], _ => [] };
            Site.Users[user.Id] = user;

            string Text(string name) => told[name]!.GetValue<string>();
            DateTimeOffset? Time(string name) => told[name] is { } time ? DateTimeOffset.Parse(time.ToString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal) : null;
        }

        Site.UsersUpTo(Site.Users.Keys.Max());
    }

    private static string? Difference(JsonNode? actual, JsonNode? expected, string path)
    {
        switch (expected)
        {
            case JsonObject map when actual is JsonObject mine:
                foreach ((string name, JsonNode? value) in map)
                {
                    if (name is "next" or "links" && mine.ContainsKey(name) != map.ContainsKey(name))
                        return $"{path}: {name}";
                    if (Incidental.Contains(name))
                        continue;
                    if (!mine.ContainsKey(name))
                        return $"{path}.{name} is missing";
                    if (Difference(mine[name], value, $"{path}.{name}") is { } inner)
                        return inner;
                }

                return mine.Select(m => m.Key).FirstOrDefault(k => !map.ContainsKey(k) && !Incidental.Contains(k)) is { } extra ? $"{path}.{extra} is too much" : null;
            case JsonArray list when actual is JsonArray mine:
                if (list.Count != mine.Count)
                    return $"{path} has {mine.Count} items instead of {list.Count}";
                // People of the same name come in any order.
                if (list.Count > 0 && NameOf(list[0]) is not null && list.Select(NameOf).SequenceEqual(mine.Select(NameOf), StringComparer.Ordinal))
                    return list.OrderBy(IdOf).Zip(mine.OrderBy(IdOf), (item, own) => Difference(own, item, path + "[]")).FirstOrDefault(d => d is not null);
                return list.Select((item, n) => Difference(mine[n], item, $"{path}[{n}]")).FirstOrDefault(d => d is not null);
            // The lab's clock may have gone on between the save and the header.
            case JsonValue value when Time(value) is { } recorded && Time(actual) is { } told && (recorded - told).Duration() <= TimeSpan.FromSeconds(1):
                return null;
            default:
                return expected?.ToJsonString() == actual?.ToJsonString() ? null : $"{path} is {Short(actual)} instead of {Short(expected)}";
        }
    }

    private static string? NameOf(JsonNode? row) => row is JsonObject ? row["attributes"]?["name"]?.ToString() : null;

    private static int IdOf(JsonNode? row) => int.Parse(row!["id"]!.ToString(), CultureInfo.InvariantCulture);

    private static DateTime? Time(JsonNode? node) =>
        DateTime.TryParseExact(node?.ToString(), "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime time) ? time : null;

    private static string Short(JsonNode? node) => node?.ToJsonString() is { } text ? text[..Math.Min(120, text.Length)] : "null";
}
