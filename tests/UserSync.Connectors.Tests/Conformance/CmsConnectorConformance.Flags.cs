using UserSync.Core.Connectors;
using UserSync.Core.Errors;
using UserSync.Core.Model;

namespace UserSync.Connectors.Tests.Conformance;

/// <summary>Blocking, groups, dates, concurrency and rights: what not every system has, asked where it does.</summary>
public abstract partial class CmsConnectorConformance
{
    /// <summary>A field that holds a day; null for none.</summary>
    protected virtual string? DateField => null;

    /// <summary>A field that holds a point in time; null for none.</summary>
    protected virtual string? TimeField => null;

    /// <summary>A group of the site that users can be put into; null for none.</summary>
    protected virtual string? JoinableGroup => null;

    /// <summary>True where an update puts a user into groups and takes it out of them.</summary>
    protected virtual bool ChangesMemberships => false;

    /// <summary>A group that an update puts a user into.</summary>
    protected virtual string? ChangedGroup => JoinableGroup;

    [Fact]
    public async Task A_blocked_user_is_told_as_such_and_keeps_all_else()
    {
        Assert.SkipUnless(Connector.Capabilities.Block, "The system cannot block.");
        WriteResult made = await WriteAsync(New((CustomField, "one")) with { Enabled = true });
        Assert.True(Assert.Single(await GetAsync(made.RecordId!)).Enabled);
        for (int n = 0; n < 2; n++)
            Assert.Equal((WriteOutcome.Done, null), Ended(await WriteAsync(ToUser(WriteKind.Block, made.RecordId!))));
        CmsUser user = Assert.Single(await GetAsync(made.RecordId!));
        Assert.Equal((false, "one", Email()), (user.Enabled, user.Get(CustomField).Text, user.Email));
    }

    [Fact]
    public async Task A_user_can_be_created_blocked()
    {
        Assert.SkipUnless(Connector.Capabilities.Block, "The system cannot block.");
        WriteResult made = await WriteAsync(New() with { Enabled = false });
        Assert.False(Assert.Single(await GetAsync(made.RecordId!)).Enabled);
    }

    [Fact]
    public async Task An_update_does_not_unblock()
    {
        Assert.SkipUnless(Connector.Capabilities.Block, "The system cannot block.");
        WriteResult made = await WriteAsync(New() with { Enabled = false });
        await WriteAsync(Change(made.RecordId!, (CustomField, "two")));
        Assert.False(Assert.Single(await GetAsync(made.RecordId!)).Enabled);
    }

    [Fact]
    public async Task A_new_user_gets_its_groups_and_an_update_leaves_them_alone()
    {
        Assert.SkipUnless(JoinableGroup is not null, "The system has no groups to choose.");
        WriteResult made = await WriteAsync(New() with { Groups = [JoinableGroup] });
        await WriteAsync(Change(made.RecordId!, (CustomField, "two")));
        Assert.True(Assert.Single(await GetAsync(made.RecordId!)).Get($"GROUP[{JoinableGroup}]").HasValue);
    }

    [Fact]
    public async Task A_group_that_does_not_exist_costs_only_its_item()
    {
        Assert.SkipUnless(JoinableGroup is not null, "The system has no groups to choose.");
        WriteResult result = await WriteAsync(New() with { Groups = ["No such group"] });
        Assert.Equal((WriteOutcome.Failed, ConnectorErrorKind.InvalidItem), (result.Outcome, result.Error!.Kind));
        Assert.DoesNotContain(await Connector.ReadAsync(RecordQuery.All, Token).ToListAsync(Token), u => u.Email == Email());
    }

