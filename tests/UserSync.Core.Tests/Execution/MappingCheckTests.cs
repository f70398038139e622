using UserSync.Core.Connectors;
using UserSync.Core.Execution;
using UserSync.Core.Profiles;
using UserSync.Core.Tests.Support;

namespace UserSync.Core.Tests.Execution;

public sealed class MappingCheckTests
{
    private static readonly FieldInfo[] UserFields = [new("email", "E-mail", "email"), new("first_name", "First name", "text")];
    private static readonly FieldInfo[] ContactFields = [new("EMAIL", "E-mail", "email"), new("first_name", "First name", "text")];

    [Fact]
    public void A_name_that_nothing_maps_is_not_missed()
        => Assert.DoesNotContain(Lines(new FieldMapping("first_name", "first_name"), Scene.EmailField), l => l.Passed != true);

    [Fact]
    public void A_mapped_name_is_missed_on_both_sides()
        => Assert.Equal(2, Lines(Scene.NameField).Count(l => l is { Check: "field name", Passed: false }));

    [Fact]
    public void A_name_in_a_match_rule_is_missed()
        => Assert.Equal(2, new MappingCheck(Profile(Scene.EmailField) with { Match = [new MatchRule("name", "name", MatchKind.Text)] }, UserFields, ContactFields).Run().Count(l => l.Passed == false));

    [Fact]
    public void A_field_that_the_first_write_makes_is_no_failure_but_a_line_to_look_at()
    {
        SyncProfile profile = Profile(Scene.EmailField, new FieldMapping("params.amocrm.telegram", "first_name"), new FieldMapping("fields.nothing", "first_name"));
        List<CheckResult> lines = [.. new MappingCheck(profile, UserFields, ContactFields, "params.").Run()];
        Assert.Contains(lines, l => l is { Check: "field params.amocrm.telegram", Passed: null, Remedy: not null });
        Assert.Contains(lines, l => l is { Check: "field fields.nothing", Passed: false });
        Assert.Contains(new MappingCheck(profile, [.. UserFields, new("params.amocrm.telegram", "", "text")], ContactFields, "params.").Run(), l => l is { Check: "field params.amocrm.telegram", Passed: true });
    }

    private static IEnumerable<CheckResult> Lines(params FieldMapping[] fields) => new MappingCheck(Profile(fields), UserFields, ContactFields).Run();

    private static SyncProfile Profile(params FieldMapping[] fields)
    {
        using var scene = new Scene();
        return scene.Profile with { Fields = fields };
    }
}
