using UserSync.Core.Errors;
using UserSync.Core.Execution;
using UserSync.Core.Links;
using UserSync.Core.Model;
using UserSync.Core.Planning;
using UserSync.Core.Profiles;
using UserSync.Core.Tests.Support;

namespace UserSync.Core.Tests.Execution;

/// <summary>Notes that events leave on contacts, as docs/sync-semantics.md says it.</summary>
public sealed class EventNotesTests : IDisposable
{
    private static readonly string[] AllEvents = ["created", "linked", "conflict", "userDeleted"];
    private readonly Scene _scene = new();

    public EventNotesTests()
    {
        _scene.Crm.Capabilities = _scene.Crm.Capabilities with { Notes = true };
        Want(AllEvents);
    }

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task A_new_contact_gets_a_note_of_who_it_is_and_a_second_run_writes_nothing()
    {
        _scene.Cms.Add("1", "anna@x.org", "Anna");
        SyncResult noted = (await _scene.ResultsAsync(new SyncRequest { All = true })).Single(r => r.Action == SyncAction.Noted);
        Assert.Equal((ChangeOutcome.Done, _scene.Crm.Contacts[0].ContactId), (noted.Outcome, noted.ContactId));
        Assert.Equal((_scene.Crm.Contacts[0].ContactId, "UserSync made this contact for user 1 of site."), Assert.Single(_scene.Crm.Notes));
        await NothingMoreAsync();
    }

    [Fact]
    public async Task A_contact_that_is_linked_gets_a_note_of_why()
    {
        _scene.Cms.Add("1", "anna@x.org", "Anna");
        _scene.Crm.Add("10", "Anna", "anna@x.org");
        await _scene.RunAllAsync();
        Assert.Equal(("10", "UserSync linked this contact to user 1 of site: matched by e-mail."), Assert.Single(_scene.Crm.Notes));
        await NothingMoreAsync();
    }

    [Fact]
    public async Task A_contact_whose_user_was_made_gets_a_note()
    {
        _scene.Profile = _scene.Profile with { Direction = SyncDirection.ToCms };
        _scene.Crm.Add("10", "Anna", "anna@x.org");
        await _scene.RunAllAsync();
        Assert.Equal(("10", "UserSync made a user of site for this contact."), Assert.Single(_scene.Crm.Notes));
        await NothingMoreAsync();
    }

    [Fact]
    public async Task A_conflict_is_noted_once_as_long_as_it_is_open()
    {
        _scene.Profile = _scene.Profile with { Direction = SyncDirection.ToCms };
        _scene.Cms.Add("1", "anna@x.org", "Anna");
        _scene.Cms.Add("2", "berta@x.org", "Berta");
        _scene.Crm.Add("10", "Anna", "anna@x.org", "berta@x.org");
        Assert.Equal(1, (await _scene.RunAllAsync()).Conflicts);
        (string contact, string text) = Assert.Single(_scene.Crm.Notes);
        Assert.Equal("10", contact);
        Assert.Contains("match contact 10", text, StringComparison.Ordinal);
        Assert.Equal(1, (await _scene.RunAllAsync()).Conflicts);
        await NothingMoreAsync();
    }

    [Fact]
    public async Task A_field_that_both_sides_changed_is_noted_on_its_contact()
    {
        _scene.Profile = _scene.Profile with { Direction = SyncDirection.Both, Fields = [Scene.NameField with { Direction = SyncDirection.Both }, Scene.EmailField] };
        Want("conflict");
        _scene.Cms.Add("1", "anna@x.org", "Anna");
        _scene.Crm.Add("10", "Anna", "anna@x.org");
        await _scene.RunAllAsync();
        _scene.Cms.Change("1", u => u with { Name = "Anna U." });
        _scene.Crm.Change("10", c => c with { Name = "Anna C." });
        await _scene.RunAllAsync();
        Assert.Equal("10", Assert.Single(_scene.Crm.Notes).ContactId);
        await NothingMoreAsync();
    }

    [Fact]
    public async Task A_conflict_that_an_administrator_ignores_leaves_no_note()
    {
        _scene.Profile = _scene.Profile with { Direction = SyncDirection.ToCms };
        _scene.Cms.Add("1", "anna@x.org", "Anna");
        _scene.Cms.Add("2", "berta@x.org", "Berta");
        _scene.Crm.Add("10", "Anna", "anna@x.org", "berta@x.org");
        Want();
        await _scene.RunAllAsync();
        await using (LinkStore store = await _scene.OpenStoreAsync())
            await store.Conflicts.DecideAsync(1, ConflictState.Ignored, CancellationToken.None);
        Want(AllEvents);
        await NothingMoreAsync();
    }

