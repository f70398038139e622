using System.Reflection;
using System.Text.RegularExpressions;

namespace UserSync.Core.Tests.Planning;

public sealed partial class SemanticsPageTests
{
    [Fact]
    public void Every_row_of_the_truth_tables_is_a_test_of_that_name()
    {
        string page = File.ReadAllText(SourceTree.File("docs/sync-semantics.md"));
        HashSet<string> tests = [.. typeof(SemanticsPageTests).Assembly.GetTypes().SelectMany(t => t.GetMethods(BindingFlags.Public | BindingFlags.Instance)).Select(m => m.Name)];
        string[] rows = [.. TestName().Matches(page).Select(m => m.Groups["test"].Value)];
        Assert.True(rows.Length > 40, $"{rows.Length} rows");
        Assert.All(rows, r => Assert.Contains(r, tests));
    }

    [GeneratedRegex("`(?<test>[A-Z][A-Za-z]*(_[A-Za-z0-9]+)+)`", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex TestName();
}
