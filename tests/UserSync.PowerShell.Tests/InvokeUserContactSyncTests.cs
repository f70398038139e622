using System.Management.Automation;
using UserSync.Core.Errors;
using UserSync.Core.Execution;
using UserSync.Core.Links;
using UserSync.PowerShell.Commands;
using UserSync.PowerShell.Shell;
using UserSync.PowerShell.Tests.Support;

namespace UserSync.PowerShell.Tests;

/// <summary>Without an engine a switch is never set: what switches do is tested in Pester.</summary>
public sealed class InvokeUserContactSyncTests : IDisposable
{
    private readonly Folder _folder = new();

    private FakeShell Shell => _folder.Shell;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Ids_are_synchronised_into_one_summary()
    {
        _folder.Run(new InvokeUserContactSyncCommand { UserId = ["1", "2", "3"] });
        SyncSummary summary = Assert.IsType<SyncSummary>(Assert.Single(Shell.Outputs));
        Assert.Equal((2, 1, 1), (summary.Linked, summary.Created, summary.Updated));
        Assert.Empty(Shell.Errors);
        Assert.Contains("Clara", _folder.Read("contacts.csv"), StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_given_does_nothing_and_says_so()
    {
        _folder.Run(new InvokeUserContactSyncCommand());
        Assert.Empty(Shell.Outputs);
        Assert.Contains("nothing was done", Assert.Single(Shell.Warnings), StringComparison.Ordinal);
        Assert.False(_folder.Has("shop.links.db"));
    }

    [Fact]
    public void An_object_of_the_pipe_without_identity_is_an_error_of_its_own()
    {
        _folder.Run(
            new InvokeUserContactSyncCommand(),
            c => c.UserId = ["1"],
            c =>
            {
                c.UserId = null;
                Shell.Refused = "somebody";
            },
            c => c.UserId = null,
            c => c.UserId = ["3"]);
        ShellError error = Assert.Single(Shell.Errors);
        Assert.Equal((ErrorIds.NoIdentity, ErrorCategory.InvalidArgument, "somebody"), (error.Id, error.Category, error.Target));
        Assert.Equal(2, Assert.IsType<SyncSummary>(Assert.Single(Shell.Outputs)).Checked);
    }

    [Fact]
    public void What_nobody_foresaw_ends_the_command_with_a_stable_id()
    {
        var command = new InvokeUserContactSyncCommand { Shell = Shell };
        command.Step(() => throw new InvalidOperationException("odd"));
        command.Step(() => throw new InvalidOperationException("never run"));
        ShellError error = Assert.Single(Shell.Terminations);
        Assert.Equal(ErrorIds.UnexpectedFailure, error.Id);
        Assert.Contains("InvalidOperationException: odd", error.Exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_preview_asks_about_every_change_and_leaves_no_trace()
    {
        Shell.WhatIf = true;
        string before = _folder.Read("contacts.csv");
        _folder.Run(new InvokeUserContactSyncCommand { UserId = ["1", "2", "3"] });
        Assert.Equal(["create a contact with name, EMAIL and link it", "link to contact 11", "link to contact 12", "update name of contact 12"], Shell.Asked.Select(a => a.Action));
        Assert.Equal("user 3 (clara@example.org)", Shell.Asked[0].Target);
        Assert.True(Assert.IsType<SyncSummary>(Assert.Single(Shell.Outputs)).WhatIf);
        Assert.Equal(before, _folder.Read("contacts.csv"));
        Assert.False(_folder.Has("shop.links.db"));
    }

    [Fact]
    public void A_declined_change_is_not_made()
    {
        Shell.Answer = action => !action.StartsWith("create", StringComparison.Ordinal);
        _folder.Run(new InvokeUserContactSyncCommand { UserId = ["1", "3"] });
        Assert.Equal((1, 0, 1), Numbers());
        Assert.DoesNotContain("Clara", _folder.Read("contacts.csv"), StringComparison.Ordinal);

        (long, long, long) Numbers() => Shell.Outputs[0] is SyncSummary s ? (s.Linked, s.Created, s.Skipped) : default;
    }

    [Fact]
    public void A_failed_item_is_its_own_error_and_the_rest_goes_on()
    {
        _folder.Run(new InvokeUserContactSyncCommand { UserId = ["99", "1"] });
        ShellError error = Assert.Single(Shell.Errors);
        Assert.Equal((ErrorIds.UserNotFound, ErrorCategory.ObjectNotFound), (error.Id, error.Category));
        Assert.Equal("99", Assert.IsType<SyncResult>(error.Target).UserId);
        Assert.Equal(1, Assert.IsType<SyncSummary>(Assert.Single(Shell.Outputs)).Linked);
        Assert.Equal("Check the id with Get-CmsUser.", error.Exception.Data["Remedy"]);
    }

    [Fact]
    public void Conflicts_are_a_warning_with_their_number()
    {
        _folder.Write("contacts.csv", "id,email,name\n11,anna@example.org,A\n12,anna@example.org,B\n");
        _folder.Run(new InvokeUserContactSyncCommand { UserId = ["1"] });
        Assert.StartsWith("1 conflict waits", Assert.Single(Shell.Warnings), StringComparison.Ordinal);
        Assert.Empty(Shell.Errors);
    }

    [Fact]
    public void An_item_of_another_site_is_refused_whatever_the_profile_says()
    {
        _folder.Run(new InvokeUserContactSyncCommand(), c => c.InputObject = Folder.User("1", "other"), c => c.InputObject = Folder.User("1"));
        ShellError error = Assert.Single(Shell.Errors);
        Assert.Equal((ErrorIds.ForeignItem, ErrorCategory.InvalidArgument), (error.Id, error.Category));
        Assert.Equal("other", Assert.IsType<Core.Model.CmsUser>(error.Target).Site);
        Assert.Equal(1, Assert.IsType<SyncSummary>(Assert.Single(Shell.Outputs)).Linked);
    }

    [Fact]
    public void A_second_profile_in_one_pipe_is_refused()
    {
        _folder.Write("two.json", Folder.Profile("two"));
        _folder.Run(
            new InvokeUserContactSyncCommand(),
            c => (c.Profile, c.UserId) = ("./shop.json", ["1"]),
            c => (c.Profile, c.UserId) = ("./two.json", ["2"]),
            c => (c.Profile, c.UserId) = (_folder.File("shop.json"), ["3"]));
        Assert.Equal(ErrorIds.SecondProfile, Assert.Single(Shell.Errors).Id);
        Assert.Equal(2, Assert.IsType<SyncSummary>(Assert.Single(Shell.Outputs)).Checked);
    }

    [Fact]
    public void Whatever_ends_the_run_ends_the_command_after_its_summary()
    {
        _folder.Run(new InvokeUserContactSyncCommand { Since = DateTimeOffset.UnixEpoch });
        Assert.Equal(ErrorIds.ProfileInvalid, Assert.Single(Shell.Terminations).Id);
        Assert.NotNull(Assert.IsType<SyncSummary>(Assert.Single(Shell.Outputs)).Ended);
    }

    [Fact]
    public void A_stopped_run_leaves_no_lease()
    {
        using (var command = new InvokeUserContactSyncCommand { Shell = Shell, Profile = "./shop.json", UserId = ["1", "2", "3"] })
        {
            command.Step(command.Process);

            // Registered before the run: called after the run's own registrations.
            using var cancelled = new ManualResetEventSlim();
            using CancellationTokenRegistration last = command.StopToken.Register(cancelled.Set);
            Shell.Answer = action =>
            {
                _ = command.CancelAsync();
                return cancelled.Wait(TimeSpan.FromSeconds(30));
            };
            command.Step(command.End);
        }

        Assert.NotNull(Assert.IsType<SyncSummary>(Assert.Single(Shell.Outputs)).Ended);
        Shell.Outputs.Clear();
        Shell.Answer = static _ => true;
        _folder.Run(new InvokeUserContactSyncCommand { UserId = ["1", "2", "3"] });
        Assert.Null(Assert.IsType<SyncSummary>(Assert.Single(Shell.Outputs)).Ended);
    }

    [Fact]
    public void A_plan_is_objects_and_changes_nothing()
    {
        _folder.Run(new GetSyncPlanCommand { UserId = ["1", "2", "3"] });
        Assert.Equal([SyncAction.Created, SyncAction.Linked, SyncAction.Linked, SyncAction.Updated], Shell.Outputs.Cast<SyncPlanItem>().Select(i => i.Action));
        Assert.Empty(Shell.Asked);
        Assert.False(_folder.Has("shop.links.db"));
    }

    [Fact]
    public void Secrets_of_vaults_are_asked_for_before_the_core_starts()
    {
        var asked = new List<string>();
        Shell.Vault = (vault, name) =>
        {
            asked.Add($"{vault}|{name}");
            throw new UserSyncException(new SyncError(ErrorIds.SecretUnavailable, "locked"));
        };
        _folder.Write("wp.json", """{ "cms": { "kind": "wordpress", "site": "wp", "url": "https://wp.example.org", "credential": "secret:Work/wp" }, "crm": { "kind": "csv", "account": "crm", "path": "contacts.csv" } }""");
        _folder.Run(new InvokeUserContactSyncCommand { Profile = "./wp.json", UserId = ["1"] });
        Assert.Equal(["Work|wp"], asked);
        Assert.Equal(ErrorIds.SecretUnavailable, Assert.Single(Shell.Terminations).Id);
    }

    [Fact]
    public void The_journal_of_a_run_is_history()
    {
        _folder.Run(new InvokeUserContactSyncCommand { UserId = ["1", "2", "3"] });
        Shell.Outputs.Clear();
        _folder.Run(new GetSyncHistoryCommand { UserId = ["2"] });
        Assert.Equal(["Linked", "Updated"], Shell.Outputs.Cast<SyncChange>().Select(c => c.Action));
    }
}
