using UserSync.Cli.Tests.Support;

namespace UserSync.Cli.Tests.Kills;

/// <summary>A forced kill at each named seam of a run into a file.</summary>
[Trait("Category", "slow")]
public sealed class SeamKillTests
{
    private readonly ITestOutputHelper _output;

    public SeamKillTests(ITestOutputHelper output) => _output = output;

    [Theory]
    [InlineData("intent", 1)]
    [InlineData("intent", 2)]
    [InlineData("request", 1)]
    [InlineData("written", 1)]
    [InlineData("rename", 1)]
    [InlineData("renamed", 1)]
    [InlineData("answer", 1)]
    [InlineData("commit", 1)]
    public async Task After_a_kill_at_a_seam_the_next_run_neither_doubles_nor_loses(string seam, int passes)
    {
        var world = new KilledWorld(_output, new Dictionary<string, string?>());
        await world.KillAtAsync(seam, passes, folder =>
        {
            folder.Put("shop.json", Given.Profile());
            folder.Put("users.csv", Given.Users(1500));
            folder.Put("contacts.csv", "id,first_name,last_name,email\n" + string.Concat(Enumerable.Range(1, 300).Select(i => $"K{i},,,USER{i * 5}@example.org\n")));
        });
    }
}
