using UserSync.Core.Execution;
using UserSync.Core.Model;
using UserSync.Core.Profiles;
using UserSync.Core.Tests.Support;

namespace UserSync.Core.Tests.Execution;

/// <summary>Groups of the user to tags and groups of the contact, by the table of the profile.</summary>
public sealed class MembershipTests : IDisposable
{
    private readonly Scene _scene = new();

    public MembershipTests()
    {
        _scene.Profile = _scene.Profile with
        {
            Groups =
            [
                new GroupMapping("Customers", new MembershipPath(MembershipPath.Tag, "customer"), SyncDirection.ToCrm),
                new GroupMapping("customers", new MembershipPath(MembershipPath.Group, "Newsletter"), SyncDirection.ToCrm),
            ],
        };
        _scene.Crm.Capabilities = _scene.Crm.Capabilities with { ContactGroups = true };
    }

    [Fact]
    public async Task A_new_contact_gets_what_the_groups_of_its_user_stand_for()
    {
        User("1", "Customers");
        User("2");
        await _scene.RunAllAsync();
        Assert.Equal(("customer", "Newsletter"), (Tags(0), Groups(0)));
        Assert.Equal(("", ""), (Tags(1), Groups(1)));
    }

    [Fact]
    public async Task Who_joins_gets_the_tag_who_leaves_loses_it_and_a_further_run_writes_nothing()
    {
        User("1");
        await _scene.RunAllAsync();
        Change("Customers");
        Assert.Equal(1, (await _scene.RunAllAsync()).Updated);
        Assert.Equal(("customer", "Newsletter"), (Tags(0), Groups(0)));
        Change();
        Assert.Equal(1, (await _scene.RunAllAsync()).Updated);
        Assert.Equal(("", ""), (Tags(0), Groups(0)));
        Assert.True((await _scene.RunAllAsync()).NothingToDo);
    }

    [Fact]
    public async Task At_the_first_meeting_nothing_is_taken_off()
    {
        _scene.Crm.Add("11", "Anna", "anna1@example.org");
        _scene.Crm.Change("11", c => c with { Tags = [new CrmTag("9", "Customer"), new CrmTag("10", "friend")], Groups = [] });
        User("1");
        await _scene.RunAllAsync();
        await _scene.RunAllAsync();
        Assert.Equal("Customer friend", Tags(0));
    }

    [Fact]
    public async Task What_somebody_took_off_in_the_CRM_is_not_put_on_again()
    {
        User("1", "Customers");
        await _scene.RunAllAsync();
        _scene.Crm.Change(_scene.Crm.Contacts[0].ContactId, c => c with { Tags = [] });
        Assert.True((await _scene.RunAllAsync()).NothingToDo);
        Assert.Equal("", Tags(0));
    }

    [Fact]
    public async Task A_contact_whose_groups_were_not_told_is_left_alone()
    {
        _scene.Crm.Add("11", "Anna", "anna1@example.org");
        User("1", "Customers");
        _scene.Crm.Change("11", c => c with { Tags = null, Groups = null });
        await _scene.RunAllAsync();
        Assert.Empty(_scene.Crm.Written);
    }

    [Fact]
    public async Task A_membership_is_told_like_a_field()
    {
        User("1");
        await _scene.RunAllAsync();
        Change("Customers");
        SyncResult result = Assert.Single(await _scene.ResultsAsync(new SyncRequest { All = true }), r => r.Action == SyncAction.Updated);
        Assert.Equal(["TAG[customer]", "GROUP[Newsletter]"], result.Fields.Select(f => f.Path));
        Assert.Empty(_scene.Crm.Written[^1].Fields);
    }

    [Fact]
    public async Task A_tag_puts_the_user_into_the_group_and_leaves_the_others()
    {
        TowardsSite(SyncDirection.ToCms);
        User("1", "Editors");
        _scene.Crm.Add("11", "Anna", "anna1@example.org");
        await _scene.RunAllAsync();
        _scene.Crm.Change("11", c => c with { Tags = [new CrmTag("9", "Customer")] });
        SyncResult joined = Assert.Single(await _scene.ResultsAsync(new SyncRequest { All = true }));
        Assert.Equal(("GROUP[Customers]", Side.Cms), (Assert.Single(joined.Fields).Path, joined.Target));
        Assert.Equal("Editors Customers", UserGroups(0));
        Assert.Empty(_scene.Cms.Written[^1].Fields);
        _scene.Crm.Change("11", c => c with { Tags = [] });
        await _scene.RunAllAsync();
        Assert.Equal("Editors", UserGroups(0));
        Assert.True((await _scene.RunAllAsync()).NothingToDo);
    }

