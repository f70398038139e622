using Newtonsoft.Json.Linq;
using UserSync.Core.Profiles;
using UserSync.Core.Profiles.Loading;

namespace UserSync.Core.Tests.Profiles;

public sealed class ProfileSchemaTests
{
    public static TheoryData<string> Samples { get; } =
        [.. Directory.GetFiles(SourceTree.File("tests/UserSync.Core.Tests/Profiles/Samples"), "*.json").Select(f => Path.GetFileName(f)!)];

    [Theory]
    [MemberData(nameof(Samples))]
    public void Sample_is_good_for_the_loader_and_for_the_schema(string sample)
    {
        string text = Read(sample);
        Assert.Empty(ProfileText.Problems(text));
        Assert.Empty(SchemaFile.Faults(JObject.Parse(text)));
    }

    [Theory]
    [MemberData(nameof(ProfileTemplateTests.Pairs), MemberType = typeof(ProfileTemplateTests))]
    public void New_profile_of_every_pair_is_good_for_the_schema(string cms, string crm) =>
        Assert.Empty(SchemaFile.Faults(JObject.Parse(ProfileTemplate.Create(new ProfileTemplateRequest(cms, crm, "shop")))));

    [Fact]
    public void Every_property_of_the_schema_stands_in_a_sample_that_loads()
    {
        var used = new HashSet<string>(StringComparer.Ordinal);
        foreach (string sample in Samples)
            Collect(JToken.Parse(Read(sample)), "", used);
        Assert.Empty(SchemaFile.Properties.Keys.Except(used));
    }

    [Fact]
    public void Schema_and_loader_know_the_same_keys() =>
        Assert.Equal(SchemaFile.Properties.Keys.Order(StringComparer.Ordinal), KnownKeys().Keys.Order(StringComparer.Ordinal));

    [Fact]
    public void Schema_and_loader_know_the_same_words() => Assert.All(KnownKeys(), key => Assert.Equal(
        key.Value.Order(StringComparer.Ordinal),
        WordsOf(key.Key).Order(StringComparer.Ordinal)));

    [Fact]
    public void Every_property_is_described() =>
        Assert.All(SchemaFile.Properties, p => Assert.True(p.Value["description"]?.ToString().Length > 4, p.Key));

    [Fact]
    public void Every_object_of_fixed_properties_refuses_others() =>
        Assert.All(SchemaFile.Root.DescendantsAndSelf().OfType<JObject>().Where(o => o["properties"] is JObject && o["description"] is not null), o => Assert.False((bool)o["additionalProperties"]!));

    [Fact]
    public void Value_of_a_wrong_type_is_refused_for_every_property()
    {
        int tried = 0;
        foreach (string sample in Samples)
        {
            JObject profile = JObject.Parse(Read(sample));
            foreach (JProperty property in profile.Descendants().OfType<JProperty>().ToList())
            {
                JToken good = property.Value;
                property.Value = good.Type == JTokenType.Array ? new JObject { ["x"] = 1 } : new JArray(new JArray());
                Assert.True(ProfileText.Problems(profile.ToString()).Count > 0, $"{sample}: {property.Path}");
                Assert.True(SchemaFile.Faults(profile).Any(), $"{sample}: {property.Path} by the schema");
                property.Value = good;
                tried++;
            }
        }

        Assert.True(tried > 150);
    }

    [Fact]
    public void Defaults_of_the_schema_are_those_of_the_loader()
    {
        SyncProfile profile = ProfileText.Load(ProfileText.Of(
            """{ "kind": "joomla", "site": "s", "url": "https://x.example", "agent": { "command": ["php"], "root": "/" } }""",
            """{ "kind": "csv", "account": "a", "path": "c.csv" }""",
            "\"fields\": [ { \"user\": \"a\", \"contact\": \"b\" } ], \"match\": [ { \"user\": \"a\", \"contact\": \"b\" } ]"));
        var actual = new Dictionary<string, object>
        {
            ["cms.http.timeoutSeconds"] = (int)profile.Cms.Http.Timeout.TotalSeconds,
            ["cms.http.parallel"] = profile.Cms.Http.Parallel,
            ["cms.agent.timeoutSeconds"] = (int)profile.Cms.Agent!.Timeout.TotalSeconds,
            ["crm.idColumn"] = profile.Crm.File!.IdColumn,
            ["crm.listSeparator"] = profile.Crm.File.ListSeparator,
            ["links.store"] = profile.Links.Store,
            ["match[].as"] = profile.Match[0].Kind,
            ["onAmbiguous"] = profile.OnAmbiguous,
            ["direction"] = profile.Direction,
            ["fields[].onConflict"] = profile.Fields[0].OnConflict,
            ["fields[].initial"] = profile.Fields[0].Initial,
            ["fields[].enforce"] = profile.Fields[0].Enforce,
            ["fields[].clearWhenEmpty"] = profile.Fields[0].ClearWhenEmpty,
            ["users.create"] = profile.Users.Create,
            ["users.update"] = profile.Users.Update,
            ["users.enabled"] = profile.Users.Enabled,
            ["users.notify"] = profile.Users.Notify,
            ["users.requirePasswordReset"] = profile.Users.RequirePasswordReset,
            ["users.temporary.allow"] = profile.Users.Temporary.Allow,
            ["users.onContactDeleted"] = profile.Users.OnContactDeleted,
            ["contacts.create"] = profile.Contacts.Create,
            ["contacts.update"] = profile.Contacts.Update,
            ["contacts.onUserDeleted"] = profile.Contacts.OnUserDeleted,
            ["relink.fill"] = profile.Relink.Fill,
            ["relink.clear"] = profile.Relink.Clear,
            ["brakes.maxDeletePercent"] = profile.Brakes.MaxDeletePercent,
            ["history.keepDays"] = profile.History.KeepDays,
        };
        Assert.All(actual, a => Assert.Equal(
            SchemaFile.Properties[a.Key]["default"]?.ToString(),
            a.Value.ToString(),
            ignoreCase: true));
    }

    private static string Read(string sample) => File.ReadAllText(SourceTree.File($"tests/UserSync.Core.Tests/Profiles/Samples/{sample}"));

    private static IEnumerable<string> WordsOf(string path) => SchemaFile.Words(SchemaFile.Properties[path]).Distinct();

    private static Dictionary<string, HashSet<string>> KnownKeys()
    {
        var keys = new Dictionary<string, HashSet<string>>(StringComparer.Ordinal);
        foreach (string sample in Samples)
        {
            ReadingContext context = ProfileLoader.ContextFor(ProfileText.Path);
            ProfileLoader.ReadText(Read(sample), ProfileText.Path, context);
            foreach ((string key, IReadOnlyList<string> words) in context.KnownKeys)
            {
                keys.TryAdd(key, []);
                keys[key].UnionWith(words);
            }
        }

        return keys;
    }

    private static void Collect(JToken token, string path, HashSet<string> used)
    {
        if (token is JArray list)
        {
            foreach (JToken item in list)
                Collect(item, SchemaFile.ItemPath(path), used);
        }

        foreach (JProperty property in (token as JObject)?.Properties() ?? [])
        {
            string inner = path.Length == 0 ? property.Name : $"{path}.{property.Name}";
            used.Add(inner);
            Collect(property.Value, inner, used);
        }
    }
}
