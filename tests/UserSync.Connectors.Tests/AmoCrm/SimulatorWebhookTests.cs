using System.Net;
using System.Text.Json.Nodes;
using UserSync.Simulators.AmoCrm;

namespace UserSync.Connectors.Tests.AmoCrm;

/// <summary>Webhooks are built byte by byte as the samples, and sent, repeated and given up as the contract says.</summary>
public sealed class SimulatorWebhookTests
{
    private const string Address = "https://cms.example.org/usersync/hook/4f3a-secret-path";
    private static readonly string[] Everything = ["add_contact", "update_contact", "delete_contact", "restore_contact", "responsible_contact", "note_contact", "add_company", "delete_company", "update_lead"];

    [Fact]
    public async Task A_new_contact()
    {
        await using SimulatorScene scene = await SubscribedAsync(new AmoCrmSeed());
        await scene.PostAsync("contacts", """
            [{"first_name":"Marta","last_name":"Lindqvist","responsible_user_id":9000002,"custom_fields_values":[
              {"field_code":"POSITION","values":[{"value":"Editor"}]},
              {"field_code":"PHONE","values":[{"value":"+12025550143","enum_code":"MOB"},{"value":"+442079460123","enum_code":"WORK"}]},
              {"field_code":"EMAIL","values":[{"value":"marta.lindqvist@example.org","enum_code":"WORK"},{"value":"marta@home.example.org","enum_code":"PRIV"}]},
              {"field_id":601007,"values":[{"value":"1980-01-12T00:00:00+03:00"}]},
              {"field_id":601013,"values":[{"enum_id":702005}]},
              {"field_id":601017,"values":[{"value":true}]},
              {"field_id":601021,"values":[{"value":"2021-01-01T00:00:00+03:00"}]},
              {"field_id":601029,"values":[{"value":"Paid"}]},
              {"field_code":"CMS_USER_ID","values":[{"value":"1001"}]}]}]
            """);
        Told(scene, "01-contact-add");
    }

    [Fact]
    public async Task A_new_contact_without_fields()
    {
        await using SimulatorScene scene = await SubscribedAsync(new AmoCrmSeed { FirstContactId = 51000005 });
        await scene.PostAsync("contacts", """[{"name":"Contact without fields","responsible_user_id":9000002}]""");
        Told(scene, "02-contact-add-minimal");
    }

    [Fact]
    public async Task A_change_and_a_change_that_clears()
    {
        AmoContact petr = Person(51000003, "Пётр Снегирёв");
        petr.CompanyId = 52000001;
        petr.Tags.AddRange([5003, 5001]);
        petr.Leads.AddRange([53000001, 53000003]);
        petr.Set(601003, [new AmoValue("8 (495) 000-00-01", 701005, "MOB")]);
        petr.Set(601005, [new AmoValue("Petr.Snegirev@Example.org", 701021, "WORK")]);
        await using SimulatorScene scene = await SubscribedAsync(With(petr));
        scene.Advance(60);
        await scene.PatchAsync("contacts/51000003", """{"name":"Пётр Снегирёв"}""");
        Told(scene, "03-contact-update");

        petr.CompanyId = null;
        petr.Leads.Clear();
        scene.Advance(60);
        await scene.PatchAsync("contacts/51000003", """{"custom_fields_values":[{"field_code":"PHONE","values":null},{"field_code":"EMAIL","values":null}],"tags_to_delete":[{"id":5001},{"id":5003}]}""");
        Told(scene, "04-contact-update-cleared-fields");
    }

    [Fact]
    public async Task Deleting_and_restoring()
    {
        AmoContact old = Person(51000011, "Old Member", createdAt: 1759100000);
        old.Set(601005, [new AmoValue("old.member@example.org", 701021, "WORK")]);
        await using SimulatorScene scene = await SubscribedAsync(With(old));
        scene.Simulator.Interface.UserId = 9000001;
        scene.Simulator.Interface.Trash(51000011);
        Told(scene, "05-contact-delete");
        scene.Advance(180);
        scene.Simulator.Interface.Restore(51000011);
        Told(scene, "06-contact-restore");
    }

    [Fact]
    public async Task A_new_user_in_charge_comes_as_a_change()
    {
        await using SimulatorScene scene = await SubscribedAsync(With(Marta()), settings: ["responsible_contact"]);
        scene.Advance(200);
        await scene.PatchAsync("contacts/51000001", """{"name":"Marta Lindqvist"}""");
        Assert.Empty(scene.Simulator.Webhooks.Waiting);
        await scene.PatchAsync("contacts/51000001", """{"responsible_user_id":9000001}""");
        Told(scene, "07-contact-responsible-changed");
    }

