using Newtonsoft.Json.Linq;
using UserSync.Connectors.Agent;
using UserSync.Connectors.Tests.Fakes;
using UserSync.Core.Profiles;

namespace UserSync.Connectors.Tests.Agent;

/// <summary>backdrop.php on the stand-in of Backdrop's core in tests/agents/backdrop, with the users that were recorded.</summary>
internal sealed class BackdropStandIn : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("usersync-backdrop").FullName;

    public BackdropStandIn()
    {
        JObject users = [];
        foreach (JObject answer in Answers("walk"))
        {
            foreach (JObject user in answer["users"]!.Cast<JObject>())
                users[user.Value<string>("uid")!] = Stored(user);
        }

        // Role editor has nobody in the recording.
        users["2"]!["roles"] = new JArray("editor");
        File.WriteAllText(StatePath, new JObject { ["users"] = users, ["next"] = 302 }.ToString());
        File.WriteAllText(FieldsPath, Answers("fields").Single()["fields"]!.ToString());
    }

    /// <summary>What goes wrong: silent, warnings, database, maintenance, death, deathAfter, hang, slow.</summary>
    public string Trouble { get; init; } = "";

    public string StatePath => Path.Combine(_folder, "state.json");

    /// <summary>The environment of the stand-in, as a command line that a shell continues.</summary>
    public string Environment => $"env USERSYNC_FAKE_STATE='{StatePath}' USERSYNC_FAKE_FIELDS='{FieldsPath}' USERSYNC_FAKE_TROUBLE=";

    private string FieldsPath => Path.Combine(_folder, "fields.json");

    /// <summary>The users as they lie in the stand-in's file, by uid.</summary>
    public JObject Users => (JObject)JObject.Parse(File.ReadAllText(StatePath))["users"]!;

    /// <summary>Whom the site has mailed.</summary>
    public string[] Mails => File.Exists(StatePath + ".mails") ? File.ReadAllLines(StatePath + ".mails") : [];

    /// <summary>How many agents have loaded the site.</summary>
    public int Starts => File.Exists(StatePath + ".starts") ? File.ReadAllLines(StatePath + ".starts").Length : 0;

    /// <summary>All open connections to the database are lost; new ones can be made.</summary>
    public void LoseDatabase() => File.AppendAllText(StatePath + ".gone", "x");

    /// <summary>The answers of a recorded conversation.</summary>
    public static IEnumerable<JObject> Answers(string recording) => Lines(recording, "< ");

    /// <summary>The requests of a recorded conversation; one that is no JSON is left out.</summary>
    public static IEnumerable<JObject> Requests(string recording) => Lines(recording, "> ");

    public AgentConnector Open(int seconds = 60, string phpOptions = "date.timezone=UTC", string root = "") => new(End(seconds, phpOptions, root), _folder, new UserPolicy { ReassignTo = "1" }, Given.Context(TimeProvider.System));

    /// <summary>The end of a profile; its agent is bound to the stand-in.</summary>
    public EndSettings End(int seconds = 60, string phpOptions = "date.timezone=UTC", string root = "")
    {
        AgentFiles.DemandPhp();
        string[] command =
        [
            "env", $"USERSYNC_FAKE_STATE={StatePath}", $"USERSYNC_FAKE_FIELDS={FieldsPath}", $"USERSYNC_FAKE_TROUBLE={Trouble}",
            "php", "-d", phpOptions, Path.Combine(AgentFiles.Folder, "backdrop.php"), $"--root={Path.Combine(AgentFiles.Tests, "agents", "backdrop")}",
        ];
        return Given.Site(new Uri("https://club.example.org")) with { Kind = EndKinds.Backdrop, Agent = new AgentSettings(command, root) { Timeout = TimeSpan.FromSeconds(seconds) } };
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static JObject Stored(JObject user) => new()
    {
        ["name"] = user["name"],
        ["mail"] = user["mail"],
        ["init"] = user["init"],
        ["created"] = user["created"],
        ["changed"] = user["changed"],
        ["status"] = user["status"],
        ["access"] = user["access"],
        ["login"] = user["login"],
        ["timezone"] = user["timezone"],
        ["language"] = user["language"],
        ["roles"] = user["roles"],
        ["data"] = new JArray(),
        ["fields"] = new JObject(user["fields"]!.Cast<JProperty>().Where(p => p.Value is { HasValues: true } or JValue { Value: not null })
            .Select(p => new JProperty(p.Name, p.Value is JArray list ? list : new JArray(p.Value)))),
    };

    private static IEnumerable<JObject> Lines(string recording, string start)
    {
        string path = Path.Combine(AppContext.BaseDirectory, "Recordings", "backdrop", recording + ".jsonl");
        foreach (string line in File.ReadLines(path).Where(l => l.StartsWith(start, StringComparison.Ordinal)).Select(l => l[start.Length..]))
        {
            if (line.EndsWith('}'))
                yield return JObject.Parse(line);
        }
    }
}
