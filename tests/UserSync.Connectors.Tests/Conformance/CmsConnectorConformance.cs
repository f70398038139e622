using UserSync.Connectors.Tests.Fakes;
using UserSync.Core.Connectors;
using UserSync.Core.Errors;
using UserSync.Core.Model;

namespace UserSync.Connectors.Tests.Conformance;

/// <summary>What every connector to a CMS must do, asked of each by its capabilities and never by its name.</summary>
public abstract partial class CmsConnectorConformance : IAsyncLifetime
{
    private readonly Dictionary<string, string> _made = new(StringComparer.Ordinal);
    private long _intent;

    /// <summary>A custom text field that the system under test offers.</summary>
    protected abstract string CustomField { get; }

    /// <summary>A text field beside it that can be cleared.</summary>
    protected virtual string FirstField => "first_name";

    /// <summary>A third one.</summary>
    protected virtual string SecondField => "last_name";

    /// <summary>Addresses that the system refuses; none where it takes whatever comes, as a file does.</summary>
    protected virtual IReadOnlyList<string> BadAddresses => ["not an address", "a@b"];

    /// <summary>False where two users may have one address, as in a file.</summary>
    protected virtual bool AddressesAreUnique => true;

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Part of all addresses of this test, so that tests on one server do not meet.</summary>
    protected string Mark { get; } = Guid.NewGuid().ToString("N")[..12];

