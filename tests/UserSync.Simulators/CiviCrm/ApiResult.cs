namespace UserSync.Simulators.CiviCrm;

/// <summary>What an API call brings.</summary>
/// <param name="Values">The records.</param>
public sealed record ApiResult(IReadOnlyList<Row> Values)
{
    /// <summary>All hits, when row_count was asked for.</summary>
    public int? Matched { get; init; }

    /// <summary>What replace deleted.</summary>
    public IReadOnlyList<Row>? Deleted { get; init; }

    /// <summary>The answer's object.</summary>
    public Row ToAnswer(string entity, string action, string? index)
    {
        Row answer = new() { ["values"] = Indexed(index), ["entity"] = entity, ["action"] = action, ["debug"] = null, ["version"] = 4L, ["count"] = (long)(Matched ?? Values.Count), ["countFetched"] = (long)Values.Count };
        if (Matched is { } all)
            answer["countMatched"] = (long)all;
        if (Deleted is null)
            return answer;
        Row withDeleted = new() { ["values"] = answer["values"], ["deleted"] = Deleted };
        foreach ((string key, object? value) in answer)
            withDeleted[key] = value;
        return withDeleted;
    }

    private object? Indexed(string? index)
    {
        if (index is null)
            return Values;
        if (index == "0")
            return Values.Count > 0 ? Values[0] : null;
        Row map = [];
        foreach (Row row in Values)
            map[Convert.ToString(row.Get(index), System.Globalization.CultureInfo.InvariantCulture) ?? ""] = row;
        return map;
    }
}
