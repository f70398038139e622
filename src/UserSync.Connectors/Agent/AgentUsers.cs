using System.Globalization;
using Newtonsoft.Json;
using UserSync.Connectors.Http;
using UserSync.Core.Connectors;
using UserSync.Core.Errors;
using UserSync.Core.Model;

namespace UserSync.Connectors.Agent;

/// <summary>The users of one answer, as they come in: which paths they cover is known only when the answer was read.</summary>
/// <param name="siteKey">The site's stable key.</param>
/// <param name="profile">Name of the profile.</param>
/// <param name="userUrl">Address of a user's page with <c>{id}</c>.</param>
/// <param name="groups">The site's groups by id.</param>
internal sealed class AgentUsers(string siteKey, string? profile, string? userUrl, IReadOnlyDictionary<string, CmsGroup> groups)
{
    private readonly List<Row> _rows = [];
    private List<string> _paths = [];

    /// <summary>The id at which the listing goes on; null at its end.</summary>
    public string? Next { get; private set; }

    /// <summary>Takes a member of the answer.</summary>
    public void Take(JsonTextReader json, string name)
    {
        switch (name)
        {
            case "users":
                _rows.AddRange(JsonWalk.Array(json, ReadRow));
                break;
            case "user":
                _rows.Add(ReadRow(json));
                break;
            case "paths":
                _paths = JsonWalk.Array(json, static item => JsonWalk.Scalar(item) ?? "");
                break;
            case "next":
                Next = JsonWalk.Scalar(json);
                break;
        }
    }

    /// <summary>The users with the markers that they were made with.</summary>
    public IEnumerable<(CmsUser User, string? Marker)> All() => _rows.Select(row => (User(row), row.Marker));

    /// <summary>The users with their hashes, where those were asked for.</summary>
    public IEnumerable<UserHash> Hashes() => _rows.Select(row => new UserHash(row.Id, row.Hash ?? throw AgentFailures.Error(ConnectorErrorKind.Protocol,
        $"The agent told no hash of user {row.Id}.", "Install the agent anew with Install-SyncAgent.", item: row.Id)));

    private CmsUser User(Row row)
    {
        FieldMap fields = [];
        foreach (string path in _paths)
        {
            if (!IsCore(path) && !row.Unread.Contains(path))
                fields[path] = row.Values.GetValueOrDefault(path, FieldValue.Empty);
        }

        return new CmsUser
        {
            Site = siteKey,
            Profile = profile,
            UserId = row.Id,
            UserName = Core("username"),
            Email = Core("email"),
            Name = Core("name"),
            FirstName = Core("first_name"),
            LastName = Core("last_name"),
            Enabled = row.Enabled,
            Groups = [.. row.Groups.Select(g => groups.GetValueOrDefault(g) ?? new CmsGroup(g, g))],
            CreatedAt = row.Created,
            ModifiedAt = row.Modified,
            ProfileUrl = userUrl?.Replace("{id}", row.Id, StringComparison.Ordinal),
            Fields = fields.Count == 0 ? FieldMap.None : fields,
        };

        string? Core(string path) => row.Values.TryGetValue(path, out FieldValue value) ? value.ToString() : _paths.Contains(path) && !row.Unread.Contains(path) ? "" : null;
    }

    private static bool IsCore(string path) => path is "username" or "email" or "name" or "first_name" or "last_name";

    private static Row ReadRow(JsonTextReader json)
    {
        Row row = new();
        JsonWalk.Object(json, name =>
        {
            switch (name)
            {
                case "id":
                    row.Id = JsonWalk.Scalar(json) ?? "";
                    break;
                case "created":
                    row.Created = Time(JsonWalk.Scalar(json));
                    break;
                case "modified":
                    row.Modified = Time(JsonWalk.Scalar(json));
                    break;
                case "enabled":
                    row.Enabled = JsonWalk.Scalar(json) switch { "true" => true, "false" => false, _ => null };
                    break;
                case "hash":
                    row.Hash = JsonWalk.Scalar(json);
                    break;
                case "marker":
                    row.Marker = JsonWalk.Scalar(json);
                    break;
                case "groups":
                    row.Groups = JsonWalk.Array(json, static item => JsonWalk.Scalar(item) ?? "");
                    break;
                case "unread":
                    row.Unread = JsonWalk.Array(json, static item => JsonWalk.Scalar(item) ?? "");
                    break;
                case "values":
                    JsonWalk.Object(json, path => row.Values[path] = Value(json));
                    break;
            }
        });
        return row.Id.Length > 0 ? row : throw new JsonSerializationException("a user has no id.");
    }

    private static FieldValue Value(JsonTextReader json) => json.TokenType == JsonToken.StartArray
        ? FieldValue.Of(JsonWalk.Array(json, static item => JsonWalk.Scalar(item) ?? ""))
        : FieldValue.Of(JsonWalk.Scalar(json));

    private static DateTimeOffset? Time(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out DateTimeOffset time) ? time : null;

    private sealed class Row
    {
        public string Id { get; set; } = "";

        public DateTimeOffset? Created { get; set; }

        public DateTimeOffset? Modified { get; set; }

        public bool? Enabled { get; set; }

        public string? Marker { get; set; }

        public string? Hash { get; set; }

        public List<string> Groups { get; set; } = [];

        public List<string> Unread { get; set; } = [];

        public FieldMap Values { get; } = [];
    }
}
