using UserSync.Core.Connectors;
using UserSync.Core.Errors;
using UserSync.Core.Execution;
using UserSync.Core.Links;
using UserSync.Core.Model;
using UserSync.Core.Profiles;
using UserSync.Core.Tests.Support;

namespace UserSync.Core.Tests.Execution;

public sealed class ProfileCheckTests : IDisposable
{
    private readonly Scene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task A_secret_that_is_not_there_costs_only_its_side()
    {
        List<CheckResult> lines = await CheckAsync(() => throw new UserSyncException(new SyncError(ErrorIds.SecretUnavailable, "not set") { Remedy = "Set it." }));
        CheckResult secret = Assert.Single(lines, l => l is { Side: Side.Cms, Passed: false });
        Assert.Equal(("credential", "Set it."), (secret.Check, secret.Remedy));
        Assert.Contains(lines, l => l is { Side: Side.Crm, Check: "identity", Passed: true });
    }

    [Fact]
    public async Task Another_identity_than_the_links_were_made_with_is_told()
    {
        await using (LinkStore store = await _scene.OpenStoreAsync())
            await store.Ends.AcceptAsync(Side.Cms, "site", new EndIdentity("somewhere else", "x"), CancellationToken.None);
        CheckResult line = Assert.Single(await CheckAsync(() => _scene.Cms), l => l.Check == "same identity");
        Assert.Equal((false, Side.Cms), (line.Passed, line.Side));
    }

    [Fact]
    public async Task A_policy_that_a_system_cannot_honour_is_a_line_of_its_own()
    {
        _scene.Profile = _scene.Profile with { Fields = [Scene.NameField with { OnConflict = FieldConflictPolicy.Newest }], Contacts = new ContactPolicy { Notes = ["created"], OnUserDeleted = GonePolicy.Delete } };
        List<CheckResult> lines = await CheckAsync(() => _scene.Cms);
        Assert.Contains(lines, l => l.Check.StartsWith("policy ", StringComparison.Ordinal) && l is { Passed: false, Remedy: not null });
    }

    [Fact]
    public async Task The_newest_needs_a_zone_where_the_CRM_tells_none()
    {
        _scene.Profile = _scene.Profile with { Fields = [Scene.NameField with { Direction = SyncDirection.Both, OnConflict = FieldConflictPolicy.Newest }] };
        _scene.Cms.Capabilities = _scene.Cms.Capabilities with { ModifiedTime = true };
        _scene.Crm.Capabilities = _scene.Crm.Capabilities with { ModifiedTime = true };
        Assert.DoesNotContain(await CheckAsync(() => _scene.Cms), IsRefused);
        _scene.Crm.Capabilities = _scene.Crm.Capabilities with { ZoneUnknown = true };
        Assert.Contains("crm.timeZone", Assert.Single(await CheckAsync(() => _scene.Cms), IsRefused).Remedy, StringComparison.Ordinal);
        static bool IsRefused(CheckResult line) => line is { Check: "policy fields.onConflict", Passed: false };
    }

    [Fact]
    public void A_profile_with_problems_has_a_line_for_each()
        => Assert.Equal([false, false], ProfileCheck.OfReading(ProfileLoader.ReadText("{ \"cms\": 1, \"crm\": 2 }", "/x/y.json")).Select(l => l.Passed));

    [Theory]
    [InlineData("text", "text", true)]
    [InlineData("date", "datetime", true)]
    [InlineData("number", "text", true)]
    [InlineData("text", "number", null)]
    [InlineData("boolean", "date", false)]
    public void Types_fit_do_not_fit_or_only_the_values_will_tell(string from, string to, bool? fits)
        => Assert.Equal(fits, FieldFit.Of(new FieldInfo("a", "a", from), new FieldInfo("b", "b", to)));

    private async Task<List<CheckResult>> CheckAsync(Func<ICmsConnector> cms)
    {
        await using LinkStore store = await _scene.OpenStoreAsync();
        return await new ProfileCheck(_scene.Profile, cms, () => _scene.Crm, _ => Task.FromResult(store), _scene.Clock).RunAsync(CancellationToken.None).ToListAsync();
    }
}
