using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace UserSync.Simulators.Drupal;

/// <summary>The parameters of a listing.</summary>
public sealed class QueryParameters
{
    /// <summary>Most rows of a page.</summary>
    public const int MostRows = 50;

    private static readonly string[] Known = ["filter", "sort", "page", "fields", "include", "_format"];

    private QueryParameters(IReadOnlyList<string[]> names, IReadOnlyList<string> values)
    {
        Filter = [.. names.Zip(values).Where(p => p.First[0] == "filter").Select(p => (p.First[1..], p.Second))];
        Sort = One("sort") is { } sort ? sort.Split(',') : [];
        Limit = LimitOf(One("page", "limit"));
        Offset = int.TryParse(One("page", "offset"), CultureInfo.InvariantCulture, out int offset) ? offset : 0;
        Fields = One("fields", "user--user")?.Split(',', StringSplitOptions.TrimEntries);
        IncludesRoles = One("include") == "roles";

        string? One(params string[] name) => names.Zip(values).Where(p => p.First.SequenceEqual(name, StringComparer.Ordinal)).Select(p => p.Second).LastOrDefault();
    }

    /// <summary>Names and values of the parameter "filter".</summary>
    public IReadOnlyList<(string[] Name, string Value)> Filter { get; }

    /// <summary>Fields to sort by; a minus sign before one means descending.</summary>
    public IReadOnlyList<string> Sort { get; }

    /// <summary>Rows of the page.</summary>
    public int Limit { get; }

    /// <summary>Rows before the page.</summary>
    public int Offset { get; }

    /// <summary>The wanted members; null for all.</summary>
    public IReadOnlyCollection<string>? Fields { get; }

    /// <summary>True when roles are to come along.</summary>
    public bool IncludesRoles { get; }

    /// <summary>Reads them; the order of the query is kept. <c>page[number]</c> and <c>page[size]</c> are ignored without a word.</summary>
    /// <exception cref="DrupalError">400 for a parameter that JSON:API does not know.</exception>
    public static QueryParameters Read(IQueryCollection query)
    {
        List<string[]> names = [];
        List<string> values = [];
        foreach ((string name, StringValues all) in query)
        {
            string[] path = name.Replace("]", "", StringComparison.Ordinal).Split('[');
            if (!Known.Contains(path[0]))
                throw new DrupalError(400, $"The following query parameters violate the JSON:API spec: '{path[0]}'.") { Info = "http://jsonapi.org/format/#query-parameters" };
            foreach (string? value in all)
            {
                names.Add(path);
                values.Add(value ?? "");
            }
        }

        return new QueryParameters(names, values);
    }

    private static int LimitOf(string? text)
    {
        if (text is null || !int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int limit))
            return MostRows;
        return limit > 0 ? Math.Min(limit, MostRows) : throw new DrupalError(400, "The page size needs to be a positive integer.");
    }
}
