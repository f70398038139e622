using UserSync.Core.Errors;
using UserSync.Core.Execution;
using UserSync.Core.Model;
using UserSync.Core.Profiles;
using UserSync.PowerShell.Commands;
using UserSync.PowerShell.Shell;
using UserSync.PowerShell.Tests.Support;

namespace UserSync.PowerShell.Tests;

/// <summary>Contacts to users. Without an engine a switch is never set: what switches do is tested in Pester.</summary>
public sealed class ImportCrmContactTests : IDisposable
{
    private readonly Folder _folder = new();

    public ImportCrmContactTests()
    {
        _folder.Write("shop.json", """
            { "cms": { "kind": "csv", "site": "shop", "path": "users.csv" },
              "crm": { "kind": "csv", "account": "crm", "path": "contacts.csv", "tagsColumn": "tags" },
              "links": { "path": "shop.links.db" }, "users": { "enabled": true },
              "fields": [ { "user": "name", "contact": "name", "direction": "both" }, { "user": "email", "contact": "EMAIL", "direction": "both" } ] }
            """);
        _folder.Write("contacts.csv", "id,email,name,tags\n11,anna@example.org,Anna,partner\n12,BORIS@example.org,Boris B.,\n13,dora@example.org,Dora,partner|old\n14,,Emil,\n");
    }

    private FakeShell Shell => _folder.Shell;

    private SyncSummary Summary => Assert.IsType<SyncSummary>(Assert.Single(Shell.Outputs));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Ids_become_users_or_are_linked_to_those_that_are_there()
    {
        _folder.Run(new ImportCrmContactCommand { ContactId = ["11", "13"] });
        Assert.Equal((1, 1, "ToCms"), (Summary.Linked, Summary.Created, Summary.Direction));
        Assert.Contains("dora@example.org,Dora", _folder.Read("users.csv"), StringComparison.Ordinal);
        Assert.Empty(Shell.Errors);
    }

    [Fact]
    public void Contacts_are_taken_from_the_pipe_and_each_change_is_asked_about_by_the_contacts_name()
    {
        Shell.WhatIf = true;
        string before = _folder.Read("users.csv");
        _folder.Run(new ImportCrmContactCommand(), c => c.InputObject = Contact("12"), c => c.InputObject = Contact("13"));
        Assert.Equal([("contact 13 (dora@example.org)", "create a user with name, email and link it"), ("user 2 (boris@example.org)", "link to contact 12")], Shell.Asked);
        Assert.Equal(before, _folder.Read("users.csv"));
        Assert.False(_folder.Has("shop.links.db"));
    }

    [Fact]
    public void Tags_choose_and_leave_out()
    {
        _folder.Run(new ImportCrmContactCommand { Tag = ["Partner"], ExcludeTag = ["old"] });
        Assert.Equal((1, 1, "by tag"), (Summary.Checked, Summary.Linked, Summary.Reading));
    }

    [Fact]
    public void A_contact_of_another_account_is_refused()
    {
        _folder.Run(new ImportCrmContactCommand(), c => c.InputObject = Contact("12") with { Account = "other" }, c => c.InputObject = Contact("11"));
        Assert.Equal(ErrorIds.ForeignItem, Assert.Single(Shell.Errors).Id);
        Assert.Equal(1, Summary.Checked);
    }

    [Fact]
    public void Nothing_given_does_nothing_and_says_so()
    {
        _folder.Run(new ImportCrmContactCommand());
        Assert.Empty(Shell.Outputs);
        Assert.Contains("nothing was done", Assert.Single(Shell.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void An_object_without_a_contact_is_an_error_of_its_own()
    {
        _folder.Run(
            new ImportCrmContactCommand(),
            c => Shell.Refused = "somebody",
            c => c.ContactId = ["11"]);
        ShellError error = Assert.Single(Shell.Errors);
        Assert.Equal((ErrorIds.NoIdentity, "somebody"), (error.Id, error.Target));
        Assert.Equal(1, Summary.Checked);
    }

    [Fact]
    public void A_contact_that_nobody_knows_is_its_own_error()
    {
        _folder.Run(new ImportCrmContactCommand { ContactId = ["99", "11"] });
        ShellError error = Assert.Single(Shell.Errors);
        Assert.Equal((ErrorIds.ContactNotFound, "99"), (error.Id, Assert.IsType<SyncResult>(error.Target).ContactId));
        Assert.Equal(1, Summary.Linked);
    }

    [Fact]
    public void A_plan_of_contacts_is_that_of_their_import()
    {
        _folder.Run(new GetSyncPlanCommand { ContactId = ["13"] });
        SyncPlanItem item = Assert.IsType<SyncPlanItem>(Assert.Single(Shell.Outputs));
        Assert.Equal((SyncAction.Created, Side.Cms, "contact 13 (dora@example.org): create a user with name, email and link it"), (item.Action, item.Target, item.ToString()));
    }

    [Theory]
    [InlineData(null, "1")]
    [InlineData(SyncDirection.ToCms, null)]
    public void A_plan_of_links_is_about_users_unless_the_direction_says_contacts(SyncDirection? direction, string? createdFor)
    {
        _folder.Run(new GetSyncPlanCommand { Direction = direction, UserId = ["1"], ContactId = ["13"] });
        SyncPlanItem item = Shell.Outputs.Cast<SyncPlanItem>().First();
        Assert.Equal((createdFor, createdFor is null ? "13" : "11"), (item.UserId, item.ContactId));
    }

    [Fact]
    public void Users_go_both_ways_when_they_are_named()
    {
        _folder.Run(new InvokeUserContactSyncCommand { UserId = ["2"] });
        _folder.Write("contacts.csv", _folder.Read("contacts.csv").Replace("Boris", "Boris C.", StringComparison.Ordinal));
        Shell.Outputs.Clear();
        _folder.Run(new InvokeUserContactSyncCommand { UserId = ["2"], Direction = SyncDirection.Both });
        Assert.Equal(1, Summary.Updated);
        Assert.Contains("Boris C.", _folder.Read("users.csv"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_about_contacts_takes_no_users()
    {
        _folder.Run(new InvokeUserContactSyncCommand { UserId = ["2"], Direction = SyncDirection.ToCms });
        Assert.Equal(ErrorIds.ProfileInvalid, Assert.Single(Shell.Terminations).Id);
    }

    private static CrmContact Contact(string id) => new() { Account = "crm", ContactId = id };
}
