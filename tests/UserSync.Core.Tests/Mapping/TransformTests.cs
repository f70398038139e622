using UserSync.Core.Mapping;
using UserSync.Core.Model;

namespace UserSync.Core.Tests.Mapping;

public sealed class TransformTests
{
    public static TheoryData<FieldTransform, string, string> SingleSteps => new()
    {
        { new TrimTransform(), "  Anna \t Berg ", "Anna Berg" },
        { new CaseTransform(LetterCase.Lower), "ÄBC İ", "äbc İ" },
        { new CaseTransform(LetterCase.Upper), "straße é", "STRAßE É" },
        { new CaseTransform(LetterCase.Title), "anna-maria o'brien", "Anna-Maria O'Brien" },
        { new CaseTransform(LetterCase.Title), "JEAN DUPONT", "Jean Dupont" },
        { new CaseTransform(LetterCase.Title), "Ronald McDonald's", "Ronald McDonald's" },
        { new PhoneTransform("DE"), "030 1234567", "+49301234567" },
        { new DateTransform("dd.MM.yyyy", "yyyy-MM-dd"), "07.11.1984", "1984-11-07" },
        { new DateTransform("yyyy-MM-ddTHH:mm:sszzz", "yyyy-MM-dd"), "1984-11-07T23:30:00+05:00", "1984-11-07" },
        { new SplitTransform(" ", SplitPart.First), "Anna Maria Berg", "Anna" },
        { new SplitTransform(" ", SplitPart.Last), "Anna Maria Berg", "Berg" },
        { new SplitTransform(" ", SplitPart.Rest), "Anna Maria Berg", "Maria Berg" },
        { new SplitTransform(" ", SplitPart.Rest), "Anna", "" },
        { new SplitTransform(" ", SplitPart.Last), "Anna", "Anna" },
        { new SplitTransform(null, SplitPart.Rest), "Anna\u00A0 Maria Berg", "Maria Berg" },
        { new SplitTransform("/", SplitPart.Index, 1), "a/b/c", "b" },
        { new SplitTransform("/", SplitPart.Index, 7), "a/b/c", "" },
        { Table(("gold", "1"), ("*", "0")), "gold", "1" },
        { Table(("gold", "1"), ("*", "0")), "Gold", "0" },
        { Table(("none", ""), ("a", "b")), "none", "" },
        { new ConstantTransform("web"), "anything", "web" },
        { new ReplaceTransform(@"\s+", ""), "a b  c", "abc" },
        { new ReplaceTransform("^(DR)\\. ", "$1 ", ignoreCase: true), "Dr. Who", "Dr Who" },
        { new TruncateTransform(3), "abcdef", "abc" },
        { new TruncateTransform(3), "abc", "abc" },
        { new TruncateTransform(2), "a\U0001F600bc", "a\U0001F600" },
        { new TruncateTransform(2), "ae\u0301x", "a" },
        { new TruncateTransform(4), "abc def", "abc" },
    };

    [Theory]
    [MemberData(nameof(SingleSteps))]
    public void Step_makes_of_a_text(FieldTransform step, string given, string expected) =>
        Assert.Equal(FieldValue.Of(expected), new TransformChain([step]).Apply(FieldValue.Of(given)));

    public static TheoryData<FieldTransform, string> Refusals => new()
    {
        { new PhoneTransform("DE"), "call me" },
        { new PhoneTransform(null), "030 1234567" },
        { new DateTransform("dd.MM.yyyy", "yyyy-MM-dd"), "31.02.2020" },
        { new DateTransform("dd.MM.yyyy", "yyyy-MM-dd"), "2020-01-01" },
        { Table(("gold", "1")), "silver" },
        { new ReplaceTransform("^(a+)+$", ""), new string('a', 40) + "!" },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public void Value_that_a_step_does_not_understand_is_refused(FieldTransform step, string given) =>
        Assert.Throws<TransformException>(() => new TransformChain([step]).Apply(FieldValue.Of(given)));

    [Fact]
    public void Steps_treat_each_of_several_values()
    {
        FieldValue value = FieldValue.Of([" A ", "B"]);
        Assert.Equal(FieldValue.Of(["a", "b"]), new TransformChain([new TrimTransform(), new CaseTransform(LetterCase.Lower)]).Apply(value));
        Assert.Equal(FieldValue.Of("A; B"), new TransformChain([new TrimTransform(), new JoinTransform("; ")]).Apply(value));
        Assert.Equal(FieldValue.Of(["x", "y", "z"]), new TransformChain([new SplitTransform(";", SplitPart.All)]).Apply(FieldValue.Of(["x; y", "z"])));
    }

    [Fact]
    public void Not_read_stays_not_read_and_empty_stays_empty()
    {
        TransformChain chain = new([new TrimTransform(), new SplitTransform(" ", SplitPart.First)]);
        Assert.True(chain.Apply(FieldValue.NotRead).IsNotRead);
        Assert.True(chain.Apply(FieldValue.Empty).IsEmpty);
        Assert.True(new TransformChain([new ConstantTransform("x")]).Apply(FieldValue.NotRead).IsNotRead);
    }

    [Fact]
    public void Constant_and_table_row_for_empty_make_something_of_an_empty_value()
    {
        Assert.Equal(FieldValue.Of("x"), new TransformChain([new TrimTransform(), new ConstantTransform("x")]).Apply(FieldValue.Empty));
        Assert.Equal(FieldValue.Of("none"), new TransformChain([Table(("", "none"), ("*", "some"))]).Apply(FieldValue.Empty));
        Assert.True(new TransformChain([Table(("*", "some"))]).Apply(FieldValue.Empty).IsEmpty);
    }

    [Fact]
    public void Steps_have_signatures_of_their_own()
    {
        FieldTransform[] steps =
        [
            new TrimTransform(), new CaseTransform(LetterCase.Lower), new CaseTransform(LetterCase.Upper), new CaseTransform(LetterCase.Title),
            new PhoneTransform(null), new PhoneTransform("DE"), new DateTransform("dd.MM.yyyy", "yyyy-MM-dd"), new DateTransform("yyyy-MM-dd", "dd.MM.yyyy"),
            new SplitTransform(" ", SplitPart.First), new SplitTransform(" ", SplitPart.Index, 1), new JoinTransform(" "), new JoinTransform("\",\""),
            Table(("a", "b")), Table(("a", "c")), Table(("a", "b"), ("c", "d")), new ConstantTransform("a"), new TemplateTransform("{value}"),
            new ReplaceTransform("a", "b"), new ReplaceTransform("a", "b", true), new TruncateTransform(4),
            Table([.. Enumerable.Range(0, 500).Select(i => ($"k{i}", "v"))]), Table([.. Enumerable.Range(0, 501).Select(i => ($"k{i}", "v"))]),
        ];
        Assert.Distinct(steps.Select(s => s.Signature));
        Assert.All(steps, s => Assert.InRange(s.Signature.Length, 1, 130));
    }

    [Fact]
    public void Signature_of_a_table_does_not_depend_on_the_order_of_its_rows() =>
        Assert.Equal(Table(("a", "1"), ("b", "2")).Signature, Table(("b", "2"), ("a", "1")).Signature);

    internal static ValueTableTransform Table(params (string From, string To)[] rows) =>
        new(rows.ToDictionary(r => r.From, r => r.To, StringComparer.Ordinal));
}
