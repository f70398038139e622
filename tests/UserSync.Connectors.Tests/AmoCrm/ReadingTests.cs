using System.Globalization;
using UserSync.Connectors.AmoCrm;
using UserSync.Core.Connectors;
using UserSync.Core.Links;
using UserSync.Core.Model;
using UserSync.Simulators.AmoCrm;
using AmoField = UserSync.Simulators.AmoCrm.AmoField;

namespace UserSync.Connectors.Tests.AmoCrm;

/// <summary>Reading what is odd: large ids, moving pages, ignored filters, a search that minds capitals, contacts that vanish.</summary>
public sealed class ReadingTests
{
    private static CancellationToken Token => AmoScene.Token;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_walk_brings_everybody_once_although_contacts_are_deleted_and_made_meanwhile(bool newestFirst)
    {
        await using AmoScene scene = await AmoScene.StartAsync(seed: new AmoCrmSeed().WithPeople(2000));
        await using AmoCrmConnector crm = scene.Connector();
        HashSet<string> stay = [.. scene.Live().Select(c => c.Id.ToString(CultureInfo.InvariantCulture))];
        List<string> seen = [];
        await foreach (CrmContact contact in crm.ReadAsync(RecordQuery.All, Token))
        {
            seen.Add(contact.ContactId);
            if (seen.Count % 200 != 0)
                continue;
            AmoContact victim = newestFirst ? scene.Live()[^1] : scene.Live()[0];
            stay.Remove(victim.Id.ToString(CultureInfo.InvariantCulture));
            scene.Simulator.Interface.Trash(victim.Id);
            scene.Contact("Late", "late@example.org");
        }

        Assert.Equal(seen.Count, seen.Distinct().Count());
        Assert.Empty(stay.Except(seen));
    }

    // In packs where filters work; else one by one, or by a walk over two pages, whichever costs fewer requests.
    [Theory]
    [InlineData(AmoPlatform.Kommo, 300, 20, 1)]
    [InlineData(AmoPlatform.AmoCrm, 300, 3, 3)]
    [InlineData(AmoPlatform.AmoCrm, 300, 20, 1 + 1)]
    [InlineData(AmoPlatform.AmoCrm, 2000, 8, 1 + 8)]
    public async Task Contacts_with_known_ids_cost_as_few_requests_as_can_be(AmoPlatform platform, int people, int wanted, int requests)
    {
        await using AmoScene scene = await AmoScene.StartAsync(platform: platform, seed: new AmoCrmSeed(platform).WithPeople(people));
        await using AmoCrmConnector crm = scene.Connector();
        await crm.ListFieldsAsync(Token).ToListAsync(Token);
        scene.Server.ClearLog();
        string[] ids = [.. scene.Live().Skip(3).Take(wanted).Select(c => c.Id.ToString(CultureInfo.InvariantCulture))];
        List<CrmContact> contacts = await crm.GetAsync(ids, RecordQuery.All, Token).ToListAsync(Token);
        Assert.Equal(ids, contacts.Select(c => c.ContactId).Order(StringComparer.Ordinal));
        Assert.Equal(requests, scene.Server.Log.Count);
    }

    [Fact]
    public async Task Changing_thousands_of_addresses_without_filters_asks_for_nobody_singly()
    {
        await using AmoScene scene = await AmoScene.StartAsync(seed: new AmoCrmSeed().WithPeople(1000));
        await using AmoCrmConnector crm = scene.Connector(options: [("batchSize", "250")]);
        RecordWrite[] writes = [.. scene.Live().Select((c, n) => new RecordWrite(n, WriteKind.Update)
        {
            RecordId = c.Id.ToString(CultureInfo.InvariantCulture),
            Fields = [new FieldWrite("EMAIL", FieldValue.Of($"new{n}@example.org"), FieldValue.Of($"person{n + 1:D6}@example.org"))],
        })];
        await crm.ListFieldsAsync(Token).ToListAsync(Token);
        scene.Server.ClearLog();
        for (int n = 0; n < writes.Length; n += 250)
            Assert.All(await crm.WriteAsync(writes[n..(n + 250)], Token), r => Assert.Equal(WriteOutcome.Done, r.Outcome));
        Assert.All(scene.Live(), c => Assert.StartsWith("new", Assert.Single(AmoScene.Values(c, AmoSampleFields.Email)), StringComparison.Ordinal));

        // Four writes, for each a walk over at most five pages, and one look at how many there are.
        Assert.InRange(scene.Server.Log.Count, 4, 4 + (4 * 5) + 1);
    }

