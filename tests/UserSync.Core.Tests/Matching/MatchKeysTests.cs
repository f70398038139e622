using UserSync.Core.Matching;
using UserSync.Core.Model;
using UserSync.Core.Profiles;

namespace UserSync.Core.Tests.Matching;

public sealed class MatchKeysTests
{
    [Fact]
    public void Every_address_of_a_contact_is_a_key_once() => Assert.Equal(
        ["anna@example.org", "a@example.com"],
        MatchKeys.Of(MatchRule.Email, FieldValue.Of(["Anna@example.org", "no address", "anna@EXAMPLE.org", "a@example.com"])));

    [Fact]
    public void Field_that_was_not_read_or_is_empty_has_no_key()
    {
        Assert.Empty(MatchKeys.Of(MatchRule.Email, FieldValue.NotRead));
        Assert.Empty(MatchKeys.Of(MatchRule.Email, FieldValue.Empty));
    }

    [Fact]
    public void Phones_are_completed_by_the_rules_country() => Assert.Equal(
        ["+49301234567"],
        MatchKeys.Of(new MatchRule("fields.phone", "PHONE", MatchKind.Phone, "DE"), FieldValue.Of("030 1234567")));

    [Theory]
    [InlineData(" A-17 ", "A-17")]
    [InlineData("a-17", "a-17")]
    [InlineData("O\u0308", "Ö")]
    [InlineData("  ", null)]
    public void Text_is_trimmed_and_keeps_its_case(string given, string? expected) =>
        Assert.Equal(expected, MatchKeys.Normalise(new MatchRule("fields.no", "no", MatchKind.Text), given));

    [Fact]
    public void Text_with_half_a_surrogate_pair_is_compared_as_it_stands() =>
        Assert.Equal("x\uD800", MatchKeys.Normalise(new MatchRule("fields.no", "no", MatchKind.Text), "x\uD800"));
}
