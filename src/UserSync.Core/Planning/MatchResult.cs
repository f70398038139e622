namespace UserSync.Core.Planning;

/// <summary>What the match rules found for a record without a link.</summary>
/// <param name="Candidates">Records of the other side found by the first rule that found any.</param>
/// <param name="Rule">That rule in words, "" when none found anything.</param>
/// <param name="SharedWith">Other records of the same side that hold the same key; matching would be a guess.</param>
public sealed record MatchResult(IReadOnlyList<Candidate> Candidates, string Rule, IReadOnlyList<string> SharedWith)
{
    /// <summary>Nothing was found.</summary>
    public static MatchResult None { get; } = new([], "", []);
}