    [Fact]
    public async Task Many_who_vanished_cost_one_look_into_the_trash()
    {
        await using AmoScene scene = await AmoScene.StartAsync(seed: new AmoCrmSeed().WithPeople(600));
        string[] ids = [.. scene.Live().Take(40).Select(c => c.Id.ToString(CultureInfo.InvariantCulture))];
        foreach (string id in ids)
            scene.Simulator.Interface.Trash(long.Parse(id, CultureInfo.InvariantCulture));
        await using AmoCrmConnector crm = scene.Connector();
        await crm.IdentifyAsync(Token);
        scene.Server.ClearLog();
        List<CrmContact> told = await crm.GetAsync(ids, RecordQuery.All, Token).ToListAsync(Token);
        Assert.All(told, c => Assert.Equal(ContactState.Trashed, c.State));
        Assert.Equal(ids, told.Select(c => c.ContactId).Order(StringComparer.Ordinal));
        Assert.Single(scene.Server.Log, r => r.Target.Contains("only_deleted", StringComparison.Ordinal));
        Assert.True(crm.Capabilities.Costs.IdsPerCall >= 40);
    }

    [Fact]
    public async Task A_filter_that_is_ignored_without_being_told_is_noticed()
    {
        // The account says nothing of filters, and ignores them.
        await using AmoScene scene = await AmoScene.StartAsync(seed: new AmoCrmSeed().WithPeople(300));
        scene.Store.Account.FiltersEnabled = true;
        await using AmoCrmConnector crm = scene.Connector();
        await crm.IdentifyAsync(Token);
        scene.Store.Account.FiltersEnabled = false;
        string[] ids = [.. scene.Live().Skip(100).Take(3).Select(c => c.Id.ToString(CultureInfo.InvariantCulture))];
        Assert.Equal(ids, (await crm.GetAsync(ids, RecordQuery.All, Token).ToListAsync(Token)).Select(c => c.ContactId).Order(StringComparer.Ordinal));
        DateTimeOffset since = scene.Time.GetUtcNow();
        AmoContact changed = scene.Live()[50];
        scene.Simulator.Interface.Change(changed.Id, c => c.Name = "Changed");
        Assert.Equal("Changed", Assert.Single(await crm.ReadAsync(new RecordQuery { ChangedSince = since }, Token).ToListAsync(Token)).Name);
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task An_address_is_found_whatever_its_case_and_nobody_else(bool matchesCase, bool phones)
    {
        await using AmoScene scene = await AmoScene.StartAsync(s => (s.QueryMatchesCase, s.QueryNormalisesPhones) = (matchesCase, phones), seed: new AmoCrmSeed().WithPeople(600));
        AmoContact anna = scene.Contact("Anna", "ANNA@Example.org");
        anna.Set(AmoSampleFields.Phone, [new AmoValue("8 (999) 123-45-67", 701005, "MOB")]);
        scene.Contact("anna@example.org", "other@example.org");
        scene.Contact("Joanna", "joanna@example.org");
        await using AmoCrmConnector crm = scene.Connector();
        Assert.Equal("Anna", Assert.Single(await crm.FindAsync(new LookupKey(KeyKind.Email, "EMAIL"), ["anna@example.org"], RecordQuery.All, Token).ToListAsync(Token)).Name);
        Assert.Equal("Anna", Assert.Single(await crm.FindAsync(new LookupKey(KeyKind.Phone, "PHONE"), ["+79991234567"], RecordQuery.All, Token).ToListAsync(Token)).Name);
    }

    // A short key, one with signs in it, capitals, a word in the middle: whatever the search leaves out, nobody is missed.
    [Theory]
    [InlineData("", "7")]
    [InlineData("QueryMinimumLength", "7")]
    [InlineData("QueryMinimumLength", "a@b.co")]
    [InlineData("QueryByWords", "K-17/b")]
    [InlineData("QueryByWords", "K 17 b")]
    [InlineData("QueryMatchesCase", "k-17/B")]
    [InlineData("IndexDelay", "7")]
    [InlineData("IndexDelay", "a@b.co")]
    public async Task A_key_or_address_is_found_whatever_the_search_can_do(string turned, string value)
    {
        await using AmoScene scene = await AmoScene.StartAsync(s => Turn(s, turned), seed: new AmoCrmSeed().WithPeople(600));
        foreach (AmoContact person in scene.Live())
            person.Set(601025, [new AmoValue($"{person.Id}")]);
        await using AmoCrmConnector crm = scene.Connector();
        bool address = value.Contains('@', StringComparison.Ordinal);
        RecordWrite write = new(1, WriteKind.Create)
        {
            Marker = "site:1",
            Fields = [new FieldWrite("name", FieldValue.Of("Wanted"), FieldValue.Empty), new FieldWrite("EMAIL", FieldValue.Of(address ? value : "w@example.org"), FieldValue.Empty), new FieldWrite("#601025", FieldValue.Of($" {value} "), FieldValue.Empty)],
        };
        Assert.Equal(WriteOutcome.Done, Assert.Single(await crm.WriteAsync([write], Token)).Outcome);

        // What was changed last is known without a search; all others lie behind it.
        if (turned != nameof(AmoCrmSwitches.IndexDelay))
        {
            scene.Time.Advance(TimeSpan.FromMinutes(1));
            foreach (AmoContact other in scene.Live().Where(c => c.Name != "Wanted").Take(300))
                scene.Store.Contacts.Touch(other, scene.Store.Now);
        }

        LookupKey key = address ? new LookupKey(KeyKind.Email, "EMAIL") : new LookupKey(KeyKind.Field, "#601025");
        CrmContact found = Assert.Single(await crm.FindAsync(key, [value], RecordQuery.All, Token).ToListAsync(Token));
        Assert.Equal("Wanted", found.Name);
    }

    private static void Turn(AmoCrmSwitches switches, string name)
    {
        if (name == nameof(AmoCrmSwitches.QueryMinimumLength))
            switches.QueryMinimumLength = 8;
        else if (name.Length > 0)
            AmoSwitchSets.Turn(switches, name);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Every_type_of_field_is_read_and_written_back_the_same(bool other)
    {
        await using AmoScene scene = await AmoScene.StartAsync(other ? AmoSwitchSets.Other : null, seed: AmoCrmSeed.Sample());
        scene.Store.Fields.Add(new AmoField(601031, "Реквизиты", "legal_entity", null, 512));
        scene.Store.Fields.Add(new AmoField(601033, "Сумма", "monetary", null, 513));
        scene.Store.Fields.Add(new AmoField(601035, "Адрес", "streetaddress", null, 514));
        await using AmoCrmConnector crm = scene.Connector();
        Dictionary<string, string[]> values = new(StringComparer.Ordinal)
        {
            ["POSITION"] = ["Editor"], ["#601007"] = ["1955-07-01"], ["#601009"] = ["https://a.example.org/"], ["#601011.city"] = ["Gothenburg"], ["#601011.country"] = ["SE"],
            ["#601013"] = ["Gold"], ["#601015"] = ["Новости", "События"], ["#601017"] = ["true"], ["#601019"] = ["120.5"], ["#601021"] = ["2021-03-28"], ["#601025"] = ["Line\nLine"],
            ["#601027"] = ["2025-10-09T10:33:20+03:00"], ["#601029"] = ["Paid"], ["#601031.name"] = ["ООО Пример"], ["#601031.vat_id"] = ["7700000000"], ["#601033"] = ["10"], ["#601035"] = ["Street 1"],
        };
        RecordWrite write = new(1, WriteKind.Create) { Marker = "site:1", Fields = [new FieldWrite("EMAIL", FieldValue.Of("a@example.org"), FieldValue.Empty), .. values.Select(v => new FieldWrite(v.Key, FieldValue.Of(v.Value), FieldValue.Empty))] };
        WriteResult made = Assert.Single(await crm.WriteAsync([write], Token));
        Assert.Equal((WriteOutcome.Done, null), (made.Outcome, made.Error?.ToString()));
        CrmContact read = Assert.Single(await crm.GetAsync([made.RecordId!], new RecordQuery { Fields = [.. values.Keys] }, Token).ToListAsync(Token));
        Assert.All(values, v => Assert.Equal(v.Value, read.Get(v.Key).Values));
        Assert.All(made.Returned.Where(r => values.ContainsKey(r.Key)), r => Assert.Equal(read.Get(r.Key), r.Value));
        WriteResult cleared = Assert.Single(await crm.WriteAsync([new RecordWrite(2, WriteKind.Update) { RecordId = made.RecordId, Fields = [.. values.Keys.Select(k => new FieldWrite(k, FieldValue.Empty, FieldValue.Of(values[k])))] }], Token));
        Assert.Equal((WriteOutcome.Done, null), (cleared.Outcome, cleared.Error?.ToString()));
        CrmContact empty = Assert.Single(await crm.GetAsync([made.RecordId!], new RecordQuery { Fields = [.. values.Keys] }, Token).ToListAsync(Token));
        Assert.All(values.Keys, k => Assert.True(empty.Get(k).IsEmpty, k));
    }

    [Fact]
    public async Task Odd_contacts_are_read()
    {
        await using AmoScene scene = await AmoScene.StartAsync(seed: new AmoCrmSeed { FirstContactId = 5_000_000_001 });
        scene.Store.Fields.Add(new AmoField(601099, "Neu", "hologram", null, 600));
        AmoContact contact = scene.Contact("", "Twice@example.org", "twice@example.org");
        contact.Set(601099, [new AmoValue("shown")]);
        contact.ResponsibleUserId = 12345;
        await using AmoCrmConnector crm = scene.Connector();
        CrmContact read = Assert.Single(await crm.ReadAsync(RecordQuery.All, Token).ToListAsync(Token));
        Assert.Equal(("5000000001", "", 2, "shown"), (read.ContactId, read.Name, read.Emails!.Count, read.Get("#601099").Text));
        Assert.Contains(await crm.ListFieldsAsync(Token).ToListAsync(Token), f => f is { Path: "#601099", Writable: false });
        WriteResult refused = Assert.Single(await crm.WriteAsync([new RecordWrite(1, WriteKind.Update) { RecordId = read.ContactId, Fields = [new FieldWrite("#601099", FieldValue.Of("x"), FieldValue.Empty)] }], Token));
        Assert.Equal(WriteOutcome.Failed, refused.Outcome);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_merged_contact_is_offered_for_relinking_and_a_trashed_one_reported(bool other)
    {
        await using AmoRun run = await AmoRun.StartAsync(other ? AmoSwitchSets.Other : null, other ? AmoPlatform.Kommo : AmoPlatform.AmoCrm);
        for (int n = 1; n <= 4; n++)
            run.User(n, $"user{n}@example.org", $"First{n}", "Last");
        await run.RunAsync();
        List<SyncLink> links = await run.LinksAsync();
        long Contact(int n) => long.Parse(links.Single(l => l.UserId == n.ToString(CultureInfo.InvariantCulture)).ContactId, CultureInfo.InvariantCulture);
        AmoContact survivor = run.Scene.Contact("Survivor", "user1@example.org", "more@example.org");
        run.Scene.Simulator.Interface.Merge(survivor.Id, Contact(1));
        run.Scene.Simulator.Interface.Trash(Contact(2));
        run.Scene.Time.Advance(TimeSpan.FromMinutes(5));
        await run.RunAsync();
        List<SyncConflict> conflicts = await run.ConflictsAsync();
        SyncConflict merged = Assert.Single(conflicts, c => c.UserId == "1");
        Assert.Equal((ConflictKind.ContactMerged, survivor.Id.ToString(CultureInfo.InvariantCulture)), (merged.Kind, Assert.Single(merged.Candidates)));
        Assert.Equal(ConflictKind.ContactTrashed, Assert.Single(conflicts, c => c.UserId == "2").Kind);
        Assert.Equal(4, (await run.LinksAsync()).Count);
        Assert.DoesNotContain(run.Scene.Live(), c => c.Id != survivor.Id && AmoScene.Values(c, AmoSampleFields.Email).Contains("user1@example.org"));
    }
}
