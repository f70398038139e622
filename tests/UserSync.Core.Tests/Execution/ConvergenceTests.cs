using System.Globalization;
using UserSync.Core.Connectors;
using UserSync.Core.Execution;
using UserSync.Core.Links;
using UserSync.Core.Mapping;
using UserSync.Core.Model;
using UserSync.Core.Profiles;
using UserSync.Core.Tests.Support;

namespace UserSync.Core.Tests.Execution;

/// <summary>
/// Random sides, links, edits, kills, lost answers and lossy storage: whatever happened, runs come to rest, and then nobody is
/// doubled. A failing story names the seed that replays it.
/// </summary>
public sealed class ConvergenceTests
{
    private static readonly string[] Seams = ["intent", "request", "answer", "commit"];

    [Fact]
    public Task Whatever_happens_runs_come_to_rest_and_nobody_is_doubled() => StoriesAsync(bothWays: false);

    [Fact]
    public Task Whatever_happens_on_both_sides_runs_both_ways_come_to_rest_and_nobody_is_doubled() => StoriesAsync(bothWays: true);

    private static async Task StoriesAsync(bool bothWays)
    {
        (int first, int stories) = (From("USERSYNC_SEED", 1), From("USERSYNC_STORIES", 60));
        for (int seed = first; seed < first + stories; seed++)
        {
            try
            {
                await StoryAsync(new Random(seed), bothWays);
            }
            catch (Exception failure)
            {
                throw new InvalidOperationException($"The story of seed {Text(seed)} went wrong; USERSYNC_SEED={Text(seed)} USERSYNC_STORIES=1 replays it.", failure);
            }
        }
    }

