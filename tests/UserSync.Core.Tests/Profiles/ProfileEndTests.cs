using UserSync.Core.Profiles;

namespace UserSync.Core.Tests.Profiles;

public sealed class ProfileEndTests
{
    private const string WordPress = """{ "kind": "wordpress", "site": "s", "url": "https://x.example" }""";
    private const string Joomla = """{ "kind": "joomla", "site": "s", "url": "https://x.example" }""";
    private const string Csv = """{ "kind": "csv", "account": "a", "path": "c.csv" }""";
    private const string Amo = """{ "kind": "amocrm", "account": "a", "url": "https://a.amocrm.ru" }""";
    private const string Civi = """{ "kind": "civicrm", "account": "a", "url": "https://x.example" }""";
    private const string UserFile = """{ "kind": "csv", "site": "s", "path": "u.csv" }""";

    public static TheoryData<string, string, string, string> Faults => new()
    {
        { "{ \"site\": \"s\" }", Csv, "", "$.cms: 'kind' is missing" },
        { "{ \"kind\": \"amocrm\" }", Csv, "", "$.cms.kind: 'amocrm' is not known here" },
        { "{ \"kind\": \"wordpress\", \"url\": \"https://x.example\" }", Csv, "", "$.cms: 'site' is missing" },
        { "{ \"kind\": \"wordpress\", \"site\": \"my shop\", \"url\": \"https://x.example\" }", Csv, "", "$.cms.site: the key" },
        { "{ \"kind\": \"wordpress\", \"site\": \"s\" }", Csv, "", "$.cms: 'url' is missing" },
        { "{ \"kind\": \"wordpress\", \"site\": \"s\", \"url\": \"x.example\" }", Csv, "", "$.cms.url: this is not a web address" },
        { "{ \"kind\": \"wordpress\", \"site\": \"s\", \"url\": \"https://x.example/#a\" }", Csv, "", "$.cms.url: the address has a part after #" },
        { "{ \"kind\": \"wordpress\", \"site\": \"s\", \"url\": \"https://x.example\", \"path\": \"x\" }", Csv, "", "$.cms.path: 'path' belongs to csv, json, not to wordpress; remove it" },
        { "{ \"kind\": \"wordpress\", \"site\": \"s\", \"url\": \"https://x.example\", \"account\": \"x\" }", Csv, "", "$.cms.account: 'account' belongs to 'crm'" },
        { "{ \"kind\": \"wordpress\", \"site\": \"s\", \"url\": \"https://x.example\", \"filter\": { \"tags\": [] } }", Csv, "", "$.cms.filter.tags: there is no property 'tags' here" },
        { "{ \"kind\": \"wordpress\", \"site\": \"s\", \"url\": \"https://x.example\", \"http\": { \"parallel\": 0 } }", Csv, "", "$.cms.http.parallel: this must be a whole number from 1 to 32" },
        { "{ \"kind\": \"wordpress\", \"site\": \"s\", \"url\": \"https://x.example\", \"http\": { \"timeout\": 5 } }", Csv, "", "did you mean 'timeoutSeconds'?" },
        { "{ \"kind\": \"wordpress\", \"site\": \"s\", \"url\": \"https://x.example\", \"mailOff\": \"confirmed\" }", Csv, "", "'mailOff' belongs to joomla" },
        { "{ \"kind\": \"backdrop\", \"site\": \"s\" }", Csv, "", "$.cms: 'agent' is missing" },
        { "{ \"kind\": \"backdrop\", \"site\": \"s\", \"agent\": { \"command\": [] } }", Csv, "", "$.cms.agent.command: 'command' is missing or empty" },
        { "{ \"kind\": \"backdrop\", \"site\": \"s\", \"agent\": { \"command\": \"php x\" } }", Csv, "", "$.cms.agent.command: this must be a list" },
        { "{ \"kind\": \"csv\", \"site\": \"s\" }", Csv, "", "$.cms: 'path' is missing" },
        { "{ \"kind\": \"csv\", \"site\": \"s\", \"path\": \"c.csv\" }", Csv, "", "$.crm.path: users and contacts are the same file" },
        { "{ \"kind\": \"csv\", \"site\": \"s\", \"path\": \"u.csv\", \"delimiter\": \"::\" }", Csv, "", "$.cms.delimiter: the delimiter must be one character" },
        { "{ \"kind\": \"json\", \"site\": \"s\", \"path\": \"u\", \"delimiter\": \";\" }", Csv, "", "'delimiter' belongs to csv" },
        { "{ \"kind\": \"csv\", \"site\": \"s\", \"path\": \"u\", \"listSeparator\": \"\" }", Csv, "", "$.cms.listSeparator: the list separator is empty" },
        { "{ \"kind\": \"csv\", \"site\": \"s\", \"path\": \"u\", \"urlTemplate\": \"https://x.example\" }", Csv, "", "$.cms.urlTemplate: the template has no {id}" },
        { "{ \"kind\": \"csv\", \"site\": \"s\", \"path\": \"u\", \"tagsColumn\": \"x\" }", Csv, "", "'tagsColumn' belongs to 'crm'" },
        { "{ \"kind\": \"csv\", \"site\": \"s\", \"path\": \"u\", \"filter\": { \"groups\": [ \"g\" ] } }", Csv, "", "$.cms.filter.groups: the file of users has no groups" },
        { UserFile, Csv, "\"users\": { \"onContactDeleted\": \"block\" }", "$.users.onContactDeleted: the file of users has no column" },
        { UserFile, Csv, "\"users\": { \"groups\": [ \"g\" ] }", "$.users.groups: the file of users has no groups" },
        { UserFile, "{ \"kind\": \"csv\", \"account\": \"a\", \"path\": \"c\", \"filter\": { \"notTags\": [ \"g\" ] } }", "", "$.crm.filter: the file of contacts has no tags" },
        { UserFile, "{ \"kind\": \"amocrm\", \"account\": 30001234, \"url\": \"https://a.amocrm.ru\" }", "\"contacts\": { \"create\": false }", "$.crm.account: this must be a text, not a number; put the number in double quotes" },
        { WordPress, Amo, "", "$: amocrm needs a field by which" },
        { WordPress, Amo, "\"contacts\": { \"marker\": \"cms_id\" }", "$.contacts.marker: 'cms_id' is no custom field of amocrm" },
        { WordPress, Amo, "\"contacts\": { \"marker\": \"#1\", \"onUserDeleted\": \"delete\" }", "$.contacts.onUserDeleted: contacts of amocrm are never deleted" },
        { WordPress, Amo, "\"fields\": [ { \"user\": \"a\", \"contact\": \"#12a\" } ]", "$.fields[0].contact: '#12a' is no custom field" },
        { WordPress, "{ \"kind\": \"amocrm\", \"account\": \"a\", \"url\": \"https://a.amocrm.ru\", \"http\": { \"requestsPerSecond\": 8 } }", "", "$.crm.http.requestsPerSecond: amocrm blocks accounts" },
        { WordPress, "{ \"kind\": \"amocrm\", \"account\": \"a\", \"url\": \"https://a.amocrm.ru\", \"batchSize\": 500 }", "", "$.crm.batchSize: this must be a whole number from 1 to 250" },
        { WordPress, "{ \"kind\": \"amocrm\", \"account\": \"a\", \"url\": \"https://a.amocrm.ru\", \"oauth\": { \"clientId\": \"x\" } }", "", "$.crm.oauth: 'tokenFile' is missing" },
        { WordPress, "{ \"kind\": \"amocrm\", \"account\": \"a\", \"url\": \"https://a.amocrm.ru\", \"credential\": \"env:T\", \"oauth\": { \"clientId\": \"x\" } }", "", "$.crm.oauth: there are two ways to log in" },
        { WordPress, "{ \"kind\": \"civicrm\", \"account\": \"a\", \"url\": \"https://x.example\", \"platform\": \"kommo\" }", "", "$.crm.platform: 'kommo' is not known here" },
        { WordPress, "{ \"kind\": \"civicrm\", \"account\": \"a\", \"url\": \"https://x.example\", \"locationType\": \"Home\" }", "\"contacts\": { \"emailKind\": \"Work\" }", "$.contacts.emailKind: it contradicts" },
        { UserFile, Civi, "\"links\": { \"mirror\": \"ufmatch\" }", "$.links.mirror: UFMatch holds users of a website" },
        { Joomla, Csv, "\"direction\": \"both\"", "$: joomla mails every new user its password" },
        { "{ \"kind\": \"joomla\", \"site\": \"s\", \"url\": \"https://x.example\", \"mailOff\": \"confirmed\" }", Csv, "\"users\": { \"notify\": \"always\" }", "$.cms.mailOff: the site is said to send no mail" },
        { Joomla, Csv, "\"fields\": [ { \"user\": \"params.amocrm.telegram\", \"contact\": \"t\" } ]", "$.fields[0].user: params are not reachable" },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void Setting_that_does_not_fit_is_refused(string cms, string crm, string further, string part) =>
        Assert.Contains(ProfileText.Problems(ProfileText.Of(cms, crm, further)), p => p.Describe("f").Contains(part, StringComparison.Ordinal));

    [Theory]
    [InlineData("hunter2")]
    [InlineData("admin:abcd efgh ijkl")]
    [InlineData("Env:hunter2")]
    [InlineData("env:hunter2 word")]
    [InlineData("env:9hunter2")]
    [InlineData("secret:hunter2")]
    [InlineData("https://user:hunter2@x.example")]
    public void Secret_in_place_of_a_reference_is_refused_and_never_repeated(string secret)
    {
        string[] texts =
        [
            ProfileText.Of($$"""{ "kind": "wordpress", "site": "s", "url": "https://x.example", "credential": "{{secret}}" }""", Csv),
            ProfileText.Of(WordPress, $$"""{ "kind": "civicrm", "account": "a", "url": "https://x.example", "siteKey": "{{secret}}" }"""),
            ProfileText.Of(WordPress, Csv, $$"""
                "links": { "store": "postgresql", "connection": "{{secret}}" }
                """),
        ];
        Assert.All(texts, text =>
        {
            ProfileProblem problem = Assert.Single(ProfileText.Problems(text));
            Assert.Contains("no reference to a secret", problem.What, StringComparison.Ordinal);
            Assert.DoesNotContain(secret, problem.Describe("f"), StringComparison.Ordinal);
        });
    }

    [Theory]
    [InlineData("url")]
    [InlineData("proxy")]
    public void Address_with_a_password_is_refused_and_never_repeated(string place)
    {
        string url = place == "url" ? "https://admin:hunter2@x.example" : "https://x.example";
        string proxy = place == "proxy" ? "http://admin:hunter2@proxy:3128" : "http://proxy:3128";
        string text = ProfileText.Of($$"""{ "kind": "wordpress", "site": "s", "url": "{{url}}", "http": { "proxy": "{{proxy}}" } }""", Csv);
        ProfileProblem problem = Assert.Single(ProfileText.Problems(text));
        Assert.Contains("user name or password", problem.What, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", problem.Describe("f"), StringComparison.Ordinal);
    }

    [Fact]
    public void Keys_of_one_kind_of_system_become_options()
    {
        SyncProfile civi = ProfileText.Load(ProfileText.Of(
            Joomla.Replace(" }", ", \"mailOff\": \"confirmed\", \"timeZone\": \"Europe/Berlin\" }", StringComparison.Ordinal),
            Civi.Replace(" }", ", \"platform\": \"joomla\", \"cleanUrls\": false, \"siteKey\": \"env:K\", \"locationType\": \"Home\", \"changeCmsEmail\": true, \"batchSize\": 100 }", StringComparison.Ordinal)));
        Assert.Equal("mailOff=confirmed timeZone=Europe/Berlin", Options(civi.Cms));
        Assert.Equal("batchSize=100 changeCmsEmail=true cleanUrls=false locationType=Home platform=joomla siteKey=env:K", Options(civi.Crm));

        SyncProfile amo = ProfileText.Load(ProfileText.Of(WordPress, Amo.Replace(" }", """
            , "noteKind": "service_message", "oauth": { "clientId": "c", "clientSecret": "env:S", "redirectUri": "https://r.example", "tokenFile": "t.json" } }
            """, StringComparison.Ordinal), "\"contacts\": { \"profileLinkField\": \"#5\" }"));
        Assert.Equal("noteKind=service_message oauth.clientId=c oauth.clientSecret=env:S oauth.redirectUri=https://r.example oauth.tokenFile=/profiles/t.json", Options(amo.Crm));
    }

    [Fact]
    public void Agent_keeps_its_arguments_as_they_are()
    {
        SyncProfile profile = ProfileText.Load(ProfileText.Of(
            """{ "kind": "backdrop", "site": "s", "agent": { "command": ["ssh", "-o", "BatchMode=yes", "-o", "x", "u@h", "php"], "root": "/var/www", "timeoutSeconds": 5 } }""", Csv));
        Assert.Equal(["ssh", "-o", "BatchMode=yes", "-o", "x", "u@h", "php"], profile.Cms.Agent!.Command);
        Assert.Equal(TimeSpan.FromSeconds(5), profile.Cms.Agent.Timeout);
    }

    private static string Options(EndSettings end) => string.Join(' ', end.Options.OrderBy(o => o.Key, StringComparer.Ordinal).Select(o => $"{o.Key}={o.Value}"));
}
