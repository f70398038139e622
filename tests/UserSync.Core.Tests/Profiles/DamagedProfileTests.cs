using Newtonsoft.Json.Linq;
using UserSync.Core.Profiles;

namespace UserSync.Core.Tests.Profiles;

public sealed class DamagedProfileTests
{
    [Theory]
    [MemberData(nameof(ProfileSchemaTests.Samples), MemberType = typeof(ProfileSchemaTests))]
    public void Text_cut_or_changed_anywhere_is_read_without_a_crash(string sample)
    {
        string text = Read(sample).TrimEnd();
        for (int i = 0; i < text.Length; i += 3)
        {
            Assert.NotEmpty(ProfileText.Problems(text[..i]));
            _ = ProfileText.Problems(text.Remove(i, 1));
            _ = ProfileText.Problems(string.Concat(text.AsSpan(0, i), "\"", text.AsSpan(i + 1)));
        }
    }

    [Theory]
    [MemberData(nameof(ProfileSchemaTests.Samples), MemberType = typeof(ProfileSchemaTests))]
    public void Any_value_in_any_place_is_read_without_a_crash_and_told_within_the_file(string sample)
    {
        JObject profile = JObject.Parse(Read(sample));
        foreach (JToken place in profile.Descendants().Where(t => t is not JProperty).ToList())
        {
            foreach (JToken value in new JToken[] { JValue.CreateNull(), 1, -2.5, "", " x", "x\n", true, new JArray(), new JArray(1), new JObject(), new JObject { [""] = 1 } })
            {
                JToken changed = profile.DeepClone();
                changed.SelectToken(place.Path)!.Replace(value);
                string text = changed.ToString();
                int lines = text.Split('\n').Length;
                Assert.All(ProfileText.Problems(text), (ProfileProblem p) => Assert.True(p.Line >= 1 && p.Line <= lines && p.Column >= 1, p.Describe(sample)));
            }
        }
    }

    private static string Read(string sample) => File.ReadAllText(SourceTree.File($"tests/UserSync.Core.Tests/Profiles/Samples/{sample}"));
}
