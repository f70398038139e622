using UserSync.Connectors.Accounts;

namespace UserSync.Connectors.Tests.Accounts;

public sealed class LoginNameTests
{
    [Theory]
    [InlineData("anna.fiktiv@example.org", "anna.fiktiv")]
    [InlineData("ANNA@example.org", "anna")]
    [InlineData("borys+news@example.net", "borys-news")]
    [InlineData("jörg.groß@example.org", "jorg.gross")]
    [InlineData("e\u0301va@example.org", "eva")]
    [InlineData("\"odd name\"@example.org", "oddname")]
    [InlineData(".dots..@example.org", "dots")]
    [InlineData("12345@example.org", "user-12345")]
    [InlineData("a@example.org", "user-a")]
    public void The_first_login_is_the_local_part_in_legal_letters(string email, string login) =>
        Assert.Equal(login, LoginName.Candidates(email, null)[0]);

    [Theory]
    [InlineData("вася@example.org")]
    [InlineData("+++@example.org")]
    [InlineData("@example.org")]
    public void An_address_without_legal_letters_gets_a_login_all_the_same(string email) =>
        Assert.Matches("^user-[0-9a-f]{8}$|^example.org$", LoginName.Candidates(email, null)[0]);

    [Fact]
    public void Logins_are_legal_short_enough_and_different()
    {
        IReadOnlyList<string> logins = LoginName.Candidates(new string('x', 200) + "@example.org", "marker");
        Assert.All(logins, login => Assert.Matches("^[a-z0-9._-]{3,50}$", login));
        Assert.Equal(logins.Count, logins.Distinct().Count());
    }

    [Fact]
    public void The_same_person_gets_the_same_logins_each_time_and_another_person_others()
    {
        Assert.Equal(LoginName.Candidates("a@example.org", "1"), LoginName.Candidates("a@example.org", "1"));
        Assert.NotEqual(LoginName.Candidates("a@example.org", "1")[1], LoginName.Candidates("a@example.com", "2")[1]);
    }
}