    [Fact]
    public async Task A_deleted_user_leaves_a_note_and_the_link_goes()
    {
        Want("userDeleted");
        _scene.Cms.Add("1", "anna@x.org", "Anna");
        _scene.Cms.Add("2", "boris@x.org", "Boris");
        await _scene.RunAllAsync();
        Assert.Empty(_scene.Crm.Notes);
        _scene.Cms.Users.RemoveAt(0);
        Assert.Equal(1, (await _scene.RunAllAsync()).Unlinked);
        Assert.Contains("The user account 1 of site was deleted", Assert.Single(_scene.Crm.Notes).Text, StringComparison.Ordinal);
        await NothingMoreAsync();
    }

    [Fact]
    public async Task Only_the_events_that_the_profile_names_are_noted()
    {
        Want("linked");
        _scene.Cms.Add("1", "anna@x.org", "Anna");
        _scene.Cms.Add("2", "boris@x.org", "Boris");
        _scene.Crm.Add("10", "Anna", "anna@x.org");
        await _scene.RunAllAsync();
        Assert.Equal("10", Assert.Single(_scene.Crm.Notes).ContactId);
    }

    [Fact]
    public async Task A_contact_that_was_not_made_gets_no_note()
    {
        _scene.Cms.Add("1", "anna@x.org", "Anna");
        _scene.Crm.LoseNextAnswer = true;
        List<SyncResult> results = await _scene.ResultsAsync(new SyncRequest { All = true });
        Assert.Equal(ChangeOutcome.Declined, results.Single(r => r.Action == SyncAction.Noted).Outcome);
        Assert.Empty(_scene.Crm.Notes);
    }

    [Fact]
    public async Task Who_declines_a_change_declines_its_note()
    {
        _scene.Cms.Add("1", "anna@x.org", "Anna");
        _scene.Cms.Add("2", "boris@x.org", "Boris");
        _scene.Crm.Add("10", "Anna", "anna@x.org");
        await _scene.EventsAsync(new SyncRequest { All = true }, onEvent: e =>
        {
            if (e is PlannedEvent { Change.Action: ChangeAction.Create or ChangeAction.Link } planned)
                planned.Declined = true;
        });
        Assert.Empty(_scene.Crm.Notes);
    }

    [Fact]
    public async Task A_refused_note_on_a_new_link_costs_nothing_but_itself()
    {
        _scene.Cms.Add("1", "anna@x.org", "Anna");
        _scene.Crm.Add("10", "Anna", "anna@x.org");
        _scene.Crm.Refused.Add("10");
        List<SyncResult> results = await _scene.ResultsAsync(new SyncRequest { All = true });
        Assert.Equal(ChangeOutcome.Failed, results.Single(r => r.Action == SyncAction.Noted).Outcome);
        Assert.Single(await _scene.LinksAsync());
    }

    [Fact]
    public async Task Notes_that_the_CRM_does_not_take_are_an_error_of_the_profile_in_every_direction()
    {
        _scene.Crm.Capabilities = _scene.Crm.Capabilities with { Notes = false };
        foreach (SyncDirection direction in Enum.GetValues<SyncDirection>())
            Assert.Equal(ErrorIds.ProfileInvalid, (await _scene.FailAsync(new SyncRequest { All = true, Direction = direction })).Id);
    }

    [Theory]
    [InlineData("intent")]
    [InlineData("request")]
    [InlineData("answer")]
    [InlineData("commit")]
    public async Task Killed_at_any_seam_a_conflict_is_noted_exactly_once(string seam)
    {
        _scene.Profile = _scene.Profile with { Direction = SyncDirection.ToCms };
        _scene.Crm.Capabilities = _scene.Crm.Capabilities with { WriteBatch = 1 };
        for (int n = 1; n <= 3; n++)
        {
            _scene.Cms.Add($"{n}a", $"a{n}@x.org", "A");
            _scene.Cms.Add($"{n}b", $"b{n}@x.org", "B");
            _scene.Crm.Add($"{n}0", "Both", $"a{n}@x.org", $"b{n}@x.org");
        }

        for (int hit = 1; hit <= 4; hit++)
            await _scene.DieAtAsync(seam, hit);
        await _scene.RunAllAsync();
        Assert.Equal(["10", "20", "30"], _scene.Crm.Notes.Select(n => n.ContactId).Order(StringComparer.Ordinal));
        await NothingMoreAsync();
    }

    private void Want(params string[] events) => _scene.Profile = _scene.Profile with { Contacts = _scene.Profile.Contacts with { Notes = events } };

    private async Task NothingMoreAsync()
    {
        int notes = _scene.Crm.Notes.Count;
        int written = _scene.Crm.Written.Count + _scene.Cms.Written.Count;
        await _scene.RunAllAsync();
        Assert.Equal((notes, written), (_scene.Crm.Notes.Count, _scene.Crm.Written.Count + _scene.Cms.Written.Count));
    }
}
