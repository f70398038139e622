using UserSync.Core.Model;

namespace UserSync.Core.Profiles.Loading;

/// <summary>Reads <c>cms</c> or <c>crm</c>.</summary>
internal sealed class EndReader
{
    private const int LongestKey = 64;
    private readonly ObjectReader _reader;
    private readonly Side _side;
    private readonly string _kind;

    private EndReader(ObjectReader reader, Side side, string kind)
    {
        _reader = reader;
        _side = side;
        _kind = kind;
    }

    /// <summary>The end; null when its kind is not known, which leaves nothing to go by.</summary>
    public static EndSettings? Read(ObjectReader reader, Side side)
    {
        IReadOnlyList<string> kinds = side == Side.Cms ? EndKinds.Cms : EndKinds.Crm;
        string? kind = reader.Word("kind", kinds);
        if (kind is not null)
            return new EndReader(reader, side, kind).Read();
        if (!reader.Has("kind"))
            reader.Problems.Add(reader.Node, "'kind' is missing", $"add \"kind\" with one of {string.Join(", ", kinds)}");
        return null;
    }

    private EndSettings Read()
    {
        var settings = new EndSettings
        {
            Kind = _kind,
            Key = ReadKey(),
            Url = Fits("url") ? ReadUrl() : null,
            Credential = Fits("credential") ? SecretReader.Read(_reader, "credential") : null,
            Http = Fits("http") ? ReadHttp(_reader.Object("http")) : new HttpSettings(),
            Agent = Fits("agent") ? ReadAgent(_reader.Object("agent")) : null,
            File = EndKinds.IsFile(_kind) ? ReadFile() : null,
            Filter = ReadFilter(_reader.Object("filter")),
            Options = EndOptions.Read(_reader, Fits),
        };
        _reader.Close(name => EndKeys.WhyNot(_side, _kind, name));
        return settings;
    }

    private bool Fits(string key) => EndKeys.Fits(_side, _kind, key);

    private string ReadKey()
    {
        string name = _side == Side.Cms ? "site" : "account";
        string key = _reader.RequiredText(name, $"add \"{name}\": a short name of your own that never changes; links are kept under it");
        if (key.Length > LongestKey || key.Any(char.IsWhiteSpace))
            _reader.Problems.Add(_reader.Node.At(name), $"the key is longer than {LongestKey} characters or has white space inside", "choose a short one, such as \"shop\"");
        return key;
    }

    private Uri? ReadUrl()
    {
        if (_reader.Has("url") || _kind == EndKinds.Backdrop)
            return UrlReader.Read(_reader, "url");
        _ = _reader.Text("url");
        _reader.Problems.Add(_reader.Node, $"'url' is missing: {_kind} is reached by its address", "add \"url\": \"https://…\"");
        return null;
    }

    private static HttpSettings ReadHttp(ObjectReader reader)
    {
        var settings = new HttpSettings
        {
            Proxy = UrlReader.Read(reader, "proxy"),
            Timeout = TimeSpan.FromSeconds(reader.Whole("timeoutSeconds", 1, 3600, 60)),
            Parallel = reader.Whole("parallel", 1, 32, 4),
            RequestsPerSecond = reader.Positive("requestsPerSecond", 1000),
        };
        reader.Close();
        return settings;
    }

    private AgentSettings? ReadAgent(ObjectReader reader)
    {
        bool given = reader.Node.Kind == NodeKind.Object;
        if (!given && _kind == EndKinds.Backdrop)
            _reader.Problems.Add(_reader.Node, "'agent' is missing: Backdrop has no remote interface", "add \"agent\" with \"command\" and \"root\"");
        IReadOnlyList<string> command = reader.Texts("command", null, keepDoubles: true);
        string? root = reader.Text("root");
        int seconds = reader.Whole("timeoutSeconds", 1, 3600, 60);
        reader.Close();
        if (!given)
            return null;
        if (command.Count == 0)
            reader.Problems.Add(reader.Node.At("command"), "'command' is missing or empty", "add the program and its arguments as a list, such as [\"php\", \"agents/backdrop.php\"]");
        if (root is null && !reader.Has("root"))
            reader.Problems.Add(reader.Node, "'root' is missing", "add the folder of the CMS on its host");
        return new AgentSettings(command, root ?? "") { Timeout = TimeSpan.FromSeconds(seconds) };
    }

    private RecordFilter ReadFilter(ObjectReader reader)
    {
        RecordFilter filter = _side == Side.Cms
            ? new RecordFilter { Groups = reader.Texts("groups") }
            : new RecordFilter { Tags = reader.Texts("tags"), NotTags = reader.Texts("notTags") };
        reader.Close();
        if (filter.Tags.Intersect(filter.NotTags, StringComparer.Ordinal).FirstOrDefault() is { } both)
            reader.Problems.Add(reader.Node.At("notTags"), $"the tag '{both}' is both wanted and refused, so no contact would take part", "keep it in one of the lists");
        return filter;
    }

    private FileSettings ReadFile()
    {
        string path = _reader.RequiredText("path", "add the path of the file; a relative one starts at the profile's folder");
        var settings = new FileSettings
        {
            Path = path.Length == 0 ? "" : _reader.Context.FullPath(path),
            IdColumn = _reader.Text("idColumn") ?? "id",
            ModifiedColumn = _reader.Text("modifiedColumn"),
            EnabledColumn = Fits("enabledColumn") ? _reader.Text("enabledColumn") : null,
            GroupsColumn = Fits("groupsColumn") ? _reader.Text("groupsColumn") : null,
            TagsColumn = Fits("tagsColumn") ? _reader.Text("tagsColumn") : null,
            Columns = _reader.TextMap("columns"),
            Delimiter = Fits("delimiter") ? _reader.RawText("delimiter") : null,
            ListSeparator = _reader.RawText("listSeparator") ?? "|",
            UrlTemplate = _reader.Text("urlTemplate"),
        };
        if (settings.Delimiter is { Length: not 1 })
            _reader.Problems.Add(_reader.Node.At("delimiter"), "the delimiter must be one character", "write \",\", \";\" or \"\\t\", or leave it out");
        if (settings.ListSeparator.Length == 0 || settings.ListSeparator == settings.Delimiter)
            _reader.Problems.Add(_reader.Node.At("listSeparator"), "the list separator is empty or the same as the delimiter", "choose another one, such as \"|\"");
        if (settings.UrlTemplate is { } template && !template.Contains("{id}", StringComparison.Ordinal))
            _reader.Problems.Add(_reader.Node.At("urlTemplate"), "the template has no {id}, so all records would have one address", "put {id} where the id belongs");
        return settings;
    }
}
