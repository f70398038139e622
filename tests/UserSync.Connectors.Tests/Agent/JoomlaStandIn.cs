using System.Globalization;
using Newtonsoft.Json.Linq;
using UserSync.Connectors.Agent;
using UserSync.Connectors.Tests.Fakes;
using UserSync.Core.Connectors;
using UserSync.Core.Profiles;
using UserSync.Simulators.Joomla;

namespace UserSync.Connectors.Tests.Agent;

/// <summary>joomla.php on the stand-in of Joomla's core in tests/agents/joomla.</summary>
internal sealed class JoomlaStandIn : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("usersync-joomla").FullName;

    public JoomlaStandIn(int users = 5)
    {
        JObject people = new() { ["42"] = User(42, "super", "super@example.org", 8) };
        for (int id = 43; id < 43 + users; id++)
            people[id.ToString()] = User(id, $"person{id}", $"person{id}@example.org", 2);
        File.WriteAllText(StatePath, new JObject
        {
            ["next"] = 43 + users,
            ["users"] = people,
            ["groups"] = new JArray(Group(2, "Registered"), Group(6, "Manager"), Group(8, "Super Users")),
            ["fields"] = new JArray(Field(1, "crm-phone", "text"), Field(2, "birthday", "calendar"), Field(3, "last-call", "calendar", new JObject { ["showtime"] = 1 }),
                Field(4, "level", "list", new JObject { ["options"] = new JObject { ["options0"] = new JObject { ["name"] = "Gold", ["value"] = "gold" } } })),
        }.ToString());
    }

    public string StatePath => Path.Combine(_folder, "state.json");

    /// <summary>The params of a user as they lie in the stand-in's file.</summary>
    public JObject Params(string id) => JObject.Parse(JObject.Parse(File.ReadAllText(StatePath))["users"]![id]!.Value<string>("params")!);

    /// <summary>Gives a user params, as another extension would.</summary>
    public void SetParams(string id, JObject value)
    {
        JObject state = JObject.Parse(File.ReadAllText(StatePath));
        state["users"]![id]!["params"] = value.ToString();
        File.WriteAllText(StatePath, state.ToString());
    }

    /// <summary>All open connections to the database are lost; new ones can be made.</summary>
    public void LoseDatabase() => File.AppendAllText(StatePath + ".gone", "x");

    /// <summary>A user as it lies in the stand-in's file; null when there is none.</summary>
    public JObject? Stored(string id) => JObject.Parse(File.ReadAllText(StatePath))["users"]![id] as JObject;

    /// <summary>Has the users of another Joomla, with the params that they have here.</summary>
    public void Mirror(IEnumerable<JoomlaUser> users)
    {
        using FileStream file = OpenAlone();
        using StreamReader reader = new(file, leaveOpen: true);
        JObject state = JObject.Parse(reader.ReadToEnd());
        JObject people = [];
        foreach (JoomlaUser user in users)
        {
            string id = user.Id.ToString(CultureInfo.InvariantCulture);
            JObject row = User(user.Id, user.UserName, user.Email, 2);
            row["groups"] = new JArray(user.Groups.ToArray());
            row["params"] = state["users"]![id]?["params"] ?? "{}";
            people[id] = row;
        }

        state["users"] = people;
        file.SetLength(0);
        using StreamWriter writer = new(file);
        writer.Write(state.ToString());
    }

    public AgentConnector Open(string phpOptions = "date.timezone=UTC", TimeProvider? time = null, RequestCount? requests = null)
    {
        AgentFiles.DemandPhp();
        string[] command = ["env", $"USERSYNC_FAKE_STATE={StatePath}", "php", "-d", phpOptions, Path.Combine(AgentFiles.Folder, "joomla.php")];
        EndSettings end = Given.Site(new Uri("https://shop.example.org")) with { Kind = EndKinds.Joomla, Agent = new AgentSettings(command, Path.Combine(AgentFiles.Tests, "agents", "joomla")) { Timeout = Given.Timeout } };
        return new AgentConnector(end, _folder, new UserPolicy(), Given.Context(time ?? TimeProvider.System), requests);
    }

    // As the agents do: nobody else reads or writes meanwhile.
    private FileStream OpenAlone()
    {
        while (true)
        {
            try
            {
                return new FileStream(StatePath, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException)
            {
                Thread.Yield();
            }
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static JObject User(int id, string login, string email, int group) => new()
    {
        ["id"] = id,
        ["name"] = login,
        ["username"] = login,
        ["email"] = email,
        ["block"] = 0,
        ["registerDate"] = "2024-01-02 03:04:05",
        ["params"] = "{}",
        ["groups"] = new JArray(group),
        ["fields"] = new JObject(),
    };

    private static JObject Group(int id, string title) => new() { ["id"] = id.ToString(), ["title"] = title };

    private static JObject Field(int id, string name, string type, JObject? settings = null) =>
        new() { ["id"] = id.ToString(), ["name"] = name, ["title"] = name, ["type"] = type, ["fieldparams"] = (settings ?? []).ToString() };
}
