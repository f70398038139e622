namespace UserSync.Core.Profiles.Loading;

/// <summary>Finds what somebody probably meant.</summary>
internal static class Suggestion
{
    /// <summary>The nearest of the known words, or null when none is near.</summary>
    public static string? For(string word, IEnumerable<string> known)
    {
        int limit = word.Length < 4 ? 1 : Math.Max(2, word.Length / 3);
        (string? best, int distance) = (null, limit + 1);
        foreach (string candidate in known)
        {
            if (word.Length >= 4 && candidate.StartsWith(word, StringComparison.OrdinalIgnoreCase))
                return candidate;
            int found = Math.Abs(candidate.Length - word.Length) > limit ? int.MaxValue : Distance(word.ToLowerInvariant(), candidate.ToLowerInvariant());
            if (found < distance)
                (best, distance) = (candidate, found);
        }

        return best;
    }

    /// <summary>Insertions, deletions, replacements and swaps of neighbours from one word to the other.</summary>
    private static int Distance(string a, string b)
    {
        int[][] cost = [.. Enumerable.Range(0, a.Length + 1).Select(_ => new int[b.Length + 1])];
        for (int i = 0; i <= a.Length; i++)
            cost[i][0] = i;
        for (int j = 0; j <= b.Length; j++)
            cost[0][j] = j;
        for (int i = 1; i <= a.Length; i++)
        {
            for (int j = 1; j <= b.Length; j++)
            {
                int replace = cost[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                cost[i][j] = Math.Min(replace, 1 + Math.Min(cost[i - 1][j], cost[i][j - 1]));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    cost[i][j] = Math.Min(cost[i][j], cost[i - 2][j - 2] + 1);
            }
        }

        return cost[a.Length][b.Length];
    }
}
