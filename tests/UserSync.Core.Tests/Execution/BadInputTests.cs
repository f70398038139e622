using System.Globalization;
using UserSync.Core.Connectors;
using UserSync.Core.Execution;
using UserSync.Core.Links;
using UserSync.Core.Mapping;
using UserSync.Core.Model;
using UserSync.Core.Profiles;
using UserSync.Core.Tests.Support;

namespace UserSync.Core.Tests.Execution;

/// <summary>What a two-way run meets in practice and must not be misled by.</summary>
public sealed class BadInputTests : IDisposable
{
    private static readonly SyncRequest Both = new() { All = true, Direction = SyncDirection.Both };
    private static readonly FieldMapping Phone = new("fields.phone", "PHONE") { Direction = SyncDirection.Both };
    private readonly Scene _scene = new();

    public BadInputTests() => _scene.Profile = _scene.Profile with
    {
        Fields = [Scene.NameField with { Direction = SyncDirection.Both }, Scene.EmailField with { Direction = SyncDirection.Both }, Phone],
    };

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task The_baseline_of_an_older_profile_proves_nothing_of_a_field_that_is_mapped_otherwise_now()
    {
        await PairsAsync();
        _scene.Profile = _scene.Profile with { Fields = [_scene.Profile.Fields[0] with { Transform = new TransformChain([new CaseTransform(LetterCase.Upper)]), Direction = SyncDirection.ToCrm }, _scene.Profile.Fields[1], Phone] };
        _scene.Cms.Change("1", u => u with { Name = "" });
        _scene.Crm.Change("11", c => c with { Phones = [] });
        SyncSummary summary = await _scene.RunAsync(Both);

        // The name was cleared under another mapping: no clear is proven. The number was cleared under this one: it is.
        Assert.Equal((1, 0, 0), (summary.Updated, summary.Conflicts, summary.Failed));
        Assert.Equal("Anna", _scene.Crm["10"].Name);
        Assert.True(_scene.Cms.Users[1].Get("fields.phone").IsEmpty);
        Assert.True((await _scene.RunAsync(Both)).NothingToDo);
    }

    [Fact]
    public async Task What_is_edited_between_plan_and_write_is_left_there_and_seen_by_the_next_run()
    {
        await PairsAsync();
        _scene.Cms.Change("1", u => u with { Name = "Anna B." });
        _scene.Crm.BeforeStoring = (_, _) =>
        {
            _scene.Crm.Change("10", c => c with { Phones = [new ContactPhone("+49309")] });
            return Task.CompletedTask;
        };
        Assert.Equal(1, (await _scene.RunAsync(Both)).Updated);
        _scene.Crm.BeforeStoring = null;
        Assert.Equal(("Anna B.", "+49309"), (_scene.Crm["10"].Name, Assert.Single(_scene.Crm["10"].Phones!).Number));
        Assert.Equal(1, (await _scene.RunAsync(Both)).Updated);
        Assert.Equal("+49309", _scene.Cms.Users[0].Get("fields.phone").Text);
        Assert.True((await _scene.RunAsync(Both)).NothingToDo);
    }

    [Fact]
    public async Task What_is_added_to_a_list_between_plan_and_write_stays_beside_what_is_written()
    {
        await PairsAsync();
        _scene.Cms.Change("1", u => u with { Fields = new FieldMap { ["fields.phone"] = FieldValue.Of("+49305") } });
        _scene.Crm.BeforeStoring = (_, _) =>
        {
            _scene.Crm.Change("10", c => c with { Phones = [new ContactPhone("+49309"), .. c.Phones!] });
            return Task.CompletedTask;
        };
        Assert.Equal(1, (await _scene.RunAsync(Both)).Updated);
        _scene.Crm.BeforeStoring = null;
        Assert.Equal(["+49305", "+49309"], _scene.Crm["10"].Phones!.Select(p => p.Number).Order(StringComparer.Ordinal));
        Assert.True((await _scene.RunAsync(Both)).NothingToDo);
    }

