using UserSync.Core.Profiles;

namespace UserSync.Core.Tests.Profiles;

public sealed class ProfileErrorTests
{
    /// <summary>Line 5 of a profile from WordPress to CSV, and what is said about it.</summary>
    public static TheoryData<string, int, string, string> Lines => new()
    {
        { "\"direction\": \"tocrm\"", 14, "$.direction", "did you mean 'toCrm'?" },
        { "\"direction\": true", 14, "$.direction", "must be a text, not true or false" },
        { "\"onAmbiguous\": \"newest\"", 16, "$.onAmbiguous", "write one of conflict, oldest, skip" },
        { "\"name\": \"again\"", 1, "$.name", "there twice" },
        { "'direction': \"toCrm\"", 1, "$.direction", "double quotes" },
        { "\"match\": [ \"mail\" ]", 12, "$.match[0]", "write \"email\"" },
        { "\"match\": []", 10, "$.match", "without a match rule" },
        { "\"match\": [ \"email\", \"email\" ]", 21, "$.match[1]", "twice" },
        { "\"match\": [ { \"user\": \"email\" } ]", 12, "$.match[0]", "'contact' is missing" },
        { "\"match\": [ { \"user\": \"a\", \"contact\": \"b\", \"as\": \"fone\" } ]", 49, "$.match[0].as", "did you mean 'phone'?" },
        { "\"match\": [ { \"user\": \"a\", \"contact\": \"b\", \"as\": \"phone\", \"country\": \"XX\" } ]", 69, "$.match[0].country", "no country 'XX'" },
        { "\"match\": [ { \"user\": \"a\", \"contact\": \"b\", \"country\": \"DE\" } ]", 54, "$.match[0].country", "only telephone numbers" },
        { "\"fields\": {}", 11, "$.fields", "must be a list [ ], not an object { }" },
        { "\"fields\": [ { \"user\": \"a\" } ]", 13, "$.fields[0]", "'contact' is missing" },
        { "\"fields\": [ { \"user\": \"a\", \"contact\": \" b\" } ]", 39, "$.fields[0].contact", "white space" },
        { "\"fields\": [ { \"user\": \"a\", \"contact\": \"EMAIL[\" } ]", 39, "$.fields[0].contact", "EMAIL[WORK]" },
        { "\"fields\": [ { \"user\": \"a..b\", \"contact\": \"c\" } ]", 23, "$.fields[0].user", "between two dots" },
        { "\"fields\": [ { \"user\": \"a\", \"contact\": \"id\" } ]", 39, "$.fields[0].contact", "cannot be written" },
        { "\"fields\": [ { \"user\": \"id\", \"contact\": \"c\", \"direction\": \"toCms\" } ]", 23, "$.fields[0].user", "cannot be written" },
        { "\"fields\": [ { \"user\": \"a\", \"contact\": \"c\" }, { \"user\": \"b\", \"contact\": \"c\" } ]", 72, "$.fields[1].contact", "already written by line 5" },
        { "\"fields\": [ { \"user\": \"a\", \"contact\": \"c\", \"onConflict\": \"cms\" } ]", 58, "$.fields[0].onConflict", "has no conflicts" },
        { "\"fields\": [ { \"user\": \"a\", \"contact\": \"c\", \"back\": [] } ]", 52, "$.fields[0].back", "never travels back" },
        { "\"fields\": [ { \"user\": \"a\", \"contact\": \"c\", \"direction\": \"both\", \"enforce\": true } ]", 76, "$.fields[0].enforce", "no side to enforce" },
        { "\"fields\": [ { \"user\": \"a\", \"contact\": \"c\", \"direction\": \"both\", \"previous\": \"d\" } ]", 77, "$.fields[0].previous", "whose former value" },
        { "\"fields\": [ { \"user\": \"a\", \"contact\": \"c\", \"direction\": \"both\", \"onConflict\": \"newest\" } ]", 79, "$.fields[0].onConflict", "cms (wordpress) does not tell" },
        { "\"fields\": [ { \"user\": \"a\", \"contact\": \"c\", \"direction\": \"both\", \"onConflict\": \"newest\" } ]", 79, "$.fields[0].onConflict", "add \"modifiedColumn\" to \"crm\"" },
        { Transform("\"trimm\""), 1, "$.fields[0].transform[0]", "did you mean 'trim'?" },
        { Transform("\"date\""), 1, "$.fields[0].transform[0]", "needs a setting" },
        { Transform("{ \"trim\": true }"), 3, "$.fields[0].transform[0].trim", "write only \"trim\"" },
        { Transform("{ \"tempalte\": \"x\" }"), 3, "$.fields[0].transform[0].tempalte", "did you mean 'template'?" },
        { Transform("{ \"join\": \",\", \"truncate\": 3 }"), 1, "$.fields[0].transform[0]", "exactly one property" },
        { Transform("{ \"phone\": \"GER\" }"), 12, "$.fields[0].transform[0].phone", "no country 'GER'" },
        { Transform("{ \"date\": { \"from\": \"dd.mm.yyyy\", \"to\": \"yyyy-MM-dd\" } }"), 11, "$.fields[0].transform[0].date", "MM is the month" },
        { Transform("{ \"date\": { \"from\": \"dd.MM.yyyy\" } }"), 11, "$.fields[0].transform[0].date", "'to' is missing" },
        { Transform("{ \"split\": { \"separator\": \" \" } }"), 12, "$.fields[0].transform[0].split", "'part' is missing" },
        { Transform("{ \"split\": { \"part\": -1 } }"), 22, "$.fields[0].transform[0].split.part", "whole number from 0" },
        { Transform("{ \"split\": { \"part\": \"frist\" } }"), 22, "$.fields[0].transform[0].split.part", "did you mean 'first'?" },
        { Transform("{ \"map\": {} }"), 1, "$.fields[0].transform[0]", "table is empty" },
        { Transform("{ \"map\": { \"a\": 1 } }"), 17, "$.fields[0].transform[0].map.a", "must be a text or null" },
        { Transform("{ \"template\": \"fixed\" }"), 15, "$.fields[0].transform[0].template", "names no field" },
        { Transform("{ \"replace\": { \"pattern\": \"(\" } }"), 27, "$.fields[0].transform[0].replace.pattern", "no regular expression" },
        { Transform("{ \"truncate\": 0 }"), 15, "$.fields[0].transform[0].truncate", "from 1 to" },
        { "\"groups\": [ { \"group\": \"a\" } ]", 13, "$.groups[0]", "'tag' is missing" },
        { "\"users\": { \"notify\": \"choice\" }", 22, "$.users.notify", "write one of never, always" },
        { "\"users\": { \"temporary\": { \"allow\": true } }", 25, "$.users.temporary", "need a domain" },
        { "\"users\": { \"temporary\": { \"allow\": true, \"domain\": \"a b\" } }", 52, "$.users.temporary.domain", "no domain" },
        { "\"users\": { \"onContactDeleted\": \"note\" }", 32, "$.users.onContactDeleted", "write one of report, unlink, block, delete" },
        { "\"users\": { \"onContactDeleted\": \"delete\" }", 32, "$.users.onContactDeleted", "reassignTo" },
        { "\"users\": { \"enabled\": \"yes\" }", 23, "$.users.enabled", "must be true or false, not a text" },
        { "\"users\": { \"enabled\": null }", 23, "$.users.enabled", "must be true or false, not null" },
        { "\"contacts\": { \"onUserDeleted\": \"block\" }", 32, "$.contacts.onUserDeleted", "write one of report, unlink, note, delete" },
        { "\"contacts\": { \"notes\": [ \"create\" ] }", 26, "$.contacts.notes[0]", "did you mean 'created'?" },
        { "\"contacts\": { \"marker\": \"m\" }", 25, "$.contacts.marker", "marker of its own" },
        { "\"contacts\": { \"tags\": [ \"a\" ] }", 23, "$.contacts.tags", "add \"tagsColumn\"" },
        { "\"relink\": { \"fill\": \"crm\" }", 21, "$.relink.fill", "none, contact, user" },
        { "\"brakes\": { \"maxDeletePercent\": 101 }", 33, "$.brakes.maxDeletePercent", "from 0 to 100" },
        { "\"brakes\": { \"maxDeletePercent\": 1.5 }", 33, "$.brakes.maxDeletePercent", "whole number" },
        { "\"history\": { \"keepDays\": 99999999999999999999 }", 26, "$.history.keepDays", "whole number" },
        { "\"links\": { \"store\": \"postgresql\" }", 10, "$.links", "'connection' is missing" },
        { "\"links\": { \"connection\": \"env:X\" }", 26, "$.links.connection", "SQLite has no connection" },
        { "\"links\": { \"mirror\": \"ufmatch\" }", 22, "$.links.mirror", "table of CiviCRM" },
        { "\"links\": { \"path\": \"people.csv\" }", 20, "$.links.path", "same file as crm" },
        { "\"name2\": \"x\"", 1, "$.name2", "did you mean 'name'?" },
        { "\"webhooks\": []", 1, "$.webhooks", "known are" },
    };