    protected ICmsConnector Connector { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Connector = await OpenAsync();

    public async ValueTask DisposeAsync()
    {
        if (Connector is not null)
        {
            if (Connector.Capabilities.Delete is not DeleteKind.None)
            {
                foreach ((string id, string key) in _made)
                    await Connector.WriteAsync([new RecordWrite(++_intent, WriteKind.Delete) { RecordId = id, Key = key }], CancellationToken.None);
            }

            await Connector.DisposeAsync();
        }

        await CloseAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Identifies_the_system_and_the_account()
    {
        EndIdentity identity = await Connector.IdentifyAsync(Token);
        Assert.NotEmpty(identity.Id);
        Assert.NotEmpty(identity.Product);
    }

    [Fact]
    public async Task All_checks_pass() =>
        Assert.All(await Connector.CheckAsync(Token).ToListAsync(Token), check => Assert.True(check.Passed ?? true, $"{check.Check}: {check.Detail}"));

    [Fact]
    public async Task Lists_every_user_once()
    {
        await CreateAsync();
        List<CmsUser> users = await Connector.ReadAsync(RecordQuery.All, Token).ToListAsync(Token);
        Assert.NotEmpty(users);
        Assert.Equal(users.Count, users.DistinctBy(u => u.UserId).Count());
        if (Connector.Capabilities.Totals)
            Assert.InRange(users.Count, (await Connector.CountAsync(Token) ?? 0) - 5, long.MaxValue);
    }

    [Fact]
    public async Task Reads_one_user_the_same_by_walk_id_and_address()
    {
        string id = await CreateAsync();
        CmsUser walked = await Connector.ReadAsync(RecordQuery.All, Token).SingleAsync(u => u.UserId == id, Token);
        CmsUser got = Assert.Single(await GetAsync(id));
        Assert.Equal(Shown(walked), Shown(got));
        if (Connector.Capabilities.FindByEmail)
            Assert.Equal(Shown(walked), Shown(Assert.Single(await FindAsync(Email()))));
    }

    [Fact]
    public async Task Finds_an_address_whatever_its_case()
    {
        Assert.SkipUnless(Connector.Capabilities.FindByEmail, "The system has no look-up by e-mail.");
        await CreateAsync();
        Assert.Single(await FindAsync(Email().ToUpperInvariant()));
    }

    [Fact]
    public async Task Ids_that_do_not_exist_bring_no_row()
    {
        string id = await CreateAsync();
        Assert.Equal([id], (await GetAsync("999999999", id, "no-id")).Select(u => u.UserId));
    }

    [Fact]
    public async Task Gets_more_ids_than_one_request_takes()
    {
        List<string> ids = await Connector.ReadAsync(RecordQuery.All, Token).Select(u => u.UserId).Take(250).ToListAsync(Token);
        Assert.Equal(ids.Order(StringComparer.Ordinal), (await GetAsync([.. ids])).Select(u => u.UserId).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Groups_filter_the_walk()
    {
        Assert.SkipUnless(Connector.Capabilities.Groups, "The system has no groups.");
        List<CmsUser> all = await Connector.ReadAsync(RecordQuery.All, Token).ToListAsync(Token);
        CmsGroup? group = await Connector.ListGroupsAsync(Token).FirstOrDefaultAsync(g => all.Any(u => u.Groups.Contains(g)), Token);
        Assert.NotNull(group);
        List<CmsUser> users = await Connector.ReadAsync(new RecordQuery { Groups = [group.Name] }, Token).ToListAsync(Token);
        Assert.Equal(all.Where(u => u.Groups.Contains(group)).Select(u => u.UserId).Order(StringComparer.Ordinal), users.Select(u => u.UserId).Order(StringComparer.Ordinal));
        Assert.All(users, user => Assert.Contains(group, user.Groups));
    }

    [Fact]
    public async Task A_created_user_can_be_read_back_as_the_write_returned_it()
    {
        WriteResult result = await WriteAsync(New(("name", "Anna & Bert Fiktiv"), (FirstField, "Анна"), (SecondField, "O'Neil-Großmann 🦊"), (CustomField, "ليلى & <GmbH>")));
        Assert.Equal((WriteOutcome.Done, null), (result.Outcome, result.Error?.ToString()));
        CmsUser user = Assert.Single(await GetAsync(result.RecordId!));
        Assert.All(result.Returned, pair => Assert.Equal(user.Get(pair.Key), pair.Value));
        Assert.Equal((Named("Anna & Bert Fiktiv"), "Анна", "O'Neil-Großmann 🦊"), (user.Name, user.Get(FirstField).Text, user.Get(SecondField).Text));
        Assert.Equal(Stored("ليلى & <GmbH>"), user.Get(CustomField).Text);
    }

    [Fact]
    public async Task A_second_user_with_the_same_address_is_a_duplicate()
    {
        Assert.SkipUnless(AddressesAreUnique, "The system takes an address twice.");
        await CreateAsync();
        WriteResult again = await WriteAsync(New() with { Marker = "another" });
        Assert.Equal((WriteOutcome.Failed, ConnectorErrorKind.Duplicate), (again.Outcome, again.Error!.Kind));
    }

    [Fact]
    public async Task An_address_of_somebody_else_is_a_duplicate_also_in_an_update()
    {
        Assert.SkipUnless(AddressesAreUnique, "The system takes an address twice.");
        await CreateAsync();
        WriteResult other = await WriteAsync(New(("email", Email("other"))));
        WriteResult result = await WriteAsync(Change(other.RecordId!, ("email", Email())));
        Assert.Equal((WriteOutcome.Failed, ConnectorErrorKind.Duplicate), (result.Outcome, result.Error!.Kind));
    }

    [Fact]
    public async Task A_bad_address_costs_only_its_item()
    {
        Assert.SkipWhen(BadAddresses.Count == 0, "The system takes any address.");
        foreach (string address in BadAddresses)
        {
            WriteResult result = await WriteAsync(New(("email", address)));
            Assert.Equal((WriteOutcome.Failed, ConnectorErrorKind.InvalidItem), (result.Outcome, result.Error!.Kind));
        }

        await CreateAsync();
    }

    [Fact]
    public async Task An_address_of_300_characters_is_refused()
    {
        Assert.SkipWhen(BadAddresses.Count == 0, "The system takes any address.");
        WriteResult result = await WriteAsync(New(("email", new string('x', 290) + "@example.org")));
        Assert.Equal((WriteOutcome.Failed, ConnectorErrorKind.InvalidItem), (result.Outcome, result.Error!.Kind));
    }

    [Fact]
    public async Task An_update_changes_only_what_it_names()
    {
        WriteResult made = await WriteAsync(New((FirstField, "Anna"), (SecondField, "Fiktiv"), (CustomField, "one")));
        WriteResult changed = await WriteAsync(Change(made.RecordId!, (FirstField, "Berta"), (CustomField, "two")));
        Assert.Equal((WriteOutcome.Done, "Berta"), (changed.Outcome, changed.Returned[FirstField].Text));
        CmsUser user = Assert.Single(await GetAsync(made.RecordId!));
        Assert.Equal(("Berta", "Fiktiv", "two", Email()), (user.Get(FirstField).Text, user.Get(SecondField).Text, user.Get(CustomField).Text, user.Email));
    }

    [Fact]
    public async Task Empty_clears_a_field_also_twice()
    {
        WriteResult made = await WriteAsync(New((FirstField, "Anna"), (CustomField, "one")));
        for (int n = 0; n < 2; n++)
        {
            WriteResult cleared = await WriteAsync(Change(made.RecordId!, (FirstField, ""), (CustomField, "")));
            Assert.Equal(WriteOutcome.Done, cleared.Outcome);
            Assert.True(cleared.Returned[CustomField].IsEmpty);
        }

        CmsUser user = Assert.Single(await GetAsync(made.RecordId!));
        Assert.True(user.Get(FirstField).IsEmpty);
        Assert.True(user.Get(CustomField).IsEmpty);
    }

    [Fact]
    public async Task An_update_of_a_user_that_does_not_exist_is_not_found()
    {
        WriteResult result = await WriteAsync(Change("999999999", (FirstField, "Anna")));
        Assert.Equal((WriteOutcome.Failed, ConnectorErrorKind.NotFound), (result.Outcome, result.Error!.Kind));
    }

    [Fact]
    public async Task A_deleted_user_is_gone_and_deleting_again_is_no_error()
    {
        Assert.SkipUnless(Connector.Capabilities.Delete is DeleteKind.Real or DeleteKind.NeedsReassign, "The system does not really delete.");
        Assert.SkipWhen(Connector.Capabilities.Transactional, "A staged delete cannot meet another.");
        string id = await CreateAsync();
        for (int n = 0; n < 2; n++)
            Assert.Equal(WriteOutcome.Done, (await WriteAsync(ToUser(WriteKind.Delete, id))).Outcome);
        Assert.Empty(await GetAsync(id));
    }

    [Fact]
    public async Task A_create_whose_answer_was_lost_is_found_again()
    {
        DateTimeOffset before = Now;
        RecordWrite write = New();
        string id = (await WriteAsync(write)).RecordId!;
        SettledCreate settled = await Connector.SettleAsync([new OpenCreate(7, write, before)], Token).SingleAsync(Token);
        Assert.Equal((7, id, false), (settled.IntentId, settled.RecordId, settled.Ambiguous));
        Assert.Equal(Assert.Single(await GetAsync(id)).Key, settled.Key ?? settled.RecordId);
    }

    [Fact]
    public async Task A_create_that_never_arrived_is_settled_as_none()
    {
        SettledCreate settled = await Connector.SettleAsync([new OpenCreate(7, New(), Now)], Token).SingleAsync(Token);
        Assert.Equal(new SettledCreate(7, null), settled);
    }

    [Fact]
    public async Task A_user_that_was_there_before_is_not_adopted()
    {
        Assert.SkipWhen(Connector.Capabilities.ChoosesId, "Whoever has the id that we chose is ours.");
        RecordWrite write = New();
        await WriteAsync(write);
        SettledCreate settled = await Connector.SettleAsync([new OpenCreate(7, write, Now.AddHours(1))], Token).SingleAsync(Token);
        Assert.Equal(new SettledCreate(7, null), settled);
    }

    [Fact]
    public async Task Cancelling_in_the_middle_of_a_walk_ends_it()
    {
        await CreateAsync();
        await WriteAsync(New(("email", Email("second"))) with { Marker = "second" });
        using CancellationTokenSource stop = new();
        await using IAsyncEnumerator<CmsUser> users = Connector.ReadAsync(RecordQuery.All, stop.Token).GetAsyncEnumerator(stop.Token);
        Assert.True(await users.MoveNextAsync());
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            while (await users.MoveNextAsync())
            {
            }
        });
    }

    [Fact]
    public async Task A_walk_can_be_left_after_the_first_user() =>
        Assert.NotNull(await Connector.ReadAsync(RecordQuery.All, Token).FirstAsync(Token));

    [Fact]
    public async Task Wrong_credentials_are_told_as_such_by_every_way_in()
    {
        ICmsConnector? opened = await OpenWithWrongCredentialAsync();
        Assert.SkipWhen(opened is null, "The system has no credential.");
        await using ICmsConnector stranger = opened;
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
    public async Task Every_listed_field_that_is_asked_for_is_read()
    {
        string id = await CreateAsync();
        List<FieldInfo> fields = await Connector.ListFieldsAsync(Token).ToListAsync(Token);
        Assert.Contains(fields, f => f.Path == CustomField);
        CmsUser user = Assert.Single(await GetAsync(id));
        Assert.All(fields, field => Assert.False(user.Get(field.Path).IsNotRead, field.Path));
    }

    /// <summary>The clock by which the system under test stamps its users.</summary>
    protected virtual DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    protected abstract Task<ICmsConnector> OpenAsync();

    /// <summary>A connector with a credential that the system refuses; null where there is none.</summary>
    protected abstract Task<ICmsConnector?> OpenWithWrongCredentialAsync();

    protected virtual Task CloseAsync() => Task.CompletedTask;

    /// <summary>What the system keeps of a text in <see cref="CustomField"/>.</summary>
    protected virtual string Stored(string text) => text;

    /// <summary>What the system makes of a name.</summary>
    protected virtual string Named(string name) => name;

    protected string Email(string part = "anna") => $"{part}.{Mark}@example.org";

    /// <summary>A create, by default of <see cref="Email"/>.</summary>
    protected RecordWrite New(params (string Path, string Value)[] fields)
    {
        (string Path, string Value)[] all = fields.Any(f => f.Path == "email") ? fields : [("email", Email()), .. fields];
        return Chosen(new RecordWrite(++_intent, WriteKind.Create) { Marker = $"contact {Mark} {all.First(f => f.Path == "email").Value}", Fields = Fields(all) });
    }

    /// <summary>A write to a user.</summary>
    protected RecordWrite ToUser(WriteKind kind, string id) => new(++_intent, kind) { RecordId = id, Key = _made.GetValueOrDefault(id) };

    protected RecordWrite Change(string id, params (string Path, string Value)[] fields) => ToUser(WriteKind.Update, id) with { Fields = Fields(fields) };

    protected async Task<string> CreateAsync(params (string Path, string Value)[] fields)
    {
        WriteResult result = await WriteAsync(New(fields));
        Assert.Equal((WriteOutcome.Done, null), (result.Outcome, result.Error?.ToString()));
        return result.RecordId!;
    }

    protected async Task<WriteResult> WriteAsync(RecordWrite write)
    {
        WriteResult result = Assert.Single(await Connector.WriteAsync([write], Token));
        await Connector.CommitAsync(Token);
        Assert.Equal(write.IntentId, result.IntentId);
        Remember(write, result);
        return result;
    }

    protected async Task<List<CmsUser>> GetAsync(params string[] ids) => await Connector.GetAsync(ids, RecordQuery.All, Token).ToListAsync(Token);

    protected async Task<List<CmsUser>> FindAsync(string email) => await Connector.FindAsync(new LookupKey(KeyKind.Email, "email"), [email], RecordQuery.All, Token).ToListAsync(Token);

    // Where the id is ours to choose, a run chooses it before the intent is stored.
    private RecordWrite Chosen(RecordWrite write) => Connector.Capabilities.ChoosesId ? write with { RecordId = Connector.ChooseId(write.Marker!) }
        : Connector.Capabilities.ChoosesKey ? write with { Key = Connector.ChooseId(write.Marker!) } : write;

    private void Remember(RecordWrite write, WriteResult result)
    {
        if (write.Kind == WriteKind.Create && result is { Outcome: WriteOutcome.Done, RecordId: { } id })
            _made[id] = result.Key ?? id;
    }

    private static IReadOnlyList<FieldWrite> Fields((string Path, string Value)[] fields) => [.. fields.Select(f => new FieldWrite(f.Path, FieldValue.Of(f.Value), FieldValue.NotRead))];

    // All that is told of a user, for comparing two readings.
    private static string Shown(CmsUser user) => string.Join('|', user.UserId, user.Key, user.UserName, user.Email, user.Name, user.FirstName, user.LastName, user.CreatedAt, user.ProfileUrl,
        string.Join(',', user.Groups), string.Join(',', user.Fields.OrderBy(f => f.Key, StringComparer.Ordinal)));
}
