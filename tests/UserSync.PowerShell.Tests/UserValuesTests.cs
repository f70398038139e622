using System.Collections;
using UserSync.Core.Model;
using UserSync.PowerShell.Blocks;
using UserSync.PowerShell.Tests.Support;

namespace UserSync.PowerShell.Tests;

/// <summary>What a transform brings becomes values of the user; what the site did not tell stays untold.</summary>
public sealed class UserValuesTests
{
    private static readonly UserValues Values = new(["name", "email", "first_name", "meta.city"]);
    private static readonly CmsUser User = Folder.User("1") with { Name = "Anna", FirstName = null, Fields = new FieldMap { ["meta.other"] = FieldValue.Of("kept") } };

    [Fact]
    public void Empty_text_empties_what_was_read_and_nothing_else()
    {
        CmsUser changed = Apply(new Hashtable { ["name"] = "", ["first_name"] = "", ["meta.city"] = Array.Empty<object>() });
        Assert.True(changed.Get("name").IsEmpty);
        Assert.True(changed.Get("first_name").IsNotRead);
        Assert.True(changed.Get("meta.city").IsNotRead);
    }

    [Fact]
    public void A_value_for_what_was_not_read_is_a_value()
    {
        CmsUser changed = Apply(new Hashtable { ["FirstName"] = "Anna", ["META.CITY"] = new object[] { "Kazan", 7 } });
        Assert.Equal("Anna", changed.FirstName);
        Assert.Equal(["Kazan", "7"], changed.Get("meta.city").Values);
        Assert.Equal("kept", changed.Get("meta.other").Text);
    }

    [Fact]
    public void A_value_that_was_not_read_stays_so_when_it_is_handed_on()
        => Assert.Equal("Anna", Apply(new Hashtable { ["name"] = FieldValue.NotRead }).Name);

    [Fact]
    public void Nothing_and_the_user_itself_change_nothing()
    {
        Assert.Same(User, Values.Apply(User, User, []));
        Assert.Same(User, Values.Apply(User, User, [null, User]));
        Assert.Throws<FormatException>(() => Values.Apply(User, User, [User with { Name = "Other" }]));
    }

    private static CmsUser Apply(Hashtable brought) => Values.Apply(User, User, [brought]);
}
