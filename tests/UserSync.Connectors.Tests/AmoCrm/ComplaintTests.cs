using System.Globalization;
using System.Text.Json.Nodes;
using UserSync.Connectors.AmoCrm;
using UserSync.Core.Connectors;
using UserSync.Core.Errors;
using UserSync.Core.Execution;
using UserSync.Core.Model;
using UserSync.Core.Profiles;
using UserSync.Simulators;
using UserSync.Simulators.AmoCrm;

namespace UserSync.Connectors.Tests.AmoCrm;

/// <summary>What users of integrations complain about (contract 9): one test for each of the ten rows, by its number.</summary>
public sealed class ComplaintTests
{
    private static CancellationToken Token => AmoScene.Token;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Row_1_two_429_are_waited_out_and_the_403_page_ends_the_run_with_what_to_do(bool html)
    {
        await using AmoRun run = await AmoRun.StartAsync(s => s.Html429 = html);
        run.User(1, "anna@example.org");
        run.Scene.Server.Add(new Fault(FaultKind.ErrorBefore, static r => r.Method == "POST") { Status = 429, Html = html, Times = 2 });
        Assert.Equal(1, (await run.RunAsync()).Created);
        run.Scene.Server.Add(new Fault(FaultKind.ErrorBefore, static _ => true) { Status = 403, Html = true });
        int sent = run.Scene.Server.Log.Count;
        SyncError? error = await run.TryAsync();
        Assert.Equal(ErrorIds.AccountBlocked, error?.Id);
        Assert.Contains("too many requests", error!.Message, StringComparison.Ordinal);
        Assert.Contains("support", error.Remedy, StringComparison.Ordinal);
        Assert.Equal(sent + 1, run.Scene.Server.Log.Count);
    }