    [Theory]
    [MemberData(nameof(Lines))]
    public void Error_is_told_with_its_place(string line, int column, string path, string part)
    {
        IReadOnlyList<ProfileProblem> problems = ProfileText.Problems(ProfileText.WordPressToCsv(line));
        int expectedLine = line.Contains('\n', StringComparison.Ordinal) ? 6 : 5;
        Assert.Contains(problems, p =>
            p.Line == expectedLine && p.Column == column && p.Path == path && p.Describe("f").Contains(part, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("", 1, "one object")]
    [InlineData("[]", 1, "one object")]
    [InlineData("{\n\"a\": 1\n\"b\": 2 }", 3, "not JSON")]
    [InlineData("{\n\"name\": \"x\"", 2, "not JSON")]
    [InlineData("{ } x", 1, "not JSON")]
    [InlineData("{\n\"name\": \"x }\n", 3, "not JSON")]
    [InlineData("{\n\"name\": undefined }", 2, "no value here")]
    public void Broken_JSON_is_told_with_its_line(string text, int line, string part)
    {
        IReadOnlyList<ProfileProblem> problems = ProfileText.Problems(text);
        Assert.Contains(problems, p => p.Line == line && p.What.Contains(part, StringComparison.Ordinal));
    }

    [Fact]
    public void Text_that_is_nested_too_deeply_is_refused() =>
        Assert.Contains("not JSON", ProfileText.Problems("{ \"a\": " + new string('[', 100))[0].What, StringComparison.Ordinal);

    [Fact]
    public void All_errors_are_told_at_once() => Assert.Equal(
        [5, 6, 7],
        ProfileText.Problems(ProfileText.WordPressToCsv("\"direction\": 1,\n\"users\": { \"x\": 1 },\n\"match\": [ 7 ]")).Select(p => p.Line));

    private static string Transform(string step) =>
        "\"fields\": [ { \"user\": \"a\", \"contact\": \"c\", \"transform\": [\n" + step + "] } ]";
}