    [Fact]
    public async Task A_user_joins_a_group_and_leaves_it_again_and_keeps_the_others()
    {
        Assert.SkipUnless(ChangesMemberships, "Groups of users are not changed here.");
        string id = await CreateAsync();
        string path = $"GROUP[{ChangedGroup}]";
        HashSet<string> before = [.. Assert.Single(await GetAsync(id)).Groups.Select(g => g.Id)];
        WriteResult joined = await WriteAsync(Change(id) with { JoinGroups = [ChangedGroup!] });
        Assert.Equal((WriteOutcome.Done, null), Ended(joined));
        Assert.Equal(MembershipPath.Member, joined.Returned[path]);
        CmsUser user = Assert.Single(await GetAsync(id));
        Assert.True(user.Get(path).HasValue);
        Assert.ProperSuperset(before, user.Groups.Select(g => g.Id).ToHashSet());

        long writes = Connector.Requests.Writes;
        Assert.Equal((WriteOutcome.Done, null), Ended(await WriteAsync(Change(id) with { JoinGroups = [ChangedGroup!] })));
        Assert.Equal(writes, Connector.Requests.Writes);

        WriteResult left = await WriteAsync(Change(id, ("name", "Anna Neu")) with { LeaveGroups = [ChangedGroup!] });
        Assert.Equal(FieldValue.Empty, left.Returned[path]);
        Assert.Equal(before, Assert.Single(await GetAsync(id)).Groups.Select(g => g.Id).ToHashSet());
    }

    [Fact]
    public async Task A_new_user_gets_the_groups_that_it_joins_beside_those_of_all_new_users()
    {
        Assert.SkipUnless(ChangesMemberships, "Groups of users are not changed here.");
        WriteResult made = await WriteAsync(New() with { JoinGroups = [ChangedGroup!] });
        Assert.Equal(MembershipPath.Member, made.Returned[$"GROUP[{ChangedGroup}]"]);
        Assert.True(Assert.Single(await GetAsync(made.RecordId!)).Get($"GROUP[{ChangedGroup}]").HasValue);
    }

    [Theory]
    [InlineData("UTC")]
    [InlineData("Europe/Moscow")]
    [InlineData("Pacific/Honolulu")]
    [InlineData("Pacific/Kiritimati")]
    public async Task A_day_and_a_moment_stay_what_they_are_in_every_time_zone(string zone)
    {
        Assert.SkipUnless(DateField is not null && TimeField is not null, "The system has no fields of that type.");
        ICmsConnector? opened = await OpenInZoneAsync(zone);
        Assert.SkipWhen(opened is null, "The zone of the system cannot be set.");
        await using ICmsConnector there = opened;
        RecordWrite write = New((DateField!, "1990-12-31"), (TimeField!, "2024-05-06T07:08:09+00:00"));
        WriteResult made = Assert.Single(await there.WriteAsync([write], Token));
        Assert.Equal((WriteOutcome.Done, null), Ended(made));
        Remember(write, made);
        AssertHeld(made.Returned);
        RecordWrite again = Change(made.RecordId!, (DateField!, "1990-12-31"), (TimeField!, "2024-05-06T09:08:09+02:00"), (CustomField, "two"));
        AssertHeld(Assert.Single(await there.WriteAsync([again], Token)).Returned);
        CmsUser user = await there.GetAsync([made.RecordId!], RecordQuery.All, Token).SingleAsync(Token);
        AssertHeld(user.Fields);

        void AssertHeld(IReadOnlyDictionary<string, FieldValue> held)
        {
            Assert.Equal("1990-12-31", held[DateField!].Text);
            Assert.Equal(new DateTimeOffset(2024, 5, 6, 7, 8, 9, TimeSpan.Zero), DateTimeOffset.Parse(held[TimeField!].Text!, System.Globalization.CultureInfo.InvariantCulture));
        }
    }

    [Fact]
    public async Task No_date_is_refused_before_it_can_destroy_one()
    {
        Assert.SkipUnless(DateField is not null, "The system has no field of that type.");
        string id = await CreateAsync((DateField!, "1990-12-31"));
        WriteResult result = await WriteAsync(Change(id, (DateField!, "soon")));
        Assert.Equal((WriteOutcome.Failed, ConnectorErrorKind.InvalidItem), (result.Outcome, result.Error!.Kind));
        Assert.Equal("1990-12-31", Assert.Single(await GetAsync(id)).Get(DateField!).Text);
    }

    /// <summary>A connector with an account that is known and may not read users; null where there is none.</summary>
    protected virtual Task<ICmsConnector?> OpenWithoutRightsAsync() => Task.FromResult<ICmsConnector?>(null);

    /// <summary>A connector to a system that keeps its dates in a time zone; null where it has none.</summary>
    protected virtual Task<ICmsConnector?> OpenInZoneAsync(string zone) => Task.FromResult<ICmsConnector?>(null);

    private static (WriteOutcome Outcome, string? Error) Ended(WriteResult result) => (result.Outcome, result.Error?.ToString());
}
