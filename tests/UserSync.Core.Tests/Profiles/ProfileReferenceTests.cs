using System.Text.RegularExpressions;
using UserSync.Core.Errors;
using UserSync.Core.Profiles;

namespace UserSync.Core.Tests.Profiles;

/// <summary>docs/profile.md names every key, and its examples load.</summary>
public sealed class ProfileReferenceTests
{
    private static readonly string Page = File.ReadAllText(SourceTree.File("docs/profile.md")).ReplaceLineEndings("\n");

    [Fact]
    public void Every_key_of_the_schema_is_named() => Assert.DoesNotContain(SchemaFile.Properties.Keys, path =>
    {
        string name = path[(path.LastIndexOf('.') + 1)..];
        return !Regex.IsMatch(Page, $@"`([a-z.]*\.)?{Regex.Escape(name)}`|{{ ""{Regex.Escape(name)}"":", RegexOptions.ExplicitCapture);
    });

    [Fact]
    public void Every_word_of_the_schema_is_named() => Assert.DoesNotContain(
        SchemaFile.Properties.Values.SelectMany(SchemaFile.Words).Distinct(),
        w => !Page.Contains($"`{w}`", StringComparison.Ordinal) && !Page.Contains($"\"{w}\"", StringComparison.Ordinal));

    [Fact]
    public void Every_whole_profile_loads()
    {
        MatchCollection examples = Regex.Matches(Page, "```jsonc profile\n(?<text>.*?)```", RegexOptions.Singleline);
        Assert.Equal(2, examples.Count);
        Assert.All(examples, e => Assert.Empty(ProfileText.Problems(e.Groups["text"].Value)));
    }

    [Fact]
    public void Every_example_of_a_field_loads()
    {
        MatchCollection examples = Regex.Matches(Page, "```jsonc field\n(?<text>.*?)```", RegexOptions.Singleline);
        Assert.Equal(2, examples.Count);
        Assert.All(examples, e => Assert.Empty(ProfileText.Problems(ProfileText.WordPressToCsv($"\"fields\": [ {e.Groups["text"].Value} ]"))));
    }

    [Fact]
    public void Every_example_of_a_transform_loads()
    {
        string table = Page[Page.IndexOf("### Transforms", StringComparison.Ordinal)..Page.IndexOf("Where the way back", StringComparison.Ordinal)];
        string[] examples = [.. Regex.Matches(table, "(?m)^\\| `[^|]+\\| `(?<step>[^`]+)`").Select(m => m.Groups["step"].Value)];
        Assert.Equal(12, examples.Length);
        Assert.All(examples, e => Assert.Empty(ProfileText.Problems(ProfileText.WordPressToCsv($"\"fields\": [ {{ \"user\": \"a\", \"contact\": \"b\", \"transform\": [ {e} ] }} ]"))));
    }

    [Fact]
    public void Example_of_an_error_is_what_the_loader_says()
    {
        UserSyncException e = Assert.Throws<UserSyncException>(() => ProfileText.Load(ProfileText.WordPressToCsv("\"users\": { \"notfy\": \"never\" }")));
        Assert.Contains("$.users.notfy: there is no property 'notfy' here; did you mean 'notify'?", e.Message, StringComparison.Ordinal);
        Assert.Contains("$.users.notfy: there is no property 'notfy' here; did you mean 'notify'?", Page, StringComparison.Ordinal);
    }
}
