using UserSync.Core.Errors;
using UserSync.Core.Matching;

namespace UserSync.Core.Tests.Matching;

public sealed class EmailNormaliserTests
{
    [Theory]
    [InlineData("anna@example.org", "anna@example.org")]
    [InlineData("  Anna.Maria@EXAMPLE.Org\t", "anna.maria@example.org")]
    [InlineData("\uFEFFanna@example.org\u200B", "anna@example.org")]
    [InlineData("anna+shop@example.org", "anna+shop@example.org")]
    [InlineData("müller@bücher.example", "müller@xn--bcher-kva.example")]
    [InlineData("MÜLLER@BÜCHER.example", "müller@xn--bcher-kva.example")]
    [InlineData("mu\u0308ller@bu\u0308cher.example", "müller@xn--bcher-kva.example")]
    [InlineData("müller@XN--BCHER-KVA.example", "müller@xn--bcher-kva.example")]
    [InlineData("анна@пример.рф", "анна@xn--e1afmkfd.xn--p1ai")]
    [InlineData("a@例え。テスト", "a@xn--r8jz45g.xn--zckzah")]
    [InlineData("a@ｅｘａｍｐｌｅ.org", "a@example.org")]
    [InlineData("anna@example.org.", "anna@example.org")]
    [InlineData("anna.@example.org", "anna.@example.org")]
    [InlineData("root@localhost", "root@localhost")]
    [InlineData("o'brien_x@example.org", "o'brien_x@example.org")]
    [InlineData("\"a b\"@example.org", "\"a b\"@example.org")]
    [InlineData("a@[192.0.2.1]", "a@[192.0.2.1]")]
    [InlineData("I@EXAMPLE.ORG", "i@example.org")]
    public void Address_becomes_its_comparable_form(string given, string expected) =>
        Assert.Equal(expected, EmailNormaliser.Normalise(given));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("anna")]
    [InlineData("@example.org")]
    [InlineData("anna@")]
    [InlineData("anna@@example.org")]
    [InlineData("a@b@example.org")]
    [InlineData("anna@example..org")]
    [InlineData("anna@.example.org")]
    [InlineData("anna@example.org..")]
    [InlineData("anna@exam ple.org")]
    [InlineData("an na@example.org")]
    [InlineData("an\u0000na@example.org")]
    [InlineData("anna\r\n@example.org")]
    [InlineData("anna@exam\u0007ple.org")]
    [InlineData("an\u200Bna@example.org")]
    [InlineData("\u202Eanna@example.org")]
    [InlineData("Anna <anna@example.org>")]
    [InlineData("mailto:anna@example.org")]
    [InlineData("anna@example.org, ben@example.org")]
    public void What_is_no_address_has_no_key(string? given) => Assert.Null(EmailNormaliser.Normalise(given));

    [Fact]
    public void Half_a_surrogate_pair_has_no_key() => Assert.Null(EmailNormaliser.Normalise("a\uD800@example.org"));

    [Fact]
    public void Both_Unicode_forms_of_an_accent_are_equal_and_differ_from_the_plain_letter()
    {
        string? composed = EmailNormaliser.Normalise("zo\u00E9@example.org");
        Assert.Equal(composed, EmailNormaliser.Normalise("ZOE\u0301@example.org"));
        Assert.NotEqual(composed, EmailNormaliser.Normalise("zoe@example.org"));
    }

    [Fact]
    public void Accents_and_special_letters_stay_apart()
    {
        string[] names = ["zoe", "zoë", "zoé", "strasse", "straße", "ı", "i", "ё", "е"];
        Assert.Equal(names.Length, names.Select(n => EmailNormaliser.Normalise(n + "@example.org")).Distinct().Count());
    }

    [Theory]
    [InlineData(300, true)]
    [InlineData(308, true)]
    [InlineData(309, false)]
    public void Length_ends_at_320_characters(int localLength, bool usable) =>
        Assert.Equal(usable, EmailNormaliser.Normalise(new string('a', localLength) + "@example.org") is not null);

    [Theory]
    [InlineData(63, true)]
    [InlineData(64, false)]
    public void Labels_of_a_domain_end_at_63_characters(int length, bool usable) =>
        Assert.Equal(usable, EmailNormaliser.Normalise($"a@{new string('b', length)}.example") is not null);

    [Theory]
    [InlineData("Anna@EXAMPLE.org")]
    [InlineData("müller@bücher.example")]
    [InlineData("a@例え。テスト")]
    public void Normalising_twice_changes_nothing(string given)
    {
        string? once = EmailNormaliser.Normalise(given);
        Assert.Equal(once, EmailNormaliser.Normalise(once));
    }

    [Fact]
    public void Process_that_normalises_is_usable()
    {
        EmailNormaliser.EnsureUsable();
        Assert.Equal(1, EmailNormaliser.Version);
    }

    [Fact]
    public void Process_that_does_not_normalise_is_refused()
    {
        UserSyncException refused = Assert.Throws<UserSyncException>(() => EmailNormaliser.EnsureUsable(text => text));
        Assert.Equal(ErrorIds.NormaliserUnsuitable, refused.Error.Id);
    }
}
