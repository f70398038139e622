using UserSync.Core.Redaction;

namespace UserSync.Core.Tests.Redaction;

public sealed class RedactorTests
{
    [Theory]
    [InlineData("Authorization")]
    [InlineData("Proxy-Authorization")]
    [InlineData("X-Civi-Auth")]
    [InlineData("X-Civi-Key")]
    [InlineData("X-Joomla-Token")]
    [InlineData("Cookie")]
    [InlineData("Set-Cookie")]
    [InlineData("password")]
    [InlineData("user_pass")]
    [InlineData("api_key")]
    [InlineData("apiKey")]
    [InlineData("client_secret")]
    [InlineData("refresh_token")]
    [InlineData("site-key")]
    [InlineData("X-WP-Nonce")]
    public void Names_of_secrets_are_known_in_any_spelling(string name) => Assert.True(Redactor.IsSecret(name));

    [Theory]
    [InlineData("email")]
    [InlineData("code")]
    [InlineData("Content-Type")]
    [InlineData("X-WP-Total")]
    [InlineData("author")]
    [InlineData("passport_no")]
    public void Other_names_are_left_alone(string name) => Assert.False(Redactor.IsSecret(name));

    [Theory]
    [InlineData("""{"a":1,"password":"geheim"}""", """{"a":1,"password":"***"}""")]
    [InlineData("""[{"user":{"pass":{"x":["geheim"]}}},"b"]""", """[{"user":{"pass":"***"}},"b"]""")]
    [InlineData("""{"token":null,"n":1.50}""", """{"token":"***","n":1.50}""")]
    [InlineData("""{"name":"api_key","value":"geheim"}""", """{"name":"api_key","value":"***"}""")]
    [InlineData("""{"where":[["api_key","=","geheim"],["id","=",5]]}""", """{"where":[["api_key","***","***"],["id","=",5]]}""")]
    [InlineData("""{"at":"2026-11-20T15:32:47+01:00","password":"geheim"}""", """{"at":"2026-11-20T15:32:47+01:00","password":"***"}""")]
    public void Json_keeps_its_structure_and_loses_its_secrets(string json, string expected) => Assert.Equal(expected, Redactor.Body("application/json", json));

    [Theory]
    [InlineData("a=1&password=geheim&b=2", "a=1&password=***&b=2")]
    [InlineData("grant_type=authorization_code&code=geheim", "grant_type=authorization_code&code=***")]
    [InlineData("user%5Bpass%5D=geheim", "user%5Bpass%5D=***")]
    [InlineData("params=%7B%22api_key%22%3A%22geheim%22%7D", """params={"api_key":"***"}""")]
    public void Forms_lose_their_secrets_also_inside_json(string form, string expected) =>
        Assert.Equal(expected, Redactor.Body("application/x-www-form-urlencoded", form));

    [Theory]
    [InlineData("application/json", """{"a":1,"password":"gehe""")]
    [InlineData("application/json", """{"password":"geheim"} trailing geheim""")]
    [InlineData("text/html", "<input name=password value=geheim>")]
    [InlineData(null, "geheim")]
    public void What_cannot_be_taken_apart_is_withheld_whole(string? mediaType, string body) =>
        Assert.DoesNotContain("gehe", Redactor.Body(mediaType, body), StringComparison.Ordinal);

    [Fact]
    public void Deep_nesting_is_withheld_and_no_stack_overflow() =>
        Assert.Contains("withheld", Redactor.Json(new string('[', 100_000)), StringComparison.Ordinal);
}
