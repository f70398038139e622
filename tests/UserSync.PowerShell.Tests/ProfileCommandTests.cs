using UserSync.Core.Connectors;
using UserSync.Core.Errors;
using UserSync.Core.Links;
using UserSync.Core.Model;
using UserSync.Core.Profiles;
using UserSync.PowerShell.Commands;
using UserSync.PowerShell.Tests.Support;

namespace UserSync.PowerShell.Tests;

public sealed class ProfileCommandTests : IDisposable
{
    private readonly Folder _folder = new();

    public ProfileCommandTests()
    {
        Shell.Variables["USERSYNC_PROFILES"] = Shell.Location;
        Shell.Variables[OperatingSystem.IsWindows() ? "APPDATA" : "XDG_CONFIG_HOME"] = _folder.File("config");
    }

    private FakeShell Shell => _folder.Shell;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_new_profile_loads_and_brings_its_schema()
    {
        _folder.Run(new NewSyncProfileCommand { Name = "neu", Cms = "WordPress", Crm = "csv" });
        Assert.True(Assert.IsType<ProfileListing>(Assert.Single(Shell.Outputs)).IsValid);
        Assert.True(_folder.Has("sync-profile.schema.json"));
    }

    [Fact]
    public void A_profile_that_exists_is_not_replaced_without_force()
    {
        string before = _folder.Read("shop.json");
        _folder.Run(new NewSyncProfileCommand { Name = "shop", Cms = "csv", Crm = "csv" });
        Assert.Equal(ErrorIds.FileNotWritable, Assert.Single(Shell.Terminations).Id);
        Assert.Equal(before, _folder.Read("shop.json"));
    }