    private static int From(string variable, int otherwise) => int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out int value) ? value : otherwise;

    private static async Task StoryAsync(Random random, bool bothWays)
    {
        using var scene = new Scene();
        Arrange(scene, random);
        if (bothWays)
            ArrangeBothWays(scene, random);
        for (int round = 0; round < 4; round++)
        {
            Edit(scene, random);
            if (bothWays)
                EditBothWays(scene, random, await scene.LinksAsync());
            AddWhereNobodyIs(scene, round);
            if (random.Next(3) == 0)
                await scene.DieAtAsync(Seams[random.Next(Seams.Length)], random.Next(1, 5), Request(scene));
            else
                scene.Crm.LoseNextAnswer = random.Next(4) == 0;
            AddWhereNobodyIs(scene, 10 + round);
            scene.Cms.LoseNextAnswer = bothWays && random.Next(4) == 0;
            SyncSummary ended = await CheckedRunAsync(scene, bothWays && random.Next(3) == 0 ? (SyncDirection)random.Next(3) : null);
            if (bothWays && random.Next(5) == 0)
                await UndoneAsync(scene, ended.Run, random.Next(2) == 0);
        }

        // From here on nothing goes wrong and nobody edits: what is left to do is done at once.
        scene.Crm.LoseNextAnswer = scene.Cms.LoseNextAnswer = false;
        for (int round = 4; round == 4 || IsEmpty(scene); round++)
        {
            AddWhereNobodyIs(scene, round);
            await CheckedRunAsync(scene);
        }

        long writes = scene.Crm.Requests.Writes + scene.Cms.Requests.Writes;
        SyncSummary rest = await CheckedRunAsync(scene);
        Assert.True(rest.NothingToDo || rest.Linked + rest.Created + rest.Updated + rest.Deleted + rest.Unlinked + rest.Blocked == 0, rest.ToString());
        Assert.Equal(writes, scene.Crm.Requests.Writes + scene.Cms.Requests.Writes);
    }

    private static SyncRequest Request(Scene scene, SyncDirection? direction = null) => new() { All = true, MaxDeletePercent = 100, Direction = direction ?? scene.Profile.Direction };

    // MemoryCrm itself refuses a second contact for one marker.
    private static async Task<SyncSummary> CheckedRunAsync(Scene scene, SyncDirection? direction = null)
    {
        Dictionary<string, LinkedPair>? before = await SettledPairsAsync(scene);
        List<SyncEvent> events = await scene.EventsAsync(Request(scene, direction));
        SyncSummary summary = events.OfType<SummaryEvent>().Single().Summary;
        long told = events.OfType<ResultEvent>().LongCount(e => e.Result.Action != SyncAction.Confirmed);
        Assert.Equal(told, summary.Linked + summary.Created + summary.Updated + summary.Deleted + summary.Unlinked + summary.Blocked + summary.Skipped + summary.Conflicts + summary.Failed + summary.NotAttempted);
        List<SyncLink> links = await OneToOneAsync(scene);
        foreach (SyncResult update in events.OfType<ResultEvent>().Select(e => e.Result).Where(r => before is not null && r is { Action: SyncAction.Updated, Outcome: ChangeOutcome.Done }))
            GivesUpNothing(scene, update, before!.GetValueOrDefault(update.UserId!));
        Assert.Equal(summary.AlreadyLinked + summary.Linked + summary.Created - summary.Unlinked, links.Count);

        // An address that went over to the user is the user's now, and goes when the user gets another one.
        scene.Foreign.RemoveAll(f => scene.Cms.Users.Exists(u => u.Email == f.Address));
        Assert.All(scene.Foreign, f => Assert.Contains(f.Address, scene.Crm.Contacts.Where(c => c.ContactId == f.ContactId).SelectMany(c => c.Emails!).Select(e => e.Address)));
        return summary;
    }

    // Not before a run that has writes of a dead one to settle: it knows more than the baselines before it.
    private static async Task<Dictionary<string, LinkedPair>?> SettledPairsAsync(Scene scene)
    {
        await using LinkStore store = await scene.OpenStoreAsync();
        if ((await store.Intents.ReadAsync("site", "account", "", -1, 1, CancellationToken.None)).Count > 0)
            return null;
        return await store.Links.ReadPairsAsync(LinkQuery.All, CancellationToken.None).ToDictionaryAsync(p => p.Link.UserId);
    }

    // A value is replaced only when it is the one that both sides knew and nobody touched it since, or when the field's policy gives it up.
    private static void GivesUpNothing(Scene scene, SyncResult update, LinkedPair? pair)
    {
        foreach (FieldWrite write in update.Fields.Where(w => w.Before.HasValue))
        {
            FieldMapping? field = scene.Profile.Fields.FirstOrDefault(f => (update.Target == Side.Crm ? f.Contact : f.User) == write.Path);
            if (field is not { Direction: SyncDirection.Both, Enforce: false } || field.User == "email" || field.OnConflict == FieldConflictPolicy.Newest || field.OnConflict == (update.Target == Side.Crm ? FieldConflictPolicy.Cms : FieldConflictPolicy.Crm))
                continue;
            Assert.True(pair is not null && pair.Baseline.TryGetValue(field.BaselineKey, out BaselineField known) && FieldEquality.Same(field.Contact, write.Before, update.Target == Side.Crm ? known.Contact : known.User),
                $"{write.Path} of user {update.UserId} and contact {update.ContactId} was {write.Before} and became {write.Value} without a rule.");
        }
    }

    private static async Task UndoneAsync(Scene scene, string run, bool removeCreated)
    {
        List<SyncEvent> events = await scene.EventsAsync(new SyncRequest { Undo = run, RemoveCreated = removeCreated });
        SyncSummary summary = events.OfType<SummaryEvent>().Single().Summary;
        Assert.Equal(events.OfType<ResultEvent>().LongCount(), summary.Linked + summary.Created + summary.Updated + summary.Deleted + summary.Unlinked + summary.Blocked + summary.Skipped + summary.Conflicts + summary.Failed + summary.NotAttempted);
        scene.Foreign.RemoveAll(f => !scene.Crm.Contacts.Exists(c => c.ContactId == f.ContactId));
        await OneToOneAsync(scene);
    }

    private static async Task<List<SyncLink>> OneToOneAsync(Scene scene)
    {
        List<SyncLink> links = await scene.LinksAsync();
        Assert.Equal(links.Count, links.DistinctBy(l => l.UserId).Count());
        Assert.Equal(links.Count, links.DistinctBy(l => l.ContactId).Count());
        return links;
    }

    private static void Arrange(Scene scene, Random random)
    {
        scene.Crm.Capabilities = scene.Crm.Capabilities with { MaxParallel = random.Next(1, 4), WriteBatch = random.Next(1, 4), Costs = new ReadCosts(random.Next(1, 50), random.Next(1, 5), random.Next(1, 5)) };
        scene.Crm.Lossy = random.Next(3) switch { 0 => static t => t, 1 => static t => t.ToLowerInvariant(), _ => static t => t.Length > 18 ? t[..18] : t };
        InitialPolicy initial = random.Next(3) switch { 0 => InitialPolicy.Fill, 1 => InitialPolicy.Overwrite, _ => InitialPolicy.Keep };
        scene.Profile = scene.Profile with
        {
            Fields = [Scene.NameField with { Initial = initial, Enforce = random.Next(2) == 0 }, Scene.EmailField, new FieldMapping("fields.phone", "PHONE") { Enforce = random.Next(3) == 0 }],
            Match = random.Next(2) == 0 ? [MatchRule.Email] : [MatchRule.Email, new MatchRule("fields.phone", "PHONE", MatchKind.Phone)],
        };
        int users = random.Next(1, 14);
        for (int i = 1; i <= users; i++)
            AddUser(scene, random, i);
        for (int i = random.Next(8); i > 0; i--)
            scene.Crm.Add("k" + Text(i), random.Next(2) == 0 ? "" : "Known " + Text(i), [.. Enumerable.Range(0, random.Next(3)).Select(_ => Address(random)).Distinct()]);
    }

    private static void ArrangeBothWays(Scene scene, Random random)
    {
        T Any<T>() where T : struct, Enum => Enum.GetValues<T>()[random.Next(Enum.GetValues<T>().Length)];
        scene.Cms.Capabilities = scene.Cms.Capabilities with { MaxParallel = random.Next(1, 4), WriteBatch = random.Next(1, 4), Block = true, ModifiedTime = true, Costs = new ReadCosts(random.Next(1, 50), random.Next(1, 5), random.Next(1, 5)) };
        scene.Crm.Capabilities = scene.Crm.Capabilities with { ModifiedTime = true };
        scene.Cms.Lossy = random.Next(2) == 0 ? static t => t : static t => t.Length > 20 ? t[..20] : t;
        if (random.Next(2) == 0)
            scene.Crm.OwnFields.AddRange(["#user", "#page"]);
        scene.Profile = scene.Profile with
        {
            Direction = SyncDirection.Both,
            Contacts = scene.Crm.OwnFields.Count > 0 ? new ContactPolicy { Marker = "#user", ProfileLinkField = "#page" } : new ContactPolicy(),
            Fields = [.. scene.Profile.Fields.Select(f => f with { Direction = random.Next(3) == 0 ? Any<SyncDirection>() : SyncDirection.Both, OnConflict = Any<FieldConflictPolicy>() })],
            Users = new UserPolicy
            {
                Temporary = random.Next(2) == 0 ? new TemporaryUserPolicy(Allow: true, "placeholder.example.org") : new TemporaryUserPolicy(),
                OnContactDeleted = Any<GonePolicy>() is var gone && gone == GonePolicy.Note ? GonePolicy.Unlink : gone,
            },
        };
    }

    private static void Edit(Scene scene, Random random)
    {
        for (int edits = random.Next(5); edits > 0; edits--)
        {
            string? user = scene.Cms.Users.Count == 0 ? null : scene.Cms.Users[random.Next(scene.Cms.Users.Count)].UserId;
            string? contact = scene.Crm.Contacts.Count == 0 ? null : scene.Crm.Contacts[random.Next(scene.Crm.Contacts.Count)].ContactId;
            switch (random.Next(8))
            {
                case 0 when user is not null: scene.Cms.Change(user, u => u with { Name = "Renamed " + Text(random.Next(1000)) }); break;
                case 1 when user is not null: scene.Cms.Change(user, u => u with { Email = random.Next(4) == 0 ? "" : Address(random) }); break;
                case 2 when user is not null: scene.Cms.Change(user, u => u with { Fields = new FieldMap { ["fields.phone"] = FieldValue.Of(random.Next(3) == 0 ? null : "+4930" + Text(random.Next(100000, 100020))) } }); break;
                case 3 when user is not null && scene.Cms.Users.Count > 1: scene.Cms.Users.RemoveAll(u => u.UserId == user); break;
                case 4: AddUser(scene, random, 100 + random.Next(1000)); break;
                case 5 when contact is not null: scene.Crm.Change(contact, c => c with { Name = "Edited " + Text(random.Next(1000)) }); break;
                case 6 when contact is not null: AddForeign(scene, random, contact); break;
                case 7 when contact is not null && scene.Crm.Contacts.Count > 1: scene.Crm.Contacts.RemoveAll(c => c.ContactId == contact); scene.Foreign.RemoveAll(f => f.ContactId == contact); break;
                default: break;
            }
        }
    }

    private static void EditBothWays(Scene scene, Random random, List<SyncLink> links)
    {
        foreach (SyncLink link in links.Where(l => random.Next(4) == 0 && scene.Cms.Users.Exists(u => u.UserId == l.UserId) && scene.Crm.Contacts.Exists(c => c.ContactId == l.ContactId)))
        {
            scene.Cms.Change(link.UserId, u => u with { Name = "Their own " + Text(random.Next(1000)) });
            scene.Crm.Change(link.ContactId, c => c with { Name = "The office's " + Text(random.Next(1000)) });
        }

        for (int edits = random.Next(4); edits > 0 && scene.Crm.Contacts.Count > 0; edits--)
        {
            string contact = scene.Crm.Contacts[random.Next(scene.Crm.Contacts.Count)].ContactId;
            string address = Address(random);
            switch (random.Next(5))
            {
                case 0: scene.Crm.Change(contact, c => c with { Phones = [.. Enumerable.Range(0, random.Next(3)).Select(_ => new ContactPhone("+4930" + Text(random.Next(100000, 100020)))).DistinctBy(p => p.Number)] }); break;
                case 1: scene.Crm.Change(contact, c => c with { Emails = [new ContactEmail(address), .. c.Emails!.Where(e => scene.Foreign.Contains((contact, e.Address)))] }); break;
                case 2 when !scene.Foreign.Exists(f => f.ContactId == contact): scene.Crm.Change(contact, c => c with { Emails = [] }); break;
                case 3: scene.Crm.Change(contact, c => c with { State = c.State == ContactState.Live ? ContactState.Trashed : ContactState.Live }); break;
                case 4: scene.Crm.Change(contact, c => c with { Name = "" }); break;
                default: break;
            }
        }
    }

    private static bool IsEmpty(Scene scene) => scene.Cms.Users.Count == 0 || !scene.Crm.Contacts.Exists(c => c.State == ContactState.Live);

    // An empty listing stops a run, which is another story.
    private static void AddWhereNobodyIs(Scene scene, int round)
    {
        if (scene.Cms.Users.Count == 0)
            scene.Cms.Add("s" + Text(round), $"spare{Text(round)}@x.org", "Spare");
        if (!scene.Crm.Contacts.Exists(c => c.State == ContactState.Live))
            scene.Crm.Add("s" + Text(round), "Spare", $"kept{Text(round)}@x.org");
    }

    // An address that somebody entered in the CRM and that no user ever has: it must outlive everything.
    private static void AddForeign(Scene scene, Random random, string contact)
    {
        string address = $"f{Text(random.Next(1000000))}@x.net";
        scene.Crm.Change(contact, c => c with { Emails = [.. c.Emails!, new ContactEmail(address)] });
        scene.Foreign.Add((contact, address));
    }

    private static void AddUser(Scene scene, Random random, int id)
    {
        if (!scene.Cms.Users.Exists(u => u.UserId == Text(id)))
            scene.Cms.Add(Text(id), random.Next(6) == 0 ? "" : Address(random), random.Next(6) == 0 ? "" : "A rather long name of Person " + Text(id), random.Next(2) == 0 ? null : "+4930" + Text(random.Next(100000, 100020)));
    }

    private static string Address(Random random) => $"{(random.Next(2) == 0 ? "Person" : "person")}{Text(random.Next(25))}@x.org";

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