    [Fact]
    public async Task A_new_user_gets_the_groups_of_its_tags_beside_those_of_all_new_users()
    {
        TowardsSite(SyncDirection.ToCms);
        _scene.Profile = _scene.Profile with { Users = new UserPolicy { Groups = ["Registered"] } };
        _scene.Crm.Add("11", "Anna", "anna1@example.org");
        _scene.Crm.Change("11", c => c with { Tags = [new CrmTag("9", "customer")] });
        await _scene.RunAllAsync();
        Assert.Equal("Registered Customers", UserGroups(0));
        Assert.True((await _scene.RunAllAsync()).NothingToDo);
    }

    [Fact]
    public async Task Both_ways_a_membership_follows_whoever_changed_it()
    {
        TowardsSite(SyncDirection.Both);
        User("1", "Customers");
        _scene.Crm.Add("11", "Anna", "anna1@example.org");
        await _scene.RunAllAsync();
        Assert.Equal("customer", Tags(0));
        _scene.Crm.Change("11", c => c with { Tags = [new CrmTag("10", "friend")] });
        await _scene.RunAllAsync();
        Assert.Equal(("", "friend"), (UserGroups(0), Tags(0)));
        Change("Editors", "Customers");
        await _scene.RunAllAsync();
        Assert.Equal("friend customer", Tags(0));
        Assert.True((await _scene.RunAllAsync()).NothingToDo);
    }

    [Fact]
    public async Task At_the_first_meeting_both_ways_nobody_leaves_anything()
    {
        TowardsSite(SyncDirection.Both);
        User("1", "Customers");
        User("2");
        _scene.Crm.Add("11", "Anna", "anna1@example.org");
        _scene.Crm.Add("12", "Anna", "anna2@example.org");
        _scene.Crm.Change("12", c => c with { Tags = [new CrmTag("9", "customer")] });
        await _scene.RunAllAsync();
        Assert.Equal(("customer", "Customers"), (Tags(0), UserGroups(1)));
        Assert.True((await _scene.RunAllAsync()).NothingToDo);
    }

    [Fact]
    public async Task A_group_that_the_site_does_not_give_is_not_taken_for_left()
    {
        TowardsSite(SyncDirection.Both);
        User("1");
        _scene.Crm.Add("11", "Anna", "anna1@example.org");
        _scene.Cms.RefusedGroups.Add("Customers");
        _scene.Crm.Change("11", c => c with { Tags = [new CrmTag("9", "customer")] });
        await _scene.RunAllAsync();
        await _scene.RunAllAsync();
        Assert.Equal(("", "customer"), (UserGroups(0), Tags(0)));
    }

    public void Dispose() => _scene.Dispose();

    private void TowardsSite(SyncDirection direction) => _scene.Profile = _scene.Profile with
    {
        Direction = direction,
        Fields = [Scene.NameField with { Direction = direction }, Scene.EmailField],
        Groups = [new GroupMapping("Customers", new MembershipPath(MembershipPath.Tag, "customer"), direction)],
    };

    private string UserGroups(int user) => string.Join(' ', _scene.Cms.Users[user].Groups.Select(g => g.Name));

    private string Tags(int contact) => string.Join(' ', _scene.Crm.Contacts[contact].Tags!.Select(t => t.Name));

    private string Groups(int contact) => string.Join(' ', _scene.Crm.Contacts[contact].Groups!.Select(t => t.Name));

    private void User(string id, params string[] groups) =>
        _scene.Cms.Users.Add(new CmsUser { Site = "site", UserId = id, Name = "Anna", Email = $"anna{id}@example.org", Groups = [.. groups.Select(g => new CmsGroup(g, g))] });

    private void Change(params string[] groups) => _scene.Cms.Users[0] = _scene.Cms.Users[0] with { Groups = [.. groups.Select(g => new CmsGroup(g, g))] };
}