    [Fact]
    public void A_secret_in_place_of_a_reference_is_refused_and_not_written()
    {
        _folder.Run(new NewSyncProfileCommand { Name = "neu", Cms = "wordpress", Crm = "csv", CmsSecret = "admin:hunter2" });
        Assert.Equal(ErrorIds.ProfileInvalid, Assert.Single(Shell.Terminations).Id);
        Assert.False(_folder.Has("neu.json"));
        Assert.DoesNotContain("hunter2", Shell.Terminations[0].Exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_person_is_asked_for_what_is_missing_and_for_nothing_else()
    {
        var answers = new Queue<string?>(["https://shop.example.org", " env:SHOP_WP ", ""]);
        Shell.Person = _ => answers.Dequeue();
        _folder.Run(new NewSyncProfileCommand { Name = "neu", Cms = "WordPress", Crm = "csv" });
        Assert.Empty(answers);
        string text = _folder.Read("neu.json");
        Assert.Contains("\"https://shop.example.org\"", text, StringComparison.Ordinal);
        Assert.Contains("\"env:SHOP_WP\"", text, StringComparison.Ordinal);
        Assert.Contains("\"contacts.csv\"", text, StringComparison.Ordinal);

        Shell.Person = _ => throw new InvalidOperationException("nothing is missing");
        _folder.Run(new NewSyncProfileCommand { Name = "whole", Cms = "csv", Crm = "csv", CmsPath = "u.csv", CrmPath = "c.csv" });
        Assert.True(_folder.Has("whole.json"));
        Shell.WhatIf = true;
        _folder.Run(new NewSyncProfileCommand { Name = "seen", Cms = "csv", Crm = "csv" });
        Assert.Empty(Shell.Terminations);
    }

    [Fact]
    public void A_secret_given_as_an_answer_is_asked_about_again_and_kept_nowhere()
    {
        Shell.Person = what => what.Contains("secret", StringComparison.Ordinal) ? "admin:hunter2" : what.StartsWith("Address", StringComparison.Ordinal) ? "https://admin:hunter2@shop.example.org" : "";
        _folder.Run(new NewSyncProfileCommand { Name = "neu", Cms = "WordPress", Crm = "csv" });
        Assert.True(Assert.IsType<ProfileListing>(Assert.Single(Shell.Outputs)).IsValid);
        Assert.Equal(3, Shell.Lines.Count(l => l.StartsWith("Where", StringComparison.Ordinal)));
        Assert.DoesNotContain("hunter2", _folder.Read("neu.json") + string.Concat(Shell.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public void The_default_profile_is_remembered()
    {
        Users(null);
        Assert.Equal(ErrorIds.ProfileNotFound, Assert.Single(Shell.Terminations).Id);
        _folder.Run(new SetSyncDefaultProfileCommand { Profile = "shop" });
        Users(null);
        Assert.Equal(3, Shell.Outputs.OfType<CmsUser>().Count());
    }

    [Fact]
    public void The_variable_goes_before_the_chosen_default()
    {
        _folder.Write("other.json", Folder.Profile("other"));
        _folder.Run(new SetSyncDefaultProfileCommand { Profile = "shop" });
        Shell.Variables["USERSYNC_PROFILE"] = "other";
        Users(null);
        Assert.All(Shell.Outputs.OfType<CmsUser>(), u => Assert.Equal(("other", "other"), (u.Site, u.Profile)));
    }

    [Fact]
    public void Profiles_are_listed_with_what_is_wrong()
    {
        _folder.Write("bad.json", "{ \"cms\": 1 }");
        _folder.Run(new GetSyncProfileCommand());
        Assert.Equal([("bad", false), ("shop", true)], Shell.Outputs.Cast<ProfileListing>().Select(p => (p.Name, p.IsValid)));
        _folder.Run(new GetSyncProfileCommand { Name = ["nope"] });
        Assert.Equal(ErrorIds.ProfileNotFound, Assert.Single(Shell.Errors).Id);
    }

    [Fact]
    public void The_checklist_of_a_good_profile_passes()
    {
        _folder.Run(new TestSyncProfileCommand { Profile = "shop" });
        Assert.All(Shell.Outputs.Cast<CheckResult>(), c => Assert.NotEqual(false, c.Passed));
        Assert.False(_folder.Has("shop.links.db"));
    }

    [Fact]
    public void The_checklist_names_what_is_missing_with_a_remedy()
    {
        _folder.Write("shop.json", Folder.Profile("shop").Replace("\"user\": \"name\"", "\"user\": \"fields.phone\"", StringComparison.Ordinal));
        File.Delete(_folder.File("contacts.csv"));
        _folder.Run(new TestSyncProfileCommand { Profile = "shop" });
        CheckResult field = Assert.Single(Shell.Outputs.Cast<CheckResult>(), c => c.Check == "field fields.phone");
        Assert.Equal((false, true), (field.Passed, field.Remedy is not null));
    }

    [Fact]
    public void The_checklist_of_a_broken_profile_has_a_line_for_each_problem()
    {
        _folder.Write("bad.json", "{ \"cms\": 1, \"crm\": 2 }");
        _folder.Run(new TestSyncProfileCommand { Profile = "bad" });
        Assert.All(Shell.Outputs.Cast<CheckResult>(), c => Assert.Equal(false, c.Passed));
        Assert.True(Shell.Outputs.Count >= 2);
    }

    [Fact]
    public void Users_are_read_by_id_and_missing_ones_are_items_errors()
    {
        Users(["2", "77"], "shop");
        Assert.Equal("boris@example.org", Assert.IsType<CmsUser>(Assert.Single(Shell.Outputs)).Email);
        Assert.Equal((ErrorIds.UserNotFound, "77"), (Assert.Single(Shell.Errors).Id, Shell.Errors[0].Target));
    }

    [Fact]
    public void Contacts_are_found_by_address_without_regard_to_case()
    {
        _folder.Run(new GetCrmContactCommand { Profile = "shop", Email = ["boris@EXAMPLE.org"] });
        Assert.Equal("12", Assert.IsType<CrmContact>(Assert.Single(Shell.Outputs)).ContactId);
    }

    [Fact]
    public void Fields_are_listed_by_pattern()
    {
        _folder.Run(new GetCrmFieldCommand { Profile = "shop", Path = ["e*"] });
        Assert.Equal("EMAIL", Assert.IsType<FieldInfo>(Assert.Single(Shell.Outputs)).Path);
    }

    [Fact]
    public void A_conflict_is_decided_by_a_link_or_ignored()
    {
        _folder.Write("contacts.csv", "id,email,name\n11,anna@example.org,A\n12,anna@example.org,B\n21,boris@example.org,A\n22,boris@example.org,B\n");
        _folder.Run(new InvokeUserContactSyncCommand { Profile = "shop", UserId = ["1", "2"] });
        Shell.Outputs.Clear();
        _folder.Run(new GetSyncConflictCommand { Profile = "shop" });
        SyncConflict[] open = [.. Shell.Outputs.Cast<SyncConflict>()];
        _folder.Run(new ResolveSyncConflictCommand { Profile = "shop", LinkTo = "12" }, c => c.InputObject = open[0]);
        _folder.Run(new ResolveSyncConflictCommand { Profile = "shop", Ignore = true }, c => c.ConflictId = [open[1].ConflictId, 99]);
        Assert.Equal(ErrorIds.ConflictNotFound, Assert.Single(Shell.Errors).Id);
        Shell.Outputs.Clear();
        _folder.Run(new GetSyncConflictCommand { Profile = "shop" });
        Assert.Empty(Shell.Outputs);
        _folder.Run(new GetSyncLinkCommand { Profile = "shop", UserId = ["1"] });
        Assert.Equal("12", Assert.IsType<SyncLink>(Assert.Single(Shell.Outputs)).ContactId);
    }

    private void Users(string[]? ids, string? profile = null)
    {
        using var command = new GetCmsUserCommand { Shell = Shell, UserId = ids, Profile = profile };
        command.Step(command.Process);
        command.Step(command.End);
    }
}