    [Fact]
    public async Task A_note()
    {
        await using SimulatorScene scene = await SubscribedAsync(With(Marta()), s => s.WebhookAccountLast = true);
        scene.Advance(300);
        scene.Store.NextNoteId();
        scene.Store.NextNoteId();
        await scene.PostAsync("contacts/51000001/notes", """[{"note_type":"common","created_by":9000002,"params":{"text":"Позвонить завтра\nв 10:00 & уточнить"}}]""");
        Told(scene, "08-contact-note");
    }

    [Fact]
    public async Task Companies_come_under_contacts()
    {
        await using SimulatorScene scene = await SubscribedAsync(new AmoCrmSeed());
        scene.Simulator.Interface.AddCompany("ООО «Пример»", 52000001, [KeyValuePair.Create<long, IReadOnlyList<AmoValue>>(601005, [new AmoValue("office@example.org", 701021, "WORK")])], 53000001);
        Told(scene, "09-company-add");
        scene.Simulator.Interface.DeleteCompany(52000001);
        Told(scene, "10-company-delete");
    }

    [Fact]
    public async Task Several_changes_in_one_body()
    {
        AmoContact second = Person(51000009, "Marta L.", 1760000400);
        second.Set(601005, [new AmoValue("marta.lindqvist@example.org", 701021, "WORK")]);
        await using SimulatorScene scene = await SubscribedAsync(With(Marta(1760000400), second), s => (s.WebhookAccountLast, s.WebhooksBundled) = (true, true));
        ContactHook hook = new(scene.Store);
        foreach (long id in new[] { 51000001, 51000009 })
            scene.Simulator.Webhooks.Happened(hook.Of("update", scene.Store.Contacts.Find(id)!, 9000002));
        scene.Simulator.Webhooks.Happened(ContactHook.Deleted(51000007, "contact"));
        scene.Simulator.Webhooks.Happened(new WebhookEvent("leads", "update", ["update_lead"],
        [
            new("[id]", "53000001"), new("[name]", "Order 17"), new("[status_id]", "142"), new("[old_status_id]", "143"), new("[price]", "100"), new("[responsible_user_id]", "9000002"),
            new("[last_modified]", "1760000400"), new("[modified_user_id]", "9000002"), new("[created_user_id]", "9000002"), new("[date_create]", "1760000000"), new("[pipeline_id]", "56000001"),
            new("[account_id]", "40000001"), new("[created_at]", "1760000000"), new("[updated_at]", "1760000400"),
        ]));
        scene.Simulator.Webhooks.Release();
        Told(scene, "11-mixed-many");
    }

    [Fact]
    public async Task A_note_with_a_scalar_and_a_nested_key_on_one_path()
    {
        await using SimulatorScene scene = await SubscribedAsync(new AmoCrmSeed(), s => s.WebhookAccountLast = true);
        scene.Simulator.Webhooks.Happened(new WebhookEvent("contacts", "note", ["note_contact"],
        [
            new("[note][id]", "54000007"), new("[note][note_type]", "3"), new("[note][type]", "3"), new("[note][type][message_uuid]", "70000000-0000-4000-8000-000000000003"),
            new("[note][element_type]", "1"), new("[note][element_id]", "51000003"), new("[note][account_id]", "40000001"), new("[type]", "contact"),
        ]));
        scene.Simulator.Webhooks.Release();
        Told(scene, "12-note-scalar-and-nested-clash");
    }

    [Theory]
    [InlineData(MergeWebhook.Both)]
    [InlineData(MergeWebhook.DeleteOnly)]
    [InlineData(MergeWebhook.None)]
    public async Task MergeWebhook_says_what_a_merge_sends(MergeWebhook position)
    {
        AmoContact second = Person(51000009, "Marta L.");
        second.Set(601005, [new AmoValue("marta.lindqvist@example.org", 701021, "WORK")]);
        await using SimulatorScene scene = await SubscribedAsync(With(Marta(), second), s => (s.MergeWebhook, s.WebhooksBundled) = (position, true));
        scene.Advance(500);
        scene.Simulator.Interface.UserId = 9000001;
        scene.Simulator.Interface.Merge(51000001, 51000009);
        if (position == MergeWebhook.Both)
            Told(scene, "13-merge-loser-and-survivor");
        else
            Assert.Equal(position == MergeWebhook.None ? 0 : 1, scene.Simulator.Webhooks.Waiting.Count(d => !d.Body.Contains("update", StringComparison.Ordinal)));
    }

