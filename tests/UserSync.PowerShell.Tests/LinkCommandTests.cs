using UserSync.Core.Errors;
using UserSync.Core.Links;
using UserSync.Core.Model;
using UserSync.PowerShell.Commands;
using UserSync.PowerShell.Shell;
using UserSync.PowerShell.Tests.Support;

namespace UserSync.PowerShell.Tests;

public sealed class LinkCommandTests : IDisposable
{
    private readonly Folder _folder = new();

    private FakeShell Shell => _folder.Shell;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Links_are_made_and_passed_on()
    {
        Make(("1", "11"), ("2", "12"));
        Assert.Equal(["user 1 - contact 11", "user 2 - contact 12"], Stored().Select(l => l.ToString()));
        Assert.All(Stored(), l => Assert.Equal(_folder.File("shop.json"), l.Profile));
    }

    [Fact]
    public void The_first_thousand_is_on_disk_before_the_next_link_comes()
    {
        int outputs = -1;
        _folder.Run(
            new NewSyncLinkCommand(),
            [.. Enumerable.Range(0, 1001).Select<int, Action<NewSyncLinkCommand>>(n => c =>
            {
                if (n == 1000)
                    outputs = Shell.Outputs.Count;
                (c.UserId, c.ContactId) = ($"{n}", $"c{n}");
            })]);
        Assert.Equal(1000, outputs);
        Assert.Equal(1001, Shell.Outputs.Count);
    }

    [Fact]
    public void A_taken_contact_is_the_items_error_and_names_both_sides()
    {
        Make(("1", "11"));
        Shell.Outputs.Clear();
        Make(("2", "11"), ("3", "13"));
        ShellError error = Assert.Single(Shell.Errors);
        Assert.Equal(ErrorIds.LinkTaken, error.Id);
        Assert.Equal("2", Assert.IsType<SyncLink>(error.Target).UserId);
        Assert.Contains("user 1 is linked to contact 11", error.Exception.Message, StringComparison.Ordinal);
        Assert.Single(Shell.Outputs);
    }

    [Fact]
    public void A_link_that_is_there_already_comes_back_as_it_is()
    {
        Make(("1", "11"));
        DateTimeOffset made = Assert.IsType<SyncLink>(Shell.Outputs[0]).UpdatedAt;
        Shell.Outputs.Clear();
        Make(("1", "11"));
        Assert.Equal(made.ToUnixTimeMilliseconds(), Assert.IsType<SyncLink>(Assert.Single(Shell.Outputs)).UpdatedAt.ToUnixTimeMilliseconds());
    }

    [Fact]
    public void Half_a_link_is_the_items_error()
    {
        Make(("1", ""), ("2", "12"));
        Assert.Equal(ErrorIds.InvalidLinkRow, Assert.Single(Shell.Errors).Id);
        Assert.Single(Stored());
    }

    [Fact]
    public void Both_id_lists_remove_nothing_and_are_written_down()
    {
        Make(("1", "11"), ("2", "12"));
        _folder.Run(new RemoveSyncLinkCommand { UserId = ["1"], ContactId = ["12"] });
        Assert.Equal(ErrorIds.BothIdLists, Assert.Single(Shell.Terminations).Id);
        Assert.Equal(2, Stored().Count);
        Shell.Outputs.Clear();
        _folder.Run(new GetSyncHistoryCommand());
        Assert.Equal([null, null, ErrorIds.BothIdLists], Shell.Outputs.Cast<SyncChange>().Select(c => c.ErrorId));
    }

    [Fact]
    public void Links_are_removed_by_either_list()
    {
        Make(("1", "11"), ("2", "12"), ("3", "13"));
        _folder.Run(new RemoveSyncLinkCommand { UserId = ["1", "9"] });
        _folder.Run(new RemoveSyncLinkCommand { ContactId = ["12"] });
        Assert.Equal(["3"], Stored().Select(l => l.UserId));
        Assert.Equal((ErrorIds.LinkNotFound, "9"), (Assert.Single(Shell.Errors).Id, Shell.Errors[0].Target));
    }

