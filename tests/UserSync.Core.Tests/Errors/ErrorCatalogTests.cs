using System.Reflection;
using UserSync.Core.Errors;

namespace UserSync.Core.Tests.Errors;

public sealed class ErrorCatalogTests
{
    [Fact]
    public void Every_error_id_has_its_row_once()
    {
        IEnumerable<string> ids = typeof(ErrorIds).GetFields(BindingFlags.Public | BindingFlags.Static).Select(f => (string)f.GetRawConstantValue()!);
        Assert.Equal(ids.Order(StringComparer.Ordinal), ErrorCatalog.All.Select(e => e.Id).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_class_of_a_connectors_failure_has_a_row() =>
        Assert.All(Enum.GetValues<ConnectorErrorKind>(), kind => Assert.NotNull(ErrorCatalog.Find(ConnectorException.IdOf(kind))));

    [Fact]
    public void Causes_and_remedies_are_sentences_that_fit_into_a_table() => Assert.All(ErrorCatalog.All, entry =>
    {
        Assert.EndsWith(".", entry.Cause, StringComparison.Ordinal);
        Assert.EndsWith(".", entry.Remedy, StringComparison.Ordinal);
        Assert.DoesNotContain('|', entry.Cause + entry.Remedy);
    });

    [Fact]
    public void Page_of_errors_is_made_from_the_catalogue()
    {
        string page = SourceTree.File("docs/errors.md");
        if (Environment.GetEnvironmentVariable("USERSYNC_WRITE_DOCS") == "1")
            File.WriteAllText(page, ErrorCatalog.ToMarkdown());
        Assert.True(
            File.Exists(page) && string.Equals(ErrorCatalog.ToMarkdown(), File.ReadAllText(page).ReplaceLineEndings("\n"), StringComparison.Ordinal),
            "docs/errors.md differs from ErrorCatalog.ToMarkdown(). Run this test with USERSYNC_WRITE_DOCS=1 to write it.");
    }

    [Fact]
    public void Unknown_id_has_no_row() => Assert.Null(ErrorCatalog.Find("NoSuchError"));
}