    [Fact]
    public async Task Row_2_a_new_pair_is_on_disk_before_its_first_use_and_a_long_lived_token_is_never_renewed()
    {
        await using AmoRun run = await AmoRun.StartAsync();
        run.User(1, "anna@example.org");
        await run.RunAsync();
        await using AmoPair pair = new(run);
        await pair.ConnectAsync();
        run.Scene.Time.Advance(TimeSpan.FromHours(25));
        string? onDisk = null;
        bool renewed = false;
        run.Scene.Server.Add(new Fault(FaultKind.CutBefore, r =>
        {
            if (renewed)
                onDisk ??= File.ReadAllText(pair.TokenFile);
            renewed |= r.Target.Contains("access_token", StringComparison.Ordinal);
            return false;
        }));
        await using (AmoCrmConnector crm = pair.Open())
            await crm.IdentifyAsync(Token);
        Assert.Contains(run.Scene.Simulator.Tokens.Refresh.Last().Text, onDisk, StringComparison.Ordinal);

        run.Scene.Simulator.Tokens.RevokeAll();
        run.Scene.Server.ClearLog();
        await using AmoCrmConnector longLived = run.Scene.Connector();
        await Assert.ThrowsAsync<ConnectorException>(() => longLived.IdentifyAsync(Token));
        Assert.DoesNotContain(run.Scene.Server.Log, r => r.Target.Contains("access_token", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Row_3_an_empty_list_of_204_is_nothing_and_no_error()
    {
        AmoCrmSeed empty = new();
        empty.Tags.Clear();
        await using AmoScene scene = await AmoScene.StartAsync(seed: empty);
        await using AmoCrmConnector crm = scene.Connector();
        Assert.Empty(await crm.ReadAsync(RecordQuery.All, Token).ToListAsync(Token));
        Assert.Empty(await crm.ReadAsync(new RecordQuery { Search = "nobody" }, Token).ToListAsync(Token));
        Assert.Empty(await crm.ReadAsync(new RecordQuery { ChangedSince = scene.Time.GetUtcNow() }, Token).ToListAsync(Token));
        Assert.Empty(await crm.ListTagsAsync(Token).ToListAsync(Token));
        Assert.Empty(await crm.FindAsync(new LookupKey(KeyKind.Email, "EMAIL"), ["anna@example.org"], RecordQuery.All, Token).ToListAsync(Token));
        Assert.DoesNotContain(await crm.GetAsync(["51000001"], RecordQuery.All, Token).ToListAsync(Token), c => c.State == ContactState.Live);
    }

    [Fact]
    public async Task Row_4_a_contact_without_any_field_is_read_found_by_nobody_and_can_be_filled()
    {
        await using AmoScene scene = await AmoScene.StartAsync();
        AmoContact bare = scene.Contact("Bare");
        bare.Set(AmoSampleFields.Email, null);
        await using AmoCrmConnector crm = scene.Connector();
        CrmContact read = Assert.Single(await crm.ReadAsync(RecordQuery.All, Token).ToListAsync(Token));
        Assert.Empty(read.Emails!);
        Assert.True(read.Get("#601025").IsEmpty);
        RecordWrite fill = new(1, WriteKind.Update) { RecordId = read.ContactId, Fields = [new FieldWrite("EMAIL", FieldValue.Of("bare@example.org"), FieldValue.Empty), new FieldWrite("#601011.city", FieldValue.Of("Oslo"), FieldValue.Empty)] };
        Assert.Equal(WriteOutcome.Done, Assert.Single(await crm.WriteAsync([fill], Token)).Outcome);
        Assert.Equal(["bare@example.org"], AmoScene.Values(bare, AmoSampleFields.Email));
    }

    [Fact]
    public async Task Row_5_a_filter_that_brings_everybody_is_neither_believed_nor_used_again()
    {
        await using AmoScene scene = await AmoScene.StartAsync(seed: new AmoCrmSeed().WithPeople(600));
        scene.Store.Account.FiltersEnabled = true;
        await using AmoCrmConnector crm = scene.Connector();
        await crm.IdentifyAsync(Token);
        scene.Store.Account.FiltersEnabled = false;
        string[] ids = [.. scene.Live().Skip(300).Take(2).Select(c => c.Id.ToString(CultureInfo.InvariantCulture))];
        Assert.Equal(ids, (await crm.GetAsync(ids, RecordQuery.All, Token).ToListAsync(Token)).Select(c => c.ContactId).Order(StringComparer.Ordinal));
        Assert.Single(scene.Server.Log, r => r.Target.Contains("filter[", StringComparison.Ordinal) || r.Target.Contains("filter%5B", StringComparison.OrdinalIgnoreCase));
        Assert.Equal(1, crm.Capabilities.Costs.GetBatch);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Row_6_tags_of_others_stay_and_ours_are_named_once_by_id_or_name(bool other)
    {
        await using AmoScene scene = await AmoScene.StartAsync(other ? AmoSwitchSets.Other : null);
        AmoContact contact = scene.Contact("Anna", "anna@example.org");
        contact.Tags.AddRange([5001, 5003]);
        await using AmoCrmConnector crm = scene.Connector();
        RecordWrite write = new(1, WriteKind.Update) { RecordId = contact.Id.ToString(CultureInfo.InvariantCulture), AddTags = ["new one", "SITE"], RemoveTags = ["Клиент", "no such tag"] };
        Assert.Equal(WriteOutcome.Done, Assert.Single(await crm.WriteAsync([write], Token)).Outcome);
        Assert.Equal(["new one", "site"], contact.Tags.Select(id => scene.Store.Tags.Find(t => t.Id == id)!.Name).Order(StringComparer.Ordinal));
        JsonObject sent = JsonNode.Parse(Assert.Single(scene.Writes).Body)!.AsArray()[0]!.AsObject();
        Assert.False(sent.ContainsKey("_embedded"));
        Assert.All(sent["tags_to_add"]!.AsArray().Concat(sent["tags_to_delete"]!.AsArray()), t => Assert.Single(t!.AsObject()));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Row_7_an_edit_of_somebody_else_survives_our_change_and_a_field_can_be_cleared(bool other)
    {
        await using AmoScene scene = await AmoScene.StartAsync(other ? AmoSwitchSets.Other : null);
        AmoContact contact = scene.Contact("Anna", "anna@example.org");
        contact.Set(601025, [new AmoValue("to be cleared")]);
        await using AmoCrmConnector crm = scene.Connector();
        await crm.ReadAsync(RecordQuery.All, Token).ToListAsync(Token);
        scene.Simulator.Interface.Change(contact.Id, c =>
        {
            c.Set(601009, [new AmoValue("https://theirs.example.org/")]);
            c.Set(AmoSampleFields.Email, [new AmoValue("anna@example.org", 701021, "WORK"), new AmoValue("theirs@example.org", 701023, "PRIV")]);
        });
        RecordWrite write = new(1, WriteKind.Update)
        {
            RecordId = contact.Id.ToString(CultureInfo.InvariantCulture),
            Fields = [new FieldWrite("EMAIL", FieldValue.Of("new@example.org"), FieldValue.Of("anna@example.org")), new FieldWrite("#601025", FieldValue.Empty, FieldValue.Of("to be cleared"))],
        };
        Assert.Equal(WriteOutcome.Done, Assert.Single(await crm.WriteAsync([write], Token)).Outcome);
        Assert.Equal(["new@example.org", "theirs@example.org"], AmoScene.Values(contact, AmoSampleFields.Email));
        Assert.Equal(["https://theirs.example.org/"], AmoScene.Values(contact, 601009));
        Assert.Null(contact[601025]);
    }

    [Theory]
    [InlineData(AmoPlatform.AmoCrm)]
    [InlineData(AmoPlatform.Kommo)]
    public async Task Row_8_what_no_webhook_tells_is_seen_by_asking_for_what_changed(AmoPlatform platform)
    {
        // A cleared field is in no webhook; all of them are lost here.
        await using AmoScene scene = await AmoScene.StartAsync(s => s.WebhooksLost = true, platform, new AmoCrmSeed(platform).WithPeople(600));
        AmoContact contact = scene.Live()[100];
        contact.Set(601025, [new AmoValue("one")]);
        scene.Time.Advance(TimeSpan.FromHours(1));
        DateTimeOffset since = scene.Time.GetUtcNow();
        scene.Simulator.Interface.Change(contact.Id, c => c.Set(601025, null));
        await using AmoCrmConnector crm = scene.Connector();
        await crm.ListFieldsAsync(Token).ToListAsync(Token);
        scene.Server.ClearLog();
        CrmContact changed = Assert.Single(await crm.ReadAsync(new RecordQuery { ChangedSince = since }, Token).ToListAsync(Token));
        Assert.Equal((contact.Id.ToString(CultureInfo.InvariantCulture), true), (changed.ContactId, changed.Get("#601025").IsEmpty));
        Assert.Single(scene.Server.Log);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Row_9_a_dismissed_responsible_user_hinders_no_change_and_no_hit_of_a_search_is_believed(bool other)
    {
        await using AmoRun run = await AmoRun.StartAsync(other ? AmoSwitchSets.Other : null, seed: new AmoCrmSeed().WithPeople(300));
        AmoContact contact = run.Scene.Contact("Anna", "anna@example.org");
        AmoContact stranger = run.Scene.Contact("anna@example.org", "joanna@example.org");
        stranger.Set(601025, [new AmoValue("asked after anna@example.org")]);
        run.Scene.Simulator.Interface.Dismiss(9000002);
        run.User(1, "anna@example.org", "Anna", "Berg");
        Assert.Equal((1, 0, 1), (await run.RunAsync() is var first ? (first.Linked, first.Failed, first.Updated) : default));
        Assert.Equal(("Berg", 9000002), (contact.LastName, contact.ResponsibleUserId));
        Assert.Equal(("anna@example.org", ""), (stranger.Name, stranger.LastName));
        run.User(2, "new@example.org", "Neu", "Neu");
        Assert.Equal(1, (await run.RunAsync()).Created);
    }

    [Fact]
    public async Task Row_10_who_is_there_is_not_made_again_one_goes_as_a_list_and_nobody_is_made_without_a_mark()
    {
        await using AmoRun run = await AmoRun.StartAsync();
        run.Scene.Contact("Anna", "Anna@Example.org");
        run.User(1, "anna@example.org");
        run.User(2, "berta@example.org");
        await run.RunAsync();
        Assert.Equal(2, run.Scene.Live().Count);
        LoggedRequest made = Assert.Single(run.Scene.Writes, r => r.Method == "POST" && r.Target == "/api/v4/contacts");
        Assert.Single(JsonNode.Parse(made.Body)!.AsArray());

        await using AmoCrmConnector unmarked = run.Scene.Connector(policy: new ContactPolicy());
        ConnectorException refused = await Assert.ThrowsAsync<ConnectorException>(() => unmarked.WriteAsync([new RecordWrite(1, WriteKind.Create) { Marker = "site:3", Fields = [new FieldWrite("EMAIL", FieldValue.Of("c@example.org"), FieldValue.Empty)] }], Token));
        Assert.Contains("New-CrmMarkerField", refused.Error.Remedy, StringComparison.Ordinal);
        Assert.Equal(2, run.Scene.Live().Count);
    }
}