    [Fact]
    public void A_preview_removes_nothing()
    {
        Make(("1", "11"));
        Shell.WhatIf = true;
        _folder.Run(new RemoveSyncLinkCommand(), c => c.InputObject = Folder.Link("1", "11"));
        Assert.Equal(("user 1 - contact 11", "remove the link"), Shell.Asked[^1]);
        Assert.Single(Stored());
    }

    [Fact]
    public void A_link_of_another_site_is_refused()
    {
        Make(("1", "11"));
        _folder.Run(new RemoveSyncLinkCommand(), c => c.InputObject = Folder.Link("1", "11", "other"));
        Assert.Equal(ErrorIds.ForeignItem, Assert.Single(Shell.Errors).Id);
        Assert.Single(Stored());
    }

    [Fact]
    public void Set_moves_a_link()
    {
        Make(("1", "11"));
        _folder.Run(new SetSyncLinkCommand { UserId = "1", ContactId = "12" });
        Assert.Equal("12", Assert.Single(Stored()).ContactId);
        _folder.Run(new SetSyncLinkCommand { UserId = "7", ContactId = "12" });
        Assert.Equal(ErrorIds.LinkNotFound, Assert.Single(Shell.Errors).Id);
    }

    [Fact]
    public void Export_and_import_are_each_others_inverse()
    {
        Make(("1", "11"), ("2", "1;2"));
        _folder.Run(new ExportSyncLinkCommand { Path = "links.csv" });
        _folder.Run(new RemoveSyncLinkCommand { UserId = ["1", "2"] });
        Assert.Empty(Stored());
        _folder.Run(new ImportSyncLinkCommand { Path = ["links.csv"] });
        Assert.Equal(["user 1 - contact 11", "user 2 - contact 1;2"], Stored().Select(l => l.ToString()));
        Assert.All(Stored(), l => Assert.Equal(LinkOrigin.Imported, l.Origin));
    }

    [Fact]
    public void Bad_rows_are_told_with_their_lines_and_the_rest_is_imported()
    {
        _folder.Write("wt.csv", "id;joomla_user_id;amocrm_contact_id;is_temporary_user\n1;10;100;0\n2;;200;0\n3;30\n4;40;400;1\n5;50;500;maybe\n");
        _folder.Run(new ImportSyncLinkCommand { Path = ["wt.csv"] });
        Assert.Equal([3, 4, 6], Shell.Errors.Select(e => ((Connectors.Files.Links.LinkRow)e.Target!).Line));
        Assert.All(Shell.Errors, e => Assert.Equal(ErrorIds.InvalidLinkRow, e.Id));
        Assert.Equal([("10", false), ("40", true)], Stored().Select(l => (l.UserId, l.IsTemporary)));
    }

    [Fact]
    public void A_file_that_is_not_there_or_has_no_ids_ends_the_command()
    {
        _folder.Write("none.csv", "a,b\n1,2\n");
        _folder.Run(new ImportSyncLinkCommand { Path = ["nothing.csv"] });
        _folder.Run(new ImportSyncLinkCommand { Path = ["none.csv"] });
        Assert.Equal([ErrorIds.FileNotFound, ErrorIds.FileInvalid], Shell.Terminations.Select(t => t.Id));
    }

    [Fact]
    public void Nothing_runs_after_a_terminating_error()
    {
        _folder.Run(new NewSyncLinkCommand { Profile = "./nowhere.json" }, c => (c.UserId, c.ContactId) = ("1", "11"), c => (c.UserId, c.ContactId) = ("2", "12"));
        Assert.Equal(ErrorIds.ProfileNotFound, Assert.Single(Shell.Terminations).Id);
        Assert.Empty(Shell.Errors);
        Assert.Empty(Shell.Outputs);
    }

    private void Make(params (string User, string Contact)[] links)
        => _folder.Run(new NewSyncLinkCommand(), [.. links.Select<(string User, string Contact), Action<NewSyncLinkCommand>>(l => c => (c.UserId, c.ContactId) = (l.User, l.Contact))]);

    private List<SyncLink> Stored()
    {
        var shell = new FakeShell { Location = Shell.Location };
        using var command = new GetSyncLinkCommand { Shell = shell, Profile = "./shop.json" };
        command.Step(command.End);
        return [.. shell.Outputs.Cast<SyncLink>()];
    }
}