    [Fact]
    public void All_sampled_bodies_are_built_here()
    {
        string[] built = ["01", "02", "03", "04", "05", "06", "07", "08", "09", "10", "11", "12", "13"];
        Assert.Equal(built, SimulatorSample.Index.Select(f => f["file"]!.GetValue<string>()).Where(f => f.EndsWith(".urlencoded", StringComparison.Ordinal)).Select(f => f["webhooks/".Length..][..2]));
    }

    [Fact]
    public async Task Sent_with_the_sampled_headers_and_without_a_signature()
    {
        await using SimulatorScene scene = await SubscribedAsync(With(Marta()));
        SimulatorReceiver receiver = new();
        scene.Simulator.Webhooks.Transport = receiver;
        scene.Simulator.Interface.Trash(51000001);
        Assert.Equal(1, await scene.Simulator.Webhooks.SendDueAsync(SimulatorScene.Token));
        string[] sample = SimulatorSample.Text("webhooks/headers.example.txt").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        // The host is no header here, the length is the body's, and the trace id was seen in 2023 only.
        string[] expected = [.. sample.Skip(1).Where(l => !l.StartsWith("Host", StringComparison.Ordinal) && !l.StartsWith("Content-Length", StringComparison.Ordinal) && !l.StartsWith("Uber", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
        Assert.Equal(expected, receiver.Requests.Single().Headers.Where(h => !h.StartsWith("Content-Length", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        Assert.Equal(("POST", Address), (receiver.Requests.Single().Method, receiver.Requests.Single().Address));
    }

    [Theory]
    [InlineData(200, new[] { 0 })]
    [InlineData(204, new[] { 0 })]
    [InlineData(302, new[] { 0, 300, 900 })]
    [InlineData(404, new[] { 0, 300, 900 })]
    [InlineData(500, new[] { 0, 300, 900, 900, 3600 })]
    [InlineData(499, new[] { 0, 300, 900, 900, 3600 })]
    public async Task Repeated_by_the_table(int status, int[] pauses)
    {
        await using SimulatorScene scene = await SubscribedAsync(With(Marta()));
        SimulatorReceiver receiver = new() { Status = status };
        scene.Simulator.Webhooks.Transport = receiver;
        scene.Simulator.Interface.Trash(51000001);
        List<int> waited = [];
        int pause = 0;
        for (int second = 0; second <= 7200; second += 60)
        {
            if (await scene.Simulator.Webhooks.SendDueAsync(SimulatorScene.Token) > 0)
            {
                waited.Add(pause);
                pause = 0;
            }

            scene.Advance(60);
            pause += 60;
        }

        Assert.Equal(pauses, waited);
        Assert.All(receiver.Requests, r => Assert.Equal(receiver.Requests[0].Body, r.Body));
    }

    [Fact]
    public async Task Switched_off_after_more_than_100_failures_in_two_hours()
    {
        await using SimulatorScene scene = await SubscribedAsync(AmoCrmSeed.Sample().WithPeople(102));
        SimulatorReceiver receiver = new() { Status = 404 };
        scene.Simulator.Webhooks.Transport = receiver;
        foreach (AmoContact contact in scene.Store.Contacts.Live.Where(c => c.Id > 51000011).Take(100).ToList())
            scene.Simulator.Interface.Trash(contact.Id);
        await scene.Simulator.Webhooks.SendDueAsync(SimulatorScene.Token);
        Assert.False(await IsDisabledAsync(scene));
        scene.Simulator.Interface.Trash(scene.Store.Contacts.Live[^1].Id);
        await scene.Simulator.Webhooks.SendDueAsync(SimulatorScene.Token);
        Assert.True(await IsDisabledAsync(scene));
        scene.Simulator.Interface.Trash(scene.Store.Contacts.Live[^1].Id);
        Assert.Equal(101, receiver.Requests.Count);
        Assert.DoesNotContain(scene.Simulator.Webhooks.Waiting, d => d.Attempt == 1);
    }

    [Fact]
    public async Task The_clients_own_write_comes_back()
    {
        await using SimulatorScene scene = await SubscribedAsync(AmoCrmSeed.Sample());
        SimulatorAnswer answer = await scene.PatchAsync("contacts/51000001", """{"name":"Marta"}""");
        string body = Assert.Single(scene.Simulator.Webhooks.Waiting).Body;
        Assert.Contains($"last_modified%5D={answer.Contacts[0]["updated_at"]}&", body, StringComparison.Ordinal);
        Assert.Contains("modified_user_id%5D=9000001&", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_removed_integration_calls_its_address_and_loses_its_tokens()
    {
        await using SimulatorScene scene = await SimulatorScene.StartAsync();
        SimulatorReceiver receiver = new();
        scene.Simulator.Webhooks.Transport = receiver;
        AmoRefreshToken pair = scene.Simulator.Tokens.IssuePair();
        await scene.Simulator.UninstallAsync(new Uri("https://cms.example.org/usersync/uninstall"), SimulatorScene.Token);
        // HMAC-SHA256("6f1d2c3b-0000-4000-8000-00000000a001|40000001", "SAMPLE-NOT-A-REAL-SECRET"), computed elsewhere.
        Assert.Equal("https://cms.example.org/usersync/uninstall?client_uuid=6f1d2c3b-0000-4000-8000-00000000a001&account_id=40000001&signature=e8e2b599b737b12aebdafb16564a8ddd23a762f1747d5595f7b0d674ec8ce4b9", receiver.Requests.Single().Address);
        Assert.Equal(401, (await scene.GetAsync("account")).Status);
        Assert.Equal(401, (await scene.TokenAsync("refresh_token", pair.Text)).Status);
    }

    [Theory]
    [InlineData("""{"settings":["add_contact"]}""", "0: InvalidType destination")]
    [InlineData("""{"destination":"not an address","settings":["add_contact"]}""", "0: InvalidUrl destination")]
    [InlineData("""{"destination":"https://пример.рф/x","settings":["add_contact"]}""", "0: InvalidUrl destination")]
    [InlineData("""{"destination":"https://cms.example.org/x","settings":["add_contact","create_contact"]}""", "0: NotSupportedChoice settings.1")]
    [InlineData("""{"destination":"https://cms.example.org/x","settings":[]}""", "0: InvalidType settings")]
    public async Task A_wrong_subscription_is_refused(string body, string error)
    {
        await using SimulatorScene scene = await SimulatorScene.StartAsync();
        Assert.Equal([error], (await scene.PostAsync("webhooks", body)).Errors);
        Assert.Empty(scene.Simulator.Webhooks.Subscriptions);
    }

    private static async Task<bool> IsDisabledAsync(SimulatorScene scene) => (await scene.GetAsync("webhooks")).Embedded("webhooks")[0]["disabled"]!.GetValue<bool>();

    private static async Task<SimulatorScene> SubscribedAsync(AmoCrmSeed seed, Action<AmoCrmSwitches>? turn = null, string[]? settings = null)
    {
        SimulatorScene scene = await SimulatorScene.StartAsync(seed, turn);
        scene.Simulator.Webhooks.Subscribe(Address, settings ?? Everything, 9000001);
        return scene;
    }

    // The last body that waits.
    private static void Told(SimulatorScene scene, string sample) => Assert.Equal(SimulatorSample.Text($"webhooks/{sample}.urlencoded"), scene.Simulator.Webhooks.Waiting[^1].Body);

    private static AmoCrmSeed With(params AmoContact[] contacts)
    {
        AmoCrmSeed seed = new();
        seed.Contacts.AddRange(contacts);
        return seed;
    }

    private static AmoContact Person(long id, string name, long updatedAt = 1760000000, long createdAt = 1760000000)
    {
        AmoContact contact = new(id) { Name = name, ResponsibleUserId = 9000002, GroupId = 500001, CreatedBy = 9000001, UpdatedBy = 9000001, CreatedAt = createdAt };
        new AmoContacts().Touch(contact, updatedAt);
        return contact;
    }

    private static AmoContact Marta(long updatedAt = 1760000000)
    {
        AmoContact marta = Person(51000001, "Marta Lindqvist", updatedAt);
        marta.Set(601003, [new AmoValue("+12025550143", 701005, "MOB"), new AmoValue("+442079460123", 701001, "WORK")]);
        marta.Set(601005, [new AmoValue("marta.lindqvist@example.org", 701021, "WORK"), new AmoValue("marta@home.example.org", 701023, "PRIV")]);
        return marta;
    }
}
