using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;

namespace UserSync.Simulators.Joomla;

/// <summary>The list of users: its few filters, its order by name, and its pages.</summary>
internal sealed class UserList(JoomlaDatabase database)
{
    private const int Default = 20;

    /// <summary>The answer without its link to itself.</summary>
    public (JsonArray Rows, int Pages, int? Next, int Limit) Read(IQueryCollection query)
    {
        if (query.ContainsKey("page"))
            throw JoomlaError.Crash(isObject: true);
        List<JoomlaUser> hits = [.. database.Users.Values.Where(Filter(query)).OrderBy(static u => Collation.SortKey(u.Name), StringComparer.Ordinal).ThenBy(static u => u.Id)];
        int limit = Limit(query);
        string? given = query["page[offset]"].LastOrDefault();
        int start = 0;
        if (given is not null && !int.TryParse(given, CultureInfo.InvariantCulture, out start))
            throw JoomlaError.NotFound(hasCode: false);
        if (start > hits.Count)
            throw JoomlaError.NotFound(hasCode: false);
        int offset = start;
        if (limit <= 0)
            limit = Math.Max(1, hits.Count);
        int pages = (hits.Count + limit - 1) / limit;
        if (database.RepeatsFirstPage && limit > 1)
            return (new JsonArray([.. hits.Take(limit).Select(Row)]), pages, offset + limit, limit);
        if (start > hits.Count - limit)
            start = Math.Max(0, (pages - 1) * limit);
        return (new JsonArray([.. hits.Skip(start).Take(limit).Select(Row)]), pages, offset + limit < hits.Count ? offset + limit : null, limit);
    }

    private static int Limit(IQueryCollection query) => query["page[limit]"].LastOrDefault() switch
    {
        null or "0" => Default,
        { } text when int.TryParse(text, CultureInfo.InvariantCulture, out int limit) => limit,
        _ => -1,
    };

    // Whatever is not one of these is ignored without a word.
    private static Func<JoomlaUser, bool> Filter(IQueryCollection query)
    {
        List<Func<JoomlaUser, bool>> all = [];
        if (query["filter[search]"].LastOrDefault() is { Length: > 0 } search)
            all.Add(Search(search));
        if (query["filter[state]"].LastOrDefault() is { Length: > 0 } state)
            all.Add(state == "1" ? static u => u.Block == 1 : static u => u.Block == 0);
        if (query["filter[active]"].LastOrDefault() is { Length: > 0 } active)
            all.Add(u => u.WaitsForActivation == (active == "1"));
        if (query["filter[groupid]"].LastOrDefault() is { Length: > 0 } group && int.TryParse(group, CultureInfo.InvariantCulture, out int id))
            all.Add(u => u.Groups.Contains(id));
        if (Between(query, "registrationDate") is { } registered)
            all.Add(u => registered(u.Registered));
        if (Between(query, "lastVisitDate") is { } visited)
            all.Add(u => visited(u.LastVisit));
        return user => all.TrueForAll(fits => fits(user));
    }

    private static Func<DateTimeOffset?, bool>? Between(IQueryCollection query, string name)
    {
        string? start = query[$"filter[{name}Start]"].LastOrDefault();
        string? end = query[$"filter[{name}End]"].LastOrDefault();
        DateTimeOffset? from = start is null ? null : JoomlaTime.Limit(start) ?? throw JoomlaError.Refused($"Invalid field: {name}Start");
        DateTimeOffset? to = end is null ? null : JoomlaTime.Limit(end) ?? throw JoomlaError.Refused($"Invalid field: {name}End");
        return from is null ? null : time => time is { } at && Seconds(at) >= from && (to is null || Seconds(at) <= to);
    }

    private static DateTimeOffset Seconds(DateTimeOffset time) => DateTimeOffset.FromUnixTimeSeconds(time.ToUnixTimeSeconds());

    private static Func<JoomlaUser, bool> Search(string text)
    {
        if (text.StartsWith("id:", StringComparison.Ordinal))
            return int.TryParse(text[3..], CultureInfo.InvariantCulture, out int id) ? u => u.Id == id : static _ => false;
        bool login = text.StartsWith("username:", StringComparison.Ordinal);
        string pattern = Regex.Escape(Collation.Key(login ? text[9..] : text)).Replace("%", ".*", StringComparison.Ordinal).Replace("_", ".", StringComparison.Ordinal);
        Regex like = new(pattern, RegexOptions.CultureInvariant | RegexOptions.Singleline, TimeSpan.FromSeconds(1));
        return login ? u => like.IsMatch(Collation.Key(u.UserName)) : u => like.IsMatch(Collation.Key(u.Name)) || like.IsMatch(Collation.Key(u.UserName)) || like.IsMatch(Collation.Key(u.Email));
    }

    private JsonObject Row(JoomlaUser user)
    {
        JsonObject attributes = UserAnswer.Core(user);
        List<string> titles = [.. database.Groups.Where(g => user.Groups.Contains(g.Id)).OrderBy(static g => g.Id).Select(static g => g.Title)];
        attributes["group_count"] = titles.Count;
        attributes["group_names"] = string.Join('\n', titles);
        UserAnswer.AddFields(attributes, user, database);
        return UserAnswer.Resource("users", user.Id, attributes);
    }
}
