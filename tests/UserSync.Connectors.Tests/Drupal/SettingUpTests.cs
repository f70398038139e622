using UserSync.Core.Connectors;
using UserSync.Core.Profiles;
using UserSync.Simulators.Drupal;

namespace UserSync.Connectors.Tests.Drupal;

/// <summary>The checklist of Test-SyncProfile names each missing right, module and setting with its remedy.</summary>
public sealed class SettingUpTests : DrupalTest
{
    [Fact]
    public async Task A_site_that_is_set_up_right_passes_all_checks()
    {
        Scene.Database.Permit("sync_service", "administer permissions", "administer user fields");
        Assert.Equal(
            ["address", "transport", "credential", "site identity", "clock", "permission administer users", "users", "writing", "roles", "custom fields"],
            (await CheckAsync()).Select(c => c.Passed == true ? c.Check : $"{c.Check} {c.Passed}: {c.Detail}"));
    }

    [Fact]
    public async Task An_account_with_the_least_rights_is_told_what_further_permissions_are_for_and_does_not_fail()
    {
        List<CheckResult> checks = await CheckAsync();
        Assert.DoesNotContain(checks, c => c.Passed == false);
        Assert.Contains(checks, c => c is { Check: "roles", Passed: null } && c.Remedy!.Contains("administer permissions", StringComparison.Ordinal));
        Assert.Contains(checks, c => c is { Check: "custom fields", Passed: null } && c.Remedy!.Contains("administer user fields", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_module_JSON_API_is_named_when_it_is_off()
    {
        Scene.Site.JsonApiEnabled = false;
        Assert.Contains(await CheckAsync(), c => c is { Check: "address", Passed: false } && c.Remedy!.Contains("JSON:API", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_module_for_basic_authentication_is_named_when_it_is_off()
    {
        Scene.Site.BasicAuthEnabled = false;
        List<CheckResult> checks = await CheckAsync();
        Assert.Contains(checks, c => c is { Check: "address", Passed: true });
        Assert.Contains(checks, c => c is { Check: "credential", Passed: false } && c.Remedy!.Contains("HTTP Basic Authentication", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_permission_to_administer_users_is_named_when_it_is_missing() =>
        Assert.Contains(await CheckAsync("reader:reader-pass"), c => c is { Check: "permission administer users", Passed: false } && c.Remedy!.Contains("administer users", StringComparison.Ordinal));

    [Fact]
    public async Task Reading_only_is_told_where_the_profile_writes_and_no_matter_where_it_does_not()
    {
        Scene.Site.ReadOnly = true;
        Assert.Contains(await CheckAsync(), c => c is { Check: "writing", Passed: false } && c.Remedy!.Contains("/admin/config/services/jsonapi", StringComparison.Ordinal));
        Scene.Profile = p => p with { Direction = SyncDirection.ToCrm };
        Assert.DoesNotContain(await CheckAsync(), c => c.Check == "writing" || c.Passed == false);
    }

    [Fact]
    public async Task The_check_of_writing_stores_nothing()
    {
        await CheckAsync();
        Assert.Equal(5, Scene.Database.NextUid);
    }

    [Fact]
    public async Task A_role_for_new_users_that_cannot_be_given_fails_and_one_that_has_all_rights_is_warned_of()
    {
        Scene.Profile = p => p with { Users = new UserPolicy { Groups = ["editor"] } };
        Assert.Contains(await CheckAsync(), c => c is { Check: "users.groups", Passed: false, Remedy: not null });
        Scene.Database.Permit("sync_service", "administer permissions");
        Scene.Profile = p => p with { Users = new UserPolicy { Groups = ["Administrator"] } };
        List<CheckResult> checks = await CheckAsync();
        Assert.Contains(checks, c => c is { Check: "users.groups", Passed: true });
        Assert.Contains(checks, c => c is { Check: "role administrator", Passed: null });
    }

    [Fact]
    public async Task What_a_delete_does_is_said_to_be_the_sites_own_setting()
    {
        Scene.Profile = p => p with { Users = new UserPolicy { OnContactDeleted = GonePolicy.Delete } };
        Assert.Contains(await CheckAsync(), c => c is { Check: "users.onContactDeleted", Passed: null } && c.Remedy!.Contains("Account settings", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_clock_that_is_wrong_fails()
    {
        await using UserSync.Connectors.Drupal.DrupalConnector connector = Scene.Connector();
        Scene.Site.Clock.Advance(TimeSpan.FromMinutes(30));
        Assert.Contains(await connector.CheckAsync(Token).ToListAsync(Token), c => c is { Check: "clock", Passed: false, Remedy: not null });
    }
}
