using UserSync.Core.Mapping;
using UserSync.Core.Model;

namespace UserSync.Core.Tests.Mapping;

public sealed class TemplateTransformTests
{
    [Theory]
    [InlineData("{first_name} {last_name}", "Anna", "Berg", "Anna Berg")]
    [InlineData("{first_name} {last_name}", "Anna", "", "Anna")]
    [InlineData("{first_name} {last_name}", "", "Berg", "Berg")]
    [InlineData("{last_name}, {first_name} ({value})", "Anna", "Berg", "Berg, Anna (v)")]
    [InlineData("{{{value}}}", "", "", "{v}")]
    public void Fields_are_filled_in(string template, string first, string last, string expected) =>
        Assert.Equal(FieldValue.Of(expected), Apply(template, FieldValue.Of("v"), FieldValue.Of(first), FieldValue.Of(last)));

    [Fact]
    public void Nothing_but_empty_fields_gives_an_empty_value() =>
        Assert.True(Apply("Name: {first_name} {value}", FieldValue.Empty, FieldValue.Empty, FieldValue.Empty).IsEmpty);

    [Fact]
    public void Field_that_was_not_read_makes_the_result_not_read() =>
        Assert.True(Apply("{first_name} {last_name}", FieldValue.Of("v"), FieldValue.Of("Anna"), FieldValue.NotRead).IsNotRead);

    [Fact]
    public void Template_tells_which_fields_it_reads() =>
        Assert.Equal(["first_name", "meta.title"], new TransformChain([new TemplateTransform("{value}{first_name}{meta.title}{first_name}")]).RecordPaths);

    [Theory]
    [InlineData("no field")]
    [InlineData("{open")]
    [InlineData("close}")]
    [InlineData("{} x")]
    [InlineData("{{value}}")]
    public void Broken_template_is_refused(string template) => Assert.Throws<FormatException>(() => new TemplateTransform(template));

    private static FieldValue Apply(string template, FieldValue value, FieldValue first, FieldValue last) =>
        new TransformChain([new TemplateTransform(template)]).Apply(value, path => path switch
        {
            "first_name" => first,
            "last_name" => last,
            _ => FieldValue.NotRead,
        });
}
