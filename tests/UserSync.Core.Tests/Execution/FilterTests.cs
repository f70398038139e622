using UserSync.Core.Connectors;
using UserSync.Core.Execution;
using UserSync.Core.Model;
using UserSync.Core.Profiles;
using UserSync.Core.Tests.Support;

namespace UserSync.Core.Tests.Execution;

/// <summary>A contact that is there but takes no part must not be made a second time, however contacts are read.</summary>
public sealed class FilterTests : IDisposable
{
    private readonly Scene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_match_outside_the_filter_is_out_of_scope_and_not_doubled(bool walk)
    {
        Read(walk);
        _scene.Profile = _scene.Profile with { Crm = _scene.Profile.Crm with { Filter = new RecordFilter { Tags = ["customer"] } } };
        _scene.Cms.Add("1", "anna@example.org", "Anna");
        _scene.Crm.Add("11", "Anna", "anna@example.org");
        SyncResult result = Assert.Single(await _scene.ResultsAsync(new SyncRequest { All = true }));
        Assert.Equal((SyncAction.OutOfScope, "11"), (result.Action, result.ContactId));
        Assert.Single(_scene.Crm.Contacts);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_match_that_is_not_a_person_is_out_of_scope_and_not_doubled(bool walk)
    {
        Read(walk);
        _scene.Cms.Add("1", "office@example.org", "Office");
        _scene.Crm.Add("11", "Office", "office@example.org");
        _scene.Crm.Change("11", c => c with { Kind = ContactKind.Other });
        SyncResult result = Assert.Single(await _scene.ResultsAsync(new SyncRequest { All = true }));
        Assert.Equal((SyncAction.OutOfScope, "11"), (result.Action, result.ContactId));
        Assert.Single(_scene.Crm.Contacts);
    }

    private void Read(bool walk) => _scene.Crm.Capabilities = _scene.Crm.Capabilities with { Costs = walk ? new ReadCosts(10_000, 2, 2) : new ReadCosts(1, 2, 2) };
}
