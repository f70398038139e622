using System.Globalization;
using System.Text;

namespace UserSync.Connectors.Drupal;

/// <summary>Path and query of a listing in JSON:API. Conditions without a group must all hold.</summary>
/// <param name="path">The path below the site's address.</param>
internal sealed class JsonApiQuery(string path)
{
    private readonly StringBuilder _query = new();
    private int _conditions;

    /// <summary>Only these members of each resource; all when there are none to name.</summary>
    public JsonApiQuery Fields(string type, IEnumerable<string>? names) => names is null ? this : Add($"fields[{type}]", string.Join(',', names));

    /// <summary>A condition.</summary>
    /// <param name="field">The path of a field.</param>
    /// <param name="comparison">One of <c>=</c>, <c>&gt;</c>, <c>&gt;=</c>, <c>&lt;=</c>, <c>CONTAINS</c>.</param>
    /// <param name="value">The value; of <c>changed</c> and <c>created</c> in Unix seconds: Drupal misreads any other form without a word.</param>
    /// <param name="group">The group that it belongs to; null for none.</param>
    public JsonApiQuery Where(string field, string comparison, string value, string? group = null)
    {
        string name = Condition(field, comparison, group);
        return Add($"filter[{name}][condition][value]", value);
    }

    /// <summary>A condition on a whole number.</summary>
    public JsonApiQuery Where(string field, string comparison, long value, string? group = null) => Where(field, comparison, value.ToString(CultureInfo.InvariantCulture), group);

    /// <summary>The field holds anything.</summary>
    public JsonApiQuery WherePresent(string field)
    {
        Condition(field, "IS NOT NULL", null);
        return this;
    }

    /// <summary>The field holds one of the values.</summary>
    public JsonApiQuery WhereIn(string field, IEnumerable<string> values)
    {
        string name = Condition(field, "IN", null);
        foreach (string value in values)
            Add($"filter[{name}][condition][value][]", value);
        return this;
    }

    /// <summary>A group of conditions.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="conjunction"><c>AND</c> or <c>OR</c>.</param>
    /// <param name="within">The group that it belongs to; null for none.</param>
    public JsonApiQuery Group(string name, string conjunction, string? within = null)
    {
        Add($"filter[{name}][group][conjunction]", conjunction);
        return within is null ? this : Add($"filter[{name}][group][memberOf]", within);
    }

    /// <summary>The order, by fields; a minus sign before one means descending.</summary>
    public JsonApiQuery Sort(string fields) => Add("sort", fields);

    /// <summary>Records of a page. More than 50 are never given.</summary>
    public JsonApiQuery Limit(int count) => Add("page[limit]", count.ToString(CultureInfo.InvariantCulture));

    /// <summary>Records before the page.</summary>
    public JsonApiQuery Offset(int count) => count == 0 ? this : Add("page[offset]", count.ToString(CultureInfo.InvariantCulture));

    /// <summary>Path and query.</summary>
    public override string ToString() => path + _query;

    private string Condition(string field, string comparison, string? group)
    {
        string name = string.Create(CultureInfo.InvariantCulture, $"c{++_conditions}");
        Add($"filter[{name}][condition][path]", field);
        Add($"filter[{name}][condition][operator]", comparison);
        if (group is not null)
            Add($"filter[{name}][condition][memberOf]", group);
        return name;
    }

    private JsonApiQuery Add(string name, string value)
    {
        _query.Append(_query.Length == 0 ? '?' : '&').Append(Uri.EscapeDataString(name)).Append('=').Append(Uri.EscapeDataString(value));
        return this;
    }
}
