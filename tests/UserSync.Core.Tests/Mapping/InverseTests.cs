using UserSync.Core.Mapping;
using UserSync.Core.Model;

namespace UserSync.Core.Tests.Mapping;

public sealed class InverseTests
{
    [Fact]
    public void Normalising_steps_are_their_own_inverse() => Assert.All(
        [new TrimTransform(), new CaseTransform(LetterCase.Title), new PhoneTransform("DE"), new DateTransform("yyyy-MM-dd", "yyyy-MM-dd")],
        (FieldTransform step) => Assert.Same(step, step.Inverse));

    [Fact]
    public void Steps_that_lose_something_have_no_inverse() => Assert.All(
        [
            new SplitTransform(" ", SplitPart.First), new ConstantTransform("x"), new TemplateTransform("{value}"), new ReplaceTransform("a", "b"),
            new TruncateTransform(3), new JoinTransform(" "), TransformTests.Table(("a", "1"), ("*", "0")), TransformTests.Table(("a", "1"), ("b", "1")),
            new DateTransform("dd.MM.yyyy HH:mm", "yyyy-MM-dd"), new DateTransform("dd.MM.yyyy", "MM/yyyy"),
        ],
        (FieldTransform step) => Assert.Null(step.Inverse));

    [Fact]
    public void Chain_that_can_be_inverted_leads_back()
    {
        TransformChain there = new([new TrimTransform(), new DateTransform("dd.MM.yyyy", "yyyy-MM-dd"), TransformTests.Table(("2000-01-31", "Y2K"))]);
        TransformChain? back = there.Invert();
        Assert.NotNull(back);
        Assert.Equal(FieldValue.Of("Y2K"), there.Apply(FieldValue.Of(" 31.01.2000 ")));
        Assert.Equal(FieldValue.Of("31.01.2000"), back.Apply(FieldValue.Of("Y2K")));
    }

    [Fact]
    public void Joined_values_are_split_on_the_way_back()
    {
        TransformChain there = new([new JoinTransform(";")]);
        FieldValue many = FieldValue.Of(["a", "b"]);
        Assert.Equal(many, there.Invert()!.Apply(there.Apply(many)));
    }

    [Fact]
    public void Table_with_a_row_for_empty_leads_back_to_empty()
    {
        TransformChain there = new([TransformTests.Table(("", "none"), ("gold", "1"))]);
        Assert.True(there.Invert()!.Apply(FieldValue.Of("none")).IsEmpty);
    }

    [Fact]
    public void Chain_with_a_step_without_inverse_has_none() =>
        Assert.Null(new TransformChain([new TrimTransform(), new ConstantTransform("x")]).Invert());

    [Fact]
    public void Chain_of_normalising_steps_serves_both_ways()
    {
        TransformChain chain = new([new TrimTransform(), new PhoneTransform("DE")]);
        Assert.True(chain.IsOwnInverse);
        Assert.Same(chain, chain.Invert());
    }

    [Theory]
    [InlineData("dd.MM.yyyy", "yyyy-MM-dd", true)]
    [InlineData("yyyy-MM-ddTHH:mm:ssK", "dd.MM.yyyy HH:mm", true)]
    [InlineData("dd.mm.yyyy", "yyyy-MM-dd", false)]
    [InlineData("dd.MM.yyyy", "yyyy-mm-dd", false)]
    [InlineData("MM.yyyy", "yyyy-MM-dd", false)]
    [InlineData("dd.MM.yyyy", "yyyy-MM-ddTHH:mm:sszzz", false)]
    [InlineData("%", "yyyy-MM-dd", false)]
    [InlineData("dd.MM.yyyy", "%", false)]
    public void Date_formats_are_checked(string from, string to, bool fit) => Assert.Equal(fit, DateTransform.Check(from, to) is null);
}
