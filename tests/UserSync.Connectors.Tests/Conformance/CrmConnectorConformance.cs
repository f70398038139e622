using UserSync.Core.Connectors;
using UserSync.Core.Errors;
using UserSync.Core.Model;

namespace UserSync.Connectors.Tests.Conformance;

/// <summary>What every connector to a CRM must do, asked of each by its capabilities and never by its name.</summary>
public abstract class CrmConnectorConformance : IAsyncLifetime
{
    private long _intent;

    /// <summary>A custom text field that the system under test offers.</summary>
    protected abstract string CustomField { get; }

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Part of all addresses of this test, so that tests on one server do not meet.</summary>
    protected string Mark { get; } = Guid.NewGuid().ToString("N")[..12];

    protected ICrmConnector Connector { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Connector = await OpenAsync();

    public async ValueTask DisposeAsync()
    {
        await Connector.DisposeAsync();
        await CloseAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Identifies_the_system_the_same_way_twice()
    {
        await CreateAsync();
        EndIdentity identity = await Connector.IdentifyAsync(Token);
        Assert.NotEmpty(identity.Id);
        Assert.NotEmpty(identity.Product);
        Assert.Equal(identity.Id, (await Connector.IdentifyAsync(Token)).Id);
    }

    [Fact]
    public async Task No_check_fails()
    {
        await CreateAsync();
        Assert.All(await Connector.CheckAsync(Token).ToListAsync(Token), check => Assert.True(check.Passed ?? true, $"{check.Check}: {check.Detail}"));
    }

    [Fact]
    public async Task Lists_every_contact_once()
    {
        string id = await CreateAsync();
        List<CrmContact> contacts = await Connector.ReadAsync(RecordQuery.All, Token).ToListAsync(Token);
        Assert.Equal(contacts.Count, contacts.DistinctBy(c => c.ContactId).Count());
        Assert.Contains(contacts, c => c.ContactId == id);
    }

    [Fact]
    public async Task Reads_one_contact_the_same_by_walk_id_and_address()
    {
        string id = await CreateAsync(("name", "Anna Berg"), ("PHONE", "+49 30 1234567"), (CustomField, "one"));
        CrmContact walked = await Connector.ReadAsync(RecordQuery.All, Token).SingleAsync(c => c.ContactId == id, Token);
        Assert.Equal(Shown(walked), Shown(Assert.Single(await GetAsync(id))));
        Assert.Equal(Shown(walked), Shown(Assert.Single(await FindAsync(KeyKind.Email, "EMAIL", Email()), c => c.ContactId == id)));
    }

    [Fact]
    public async Task Finds_by_phone_and_by_field_at_least_those_who_hold_it()
    {
        string id = await CreateAsync(("PHONE", "+49 30 1234567"), (CustomField, "key " + Mark));
        if (Connector.Capabilities.FindByPhone)
            Assert.Contains(await FindAsync(KeyKind.Phone, "PHONE", "+49301234567"), c => c.ContactId == id);
        if (Connector.Capabilities.FindByKey)
            Assert.Contains(await FindAsync(KeyKind.Field, CustomField, "key " + Mark), c => c.ContactId == id);
    }

    [Fact]
    public async Task An_id_that_does_not_exist_is_never_told_as_live()
    {
        string id = await CreateAsync();
        List<CrmContact> contacts = await GetAsync("999999999", id, "no-id");
        Assert.Equal([id], contacts.Where(c => c.State == ContactState.Live).Select(c => c.ContactId));
        Assert.All(contacts.Where(c => c.ContactId != id), c => Assert.Equal(ContactState.Gone, c.State));
    }

    [Fact]
    public async Task A_created_contact_can_be_read_back_as_the_write_returned_it()
    {
        WriteResult result = await WriteAsync(New(("first_name", "Анна"), ("last_name", "O'Neil-Großmann 🦊"), (CustomField, "ليلى <GmbH>")));
        Assert.Equal((WriteOutcome.Done, null), (result.Outcome, result.Error?.ToString()));
        CrmContact contact = Assert.Single(await GetAsync(result.RecordId!));
        Assert.All(result.Returned, pair => Assert.Equal(contact.Get(pair.Key), pair.Value));
        Assert.Equal(("Анна", "O'Neil-Großmann 🦊", "ليلى <GmbH>", Email()), (contact.FirstName, contact.LastName, contact.Get(CustomField).Text, contact.Email));
    }

    [Fact]
    public async Task Creates_in_one_call_all_come_back_each_with_its_own_id()
    {
        RecordWrite[] writes = [.. Enumerable.Range(0, Math.Min(Connector.Capabilities.WriteBatch, 60)).Select(n => New(("EMAIL", Email($"n{n}"))) with { Marker = $"site:{Mark}{n}" }).Select(Chosen)];
        IReadOnlyList<WriteResult> results = await Connector.WriteAsync(writes, Token);
        await Connector.CommitAsync(Token);
        Assert.All(results, r => Assert.Equal(WriteOutcome.Done, r.Outcome));
        Assert.Equal(writes.Length, results.Select(r => r.RecordId).Distinct().Count());
        foreach ((RecordWrite write, int n) in writes.Select((w, n) => (w, n)))
        {
            string id = results.Single(r => r.IntentId == write.IntentId).RecordId!;
            Assert.Equal(Email($"n{n}"), Assert.Single(await GetAsync(id)).Email);
        }
    }

    [Fact]
    public async Task An_update_changes_only_what_it_names()
    {
        string id = await CreateAsync(("first_name", "Anna"), ("last_name", "Fiktiv"), (CustomField, "one"));
        WriteResult changed = await WriteAsync(Change(id, new FieldWrite("first_name", FieldValue.Of("Berta"), FieldValue.Of("Anna")), new FieldWrite(CustomField, FieldValue.Of("two"), FieldValue.Of("one"))));
        Assert.Equal((WriteOutcome.Done, "Berta"), (changed.Outcome, changed.Returned["first_name"].Text));
        CrmContact contact = Assert.Single(await GetAsync(id));
        Assert.Equal(("Berta", "Fiktiv", "two", Email()), (contact.FirstName, contact.LastName, contact.Get(CustomField).Text, contact.Email));
    }

    [Fact]
    public async Task One_address_of_several_is_replaced_and_the_others_stay()
    {
        string id = await CreateAsync();
        await WriteAsync(Change(id, new FieldWrite("EMAIL", FieldValue.Of(Email("second")), FieldValue.Empty)));
        WriteResult changed = await WriteAsync(Change(id, new FieldWrite("EMAIL", FieldValue.Of(Email("third")), FieldValue.Of(Email("second")))));
        Assert.Equal(WriteOutcome.Done, changed.Outcome);
        CrmContact contact = Assert.Single(await GetAsync(id));
        Assert.Equal([Email(), Email("third")], contact.Emails!.Select(e => e.Address).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Empty_clears_a_field_and_one_element_also_twice()
    {
        string id = await CreateAsync((CustomField, "one"), ("PHONE", "+49 30 1234567"));
        for (int n = 0; n < 2; n++)
        {
            WriteResult cleared = await WriteAsync(Change(id, new FieldWrite(CustomField, FieldValue.Empty, FieldValue.Of("one")), new FieldWrite("PHONE", FieldValue.Empty, FieldValue.Of("+49 30 1234567"))));
            Assert.Equal((WriteOutcome.Done, null), (cleared.Outcome, cleared.Error?.ToString()));
        }

        CrmContact contact = Assert.Single(await GetAsync(id));
        Assert.True(contact.Get(CustomField).IsEmpty);
        Assert.Empty(contact.Phones!);
    }

    [Fact]
    public async Task Tags_are_put_on_once_and_filter_the_walk()
    {
        Assert.SkipUnless(Connector.Capabilities.Tags, "The system has no tags.");
        WriteResult made = await WriteAsync(New() with { AddTags = ["tag " + Mark] });
        await CreateOtherAsync();
        CrmContact contact = Assert.Single(await Connector.ReadAsync(new RecordQuery { Tags = ["tag " + Mark] }, Token).ToListAsync(Token));
        Assert.Equal(made.RecordId, contact.ContactId);
        Assert.Single(contact.Tags!, t => t.Name == "tag " + Mark);
        Assert.Contains(await Connector.ListTagsAsync(Token).ToListAsync(Token), t => t.Name == "tag " + Mark);
        Assert.DoesNotContain(await Connector.ReadAsync(new RecordQuery { NotTags = ["tag " + Mark] }, Token).ToListAsync(Token), c => c.ContactId == made.RecordId);
    }

    [Fact]
    public async Task A_note_is_written_once_also_when_it_is_sent_twice()
    {
        Assert.SkipUnless(Connector.Capabilities.Notes, "The system has no notes.");
        string id = await CreateAsync();
        for (int n = 0; n < 2; n++)
            Assert.Equal(WriteOutcome.Done, (await WriteAsync(new RecordWrite(++_intent, WriteKind.Note) { RecordId = id, Note = "The user is gone.", Marker = "site:1" })).Outcome);
        Assert.Equal(1, await CountNotesAsync(id));
    }

    [Fact]
    public async Task A_deleted_contact_is_live_no_more_and_deleting_again_does_no_harm()
    {
        Assert.SkipUnless(Connector.Capabilities.Delete is DeleteKind.Real or DeleteKind.Trash, "The system does not delete.");
        string id = await CreateAsync();
        Assert.Equal(WriteOutcome.Done, (await WriteAsync(new RecordWrite(++_intent, WriteKind.Delete) { RecordId = id })).Outcome);
        WriteResult again = await WriteAsync(new RecordWrite(++_intent, WriteKind.Delete) { RecordId = id });
        Assert.True(again.Outcome == WriteOutcome.Done || again.Error!.Kind == ConnectorErrorKind.NotFound);
        ContactState expected = Connector.Capabilities.Delete == DeleteKind.Trash ? ContactState.Trashed : ContactState.Gone;
        Assert.All(await GetAsync(id), c => Assert.Equal(expected, c.State));
    }

    [Fact]
    public async Task An_update_of_a_contact_that_does_not_exist_costs_only_itself()
    {
        string id = await CreateAsync(("first_name", "Anna"));
        RecordWrite bad = Change("999999999", new FieldWrite("first_name", FieldValue.Of("Nobody"), FieldValue.Empty));
        RecordWrite good = Change(id, new FieldWrite("first_name", FieldValue.Of("Berta"), FieldValue.Of("Anna")));
        IReadOnlyList<WriteResult> results = await Connector.WriteAsync([bad, good], Token);
        await Connector.CommitAsync(Token);
        Assert.Equal((WriteOutcome.Failed, ConnectorErrorKind.NotFound), results.Where(r => r.IntentId == bad.IntentId).Select(r => (r.Outcome, r.Error!.Kind!.Value)).Single());
        Assert.Equal(WriteOutcome.Done, results.Single(r => r.IntentId == good.IntentId).Outcome);
    }

    [Fact]
    public async Task A_create_whose_answer_was_lost_is_found_again()
    {
        RecordWrite write = Chosen(New());
        string id = (await WriteAsync(write)).RecordId!;
        SettledCreate settled = await Connector.SettleAsync([new OpenCreate(7, write, TimeProvider.System.GetUtcNow())], Token).SingleAsync(Token);
        Assert.Equal((7, id, false), (settled.IntentId, settled.RecordId, settled.Ambiguous));
    }

    [Fact]
    public async Task A_create_that_never_arrived_is_settled_as_none()
    {
        await CreateAsync();
        SettledCreate settled = await Connector.SettleAsync([new OpenCreate(7, Chosen(New() with { Marker = "site:never" + Mark }), TimeProvider.System.GetUtcNow())], Token).SingleAsync(Token);
        Assert.Equal((7, null, false), (settled.IntentId, settled.RecordId, settled.Ambiguous));
    }

    [Fact]
    public async Task Cancelling_in_the_middle_of_a_walk_ends_it()
    {
        await CreateAsync();
        await CreateOtherAsync();
        using CancellationTokenSource stop = new();
        await using IAsyncEnumerator<CrmContact> contacts = Connector.ReadAsync(RecordQuery.All, stop.Token).GetAsyncEnumerator(stop.Token);
        Assert.True(await contacts.MoveNextAsync());
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            while (await contacts.MoveNextAsync())
            {
            }
        });
    }

    [Fact]
    public async Task Wrong_credentials_are_told_as_such_by_every_way_in()
    {
        await using ICrmConnector? stranger = await OpenWithWrongCredentialAsync();
        Assert.SkipWhen(stranger is null, "The system has no credentials.");
        foreach (Func<Task> way in new Func<Task>[]
        {
            () => stranger.IdentifyAsync(Token),
            () => stranger.ReadAsync(RecordQuery.All, Token).ToListAsync(Token).AsTask(),
            () => stranger.GetAsync(["1"], RecordQuery.All, Token).ToListAsync(Token).AsTask(),
            () => stranger.WriteAsync([New()], Token),
        })
        {
            ConnectorException error = await Assert.ThrowsAsync<ConnectorException>(way);
            Assert.Equal(ConnectorErrorKind.Authentication, error.Kind);
            Assert.NotNull(error.Error.Remedy);
        }
    }

    [Fact]
    public async Task Every_listed_field_is_read_when_all_are_asked_for()
    {
        string id = await CreateAsync();
        List<FieldInfo> fields = await Connector.ListFieldsAsync(Token).ToListAsync(Token);
        Assert.Contains(fields, f => f.Path == CustomField);
        CrmContact contact = Assert.Single(await GetAsync(id));
        Assert.All(fields, field => Assert.False(contact.Get(field.Path).IsNotRead, field.Path));
    }

    protected abstract Task<ICrmConnector> OpenAsync();

    /// <summary>A connector with a wrong credential; null for systems without any.</summary>
    protected abstract Task<ICrmConnector?> OpenWithWrongCredentialAsync();

    protected virtual Task CloseAsync() => Task.CompletedTask;

    protected virtual Task<int> CountNotesAsync(string contactId) => throw new NotSupportedException();

    protected string Email(string part = "anna") => $"{part}.{Mark}@example.org";

    private RecordWrite New(params (string Path, string Value)[] fields)
    {
        (string Path, string Value)[] all = fields.Any(f => f.Path == "EMAIL") ? fields : [("EMAIL", Email()), .. fields];
        return new RecordWrite(++_intent, WriteKind.Create) { Marker = "site:" + Mark, Fields = [.. all.Select(f => new FieldWrite(f.Path, FieldValue.Of(f.Value), FieldValue.Empty))] };
    }

    private RecordWrite Change(string id, params FieldWrite[] fields) => new(++_intent, WriteKind.Update) { RecordId = id, Fields = fields };

    private RecordWrite Chosen(RecordWrite write) => Connector.Capabilities.ChoosesId && write is { Kind: WriteKind.Create, RecordId: null } ? write with { RecordId = Connector.ChooseId(write.Marker!) } : write;

    private async Task<string> CreateAsync(params (string Path, string Value)[] fields)
    {
        WriteResult result = await WriteAsync(New(fields));
        Assert.Equal((WriteOutcome.Done, null), (result.Outcome, result.Error?.ToString()));
        return result.RecordId!;
    }

    private Task<WriteResult> CreateOtherAsync() => WriteAsync(New(("EMAIL", Email("other"))) with { Marker = "site:other" + Mark });

    private async Task<WriteResult> WriteAsync(RecordWrite write)
    {
        WriteResult result = Assert.Single(await Connector.WriteAsync([Chosen(write)], Token));
        await Connector.CommitAsync(Token);
        Assert.Equal(write.IntentId, result.IntentId);
        return result;
    }

    private async Task<List<CrmContact>> GetAsync(params string[] ids) => await Connector.GetAsync(ids, RecordQuery.All, Token).ToListAsync(Token);

    private async Task<List<CrmContact>> FindAsync(KeyKind kind, string path, string value) => await Connector.FindAsync(new LookupKey(kind, path), [value], RecordQuery.All, Token).ToListAsync(Token);

    // All that is told of a contact, for comparing two readings.
    private static string Shown(CrmContact contact) => string.Join('|', contact.ContactId, contact.Kind, contact.State, contact.Name, contact.FirstName, contact.LastName, contact.CreatedAt, contact.Url,
        string.Join(',', contact.Emails ?? []), string.Join(',', contact.Phones ?? []), string.Join(',', contact.Tags ?? []), string.Join(',', contact.Fields.OrderBy(f => f.Key, StringComparer.Ordinal)));
}
