using System.Globalization;

namespace UserSync.Core.Profiles.Loading;

/// <summary>Reads the settings that only one kind of system has into texts by key. A key that is left out is not there: its connector knows the default.</summary>
internal static class EndOptions
{
    public static IReadOnlyDictionary<string, string> Read(ObjectReader reader, Func<string, bool> fits)
    {
        var options = new Dictionary<string, string>(StringComparer.Ordinal);
        void Add(string key, string? value)
        {
            if (value is not null)
                options[key] = value;
        }

        if (fits("mailOff"))
            Add("mailOff", reader.Word("mailOff", ["confirmed"], orNull: true));
        if (fits("timeZone"))
            Add("timeZone", reader.Text("timeZone"));
        if (fits("platform"))
            Add("platform", reader.Word("platform", fits("oauth") ? ["amocrm", "kommo"] : ["wordpress", "drupal", "backdrop", "joomla"], orNull: true));
        if (fits("batchSize"))
            Add("batchSize", reader.Whole("batchSize", 1, 250)?.ToString(CultureInfo.InvariantCulture));
        if (fits("noteKind"))
            Add("noteKind", reader.Word("noteKind", ["common", "service_message"], orNull: true));
        if (fits("cleanUrls"))
            AddFlag("cleanUrls", otherwise: true);
        if (fits("siteKey"))
            Add("siteKey", SecretReader.Read(reader, "siteKey"));
        if (fits("locationType"))
            Add("locationType", reader.Text("locationType"));
        if (fits("changeCmsEmail"))
            AddFlag("changeCmsEmail", otherwise: false);
        if (fits("oauth"))
            ReadOAuth(reader.Object("oauth"), Add);
        return options;

        void AddFlag(string key, bool otherwise)
        {
            bool flag = reader.Flag(key, otherwise);
            if (reader.Has(key))
                Add(key, flag ? "true" : "false");
        }
    }

    private static void ReadOAuth(ObjectReader reader, Action<string, string?> add)
    {
        string? clientId = reader.Text("clientId");
        string? secret = SecretReader.Read(reader, "clientSecret");
        Uri? redirect = UrlReader.Read(reader, "redirectUri");
        string? tokenFile = reader.Text("tokenFile");
        reader.Close();
        if (reader.Node.Kind != NodeKind.Object)
            return;
        foreach (string name in (string[])["clientId", "clientSecret", "redirectUri", "tokenFile"])
        {
            if (!reader.Has(name))
                reader.Problems.Add(reader.Node, $"'{name}' is missing", "an integration needs clientId, clientSecret, redirectUri and tokenFile; docs/profile.md says where they are found");
        }

        add("oauth.clientId", clientId);
        add("oauth.clientSecret", secret);
        add("oauth.redirectUri", redirect?.OriginalString);
        add("oauth.tokenFile", tokenFile is null ? null : reader.Context.FullPath(tokenFile));
    }
}