    [Fact]
    public async Task A_user_that_takes_over_anothers_address_stays_linked_to_its_own_contact()
    {
        await PairsAsync();
        _scene.Cms.Change("2", u => u with { Email = "former-berta@x.org" });
        _scene.Cms.Change("1", u => u with { Email = "berta@x.org" });
        SyncSummary summary = await _scene.RunAsync(Both);
        Assert.Equal((2, 0, 0, 0), (summary.Updated, summary.Created, summary.Linked, summary.Unlinked));
        Assert.Equal(("berta@x.org", "former-berta@x.org"), (_scene.Crm["10"].Email, _scene.Crm["11"].Email));
        Assert.Equal([("1", "10"), ("2", "11")], (await _scene.LinksAsync()).Select(l => (l.UserId, l.ContactId)));
        Assert.True((await _scene.RunAsync(Both)).NothingToDo);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task People_who_exchange_their_addresses_stay_who_they_are(bool inTheCrmToo)
    {
        await PairsAsync();
        _scene.Cms.Change("1", u => u with { Email = "berta@x.org" });
        _scene.Cms.Change("2", u => u with { Email = "anna@x.org" });
        if (inTheCrmToo)
        {
            _scene.Crm.Change("10", c => c with { Emails = [new ContactEmail("berta@x.org")] });
            _scene.Crm.Change("11", c => c with { Emails = [new ContactEmail("anna@x.org")] });
        }

        SyncSummary summary = await _scene.RunAsync(Both);
        Assert.Equal((inTheCrmToo ? 0 : 2, 0, 0), (summary.Updated, summary.Created, summary.Conflicts));
        Assert.Equal(("berta@x.org", "anna@x.org"), (_scene.Crm["10"].Email, _scene.Crm["11"].Email));
        Assert.Equal([("1", "10"), ("2", "11")], (await _scene.LinksAsync()).Select(l => (l.UserId, l.ContactId)));
        Assert.True((await _scene.RunAsync(Both)).NothingToDo);
    }

    [Fact]
    public async Task A_run_that_was_undone_is_undone_to_nothing()
    {
        await PairsAsync();
        _scene.Cms.Change("1", u => u with { Name = "Anna B." });
        string run = (await _scene.RunAsync(Both)).Run;
        Assert.Equal(1, (await _scene.RunAsync(new SyncRequest { Undo = run })).Updated);
        int written = _scene.Crm.Written.Count + _scene.Cms.Written.Count;
        List<SyncResult> again = await _scene.ResultsAsync(new SyncRequest { Undo = run });
        Assert.All(again, r => Assert.Equal(SyncAction.Skipped, r.Action));
        Assert.Equal(written, _scene.Crm.Written.Count + _scene.Cms.Written.Count);
        Assert.Equal("Anna", _scene.Crm["10"].Name);
    }

    [Fact]
    public async Task Ten_thousand_conflicts_are_listed_once_each_and_vanish_with_their_cause()
    {
        const int People = 5000;
        _scene.Cms.Capabilities = _scene.Cms.Capabilities with { Costs = new ReadCosts(1000, 100, 100) };
        _scene.Profile = _scene.Profile with { Contacts = _scene.Profile.Contacts with { Create = false } };
        for (int i = 0; i < 2 * People; i++)
            _scene.Cms.Add(Text(i), $"shared{Text(i / 2)}@x.org", "User " + Text(i));
        _scene.Crm.Add("10", "Somebody", "somebody@x.org");
        foreach (int _ in Enumerable.Range(0, 2))
            Assert.Equal(2 * People, (await _scene.RunAllAsync()).Conflicts);
        Assert.Equal(2 * People, (await OpenConflictsAsync()).DistinctBy(c => c.UserId).Count());
        for (int i = 0; i < 2 * People; i++)
            _scene.Cms.Users[i] = _scene.Cms.Users[i] with { Email = $"own{Text(i)}@x.org" };
        Assert.Equal(0, (await _scene.RunAllAsync()).Conflicts);
        Assert.Empty(await OpenConflictsAsync());
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private async Task<List<SyncConflict>> OpenConflictsAsync()
    {
        await using LinkStore store = await _scene.OpenStoreAsync();
        return await store.Conflicts.ReadAsync("site", "account", ConflictState.Open, CancellationToken.None).ToListAsync();
    }

    // Anna is user 1 and contact 10, Berta user 2 and contact 11.
    private async Task PairsAsync()
    {
        _scene.Cms.Add("1", "anna@x.org", "Anna", "+49301");
        _scene.Cms.Add("2", "berta@x.org", "Berta", "+49302");
        _scene.Crm.Add("10", "Anna", "anna@x.org");
        _scene.Crm.Add("11", "Berta", "berta@x.org");
        Assert.Equal(2, (await _scene.RunAsync(Both)).Linked);
        Assert.True((await _scene.RunAsync(Both)).NothingToDo);
    }
}
