using System.Globalization;
using UserSync.Connectors.AmoCrm;
using UserSync.Core.Connectors;
using UserSync.Core.Model;
using UserSync.Simulators.AmoCrm;

namespace UserSync.Connectors.Tests.AmoCrm;

/// <summary>Field types of the contract (3.3) in detail: kinds, time zones, shapes of older accounts, files. ReadingTests writes every type and reads it back.</summary>
public sealed class FieldTypeTests
{
    private static CancellationToken Token => AmoScene.Token;

    [Theory]
    [InlineData("EMAIL", "WORK", false)]
    [InlineData("EMAIL", "PRIV", true)]
    [InlineData("EMAIL", "OTHER", false)]
    [InlineData("PHONE", "WORK", false)]
    [InlineData("PHONE", "WORKDD", true)]
    [InlineData("PHONE", "MOB", false)]
    [InlineData("PHONE", "FAX", true)]
    [InlineData("PHONE", "HOME", false)]
    [InlineData("PHONE", "OTHER", true)]
    public async Task Each_kind_of_address_and_number_is_written_beside_the_others_and_read_back(string list, string kind, bool other)
    {
        await using AmoScene scene = await AmoScene.StartAsync(other ? AmoSwitchSets.Other : null);
        AmoContact contact = scene.Contact("Anna", "anna@example.org");
        contact.Set(AmoSampleFields.Phone, [new AmoValue("+4930111", 701005, "MOB")]);
        await using AmoCrmConnector crm = scene.Connector();
        string id = contact.Id.ToString(CultureInfo.InvariantCulture);
        string value = list == "EMAIL" ? "second@example.org" : "+4940222";
        WriteResult result = Assert.Single(await crm.WriteAsync([new RecordWrite(1, WriteKind.Update) { RecordId = id, Fields = [new FieldWrite($"{list}[{kind}]", FieldValue.Of(value), FieldValue.Empty)] }], Token));
        Assert.Equal((WriteOutcome.Done, null), (result.Outcome, result.Error?.ToString()));
        CrmContact read = Assert.Single(await crm.GetAsync([id], RecordQuery.All, Token).ToListAsync(Token));
        (string Text, string? Kind)[] held = list == "EMAIL" ? [.. read.Emails!.Select(e => (e.Address, e.Kind))] : [.. read.Phones!.Select(p => (p.Number, p.Kind))];
        Assert.Equal([list == "EMAIL" ? ("anna@example.org", "WORK") : ("+4930111", "MOB"), (value, kind)], held);
        Assert.Equal(value, read.Get($"{list}[{kind}]").Values[^1]);
    }

    // Midnight of the account's zone, before 1970, and where clocks skip midnight; never a day off.
    [Theory]
    [InlineData("Europe/Moscow", "1980-07-01")]
    [InlineData("Europe/Moscow", "1955-01-31")]
    [InlineData("America/Sao_Paulo", "2018-11-04")]
    [InlineData("Pacific/Auckland", "2024-09-29")]
    [InlineData("America/Los_Angeles", "1969-12-31")]
    [InlineData("Asia/Kolkata", "2000-02-29")]
    [InlineData("Africa/Cairo", "2023-04-28")]
    public async Task Dates_and_birthdays_are_days_of_the_account_s_time_zone(string zone, string day)
    {
        AmoCrmSeed seed = new();
        seed.Account.TimeZone = zone;
        await using AmoScene scene = await AmoScene.StartAsync(seed: seed);
        AmoContact contact = scene.Contact("Anna", "anna@example.org");
        await using AmoCrmConnector crm = scene.Connector();
        string id = contact.Id.ToString(CultureInfo.InvariantCulture);
        WriteResult result = Assert.Single(await crm.WriteAsync([new RecordWrite(1, WriteKind.Update) { RecordId = id, Fields = [new FieldWrite("#601007", FieldValue.Of(day), FieldValue.Empty), new FieldWrite("#601021", FieldValue.Of(day), FieldValue.Empty)] }], Token));
        Assert.Equal((WriteOutcome.Done, null), (result.Outcome, result.Error?.ToString()));
        CrmContact read = Assert.Single(await crm.GetAsync([id], RecordQuery.All, Token).ToListAsync(Token));
        Assert.Equal((day, day), (read.Get("#601007").Text, read.Get("#601021").Text));
        Assert.Equal((day, day), (result.Returned["#601007"].Text, result.Returned["#601021"].Text));
    }

    [Fact]
    public async Task What_only_old_accounts_or_the_interface_can_hold_is_read()
    {
        await using Fakes.HttpStub stub = new(r => r.Path.EndsWith("custom_fields", StringComparison.Ordinal)
            ? Fakes.StubAnswer.Json("""
                {"_embedded":{"custom_fields":[{"id":1,"name":"Email","type":"multitext","code":"EMAIL","enums":[{"id":11,"value":"WORK"},{"id":12,"value":"PRIV"}]},{"id":2,"name":"Skype","type":"multitext","code":"IM","enums":[{"id":21,"value":"SKYPE"}]},
                {"id":3,"name":"Contract","type":"file","code":null},{"id":4,"name":"Level","type":"select","code":null,"enums":[{"id":41,"value":"Gold"}]},{"id":5,"name":"Papers","type":"legal_entity","code":null}]}}
                """)
            : r.Path.EndsWith("account", StringComparison.Ordinal) ? Fakes.StubAnswer.Json("""{"id":40000001}""")
            : Fakes.StubAnswer.Json("""
                {"_embedded":{"contacts":[{"id":7,"name":"Old","custom_fields_values":[
                {"field_id":1,"field_code":"EMAIL","field_type":"multitext","values":[{"value":"old@example.org","enum":"WORK"},{"value":"p@example.org","enum_id":12},{"value":null}]},
                {"field_id":2,"field_code":"IM","field_type":"multitext","values":[{"value":"old.skype","enum_id":21}]},
                {"field_id":3,"field_type":"file","values":[{"value":{"file_uuid":"u","version_uuid":"v","file_name":"contract.pdf","file_size":7}}]},
                {"field_id":4,"field_type":"select","values":[{"enum_id":41,"value":null}]},
                {"field_id":5,"field_type":"legal_entity","values":[{"value":{"name":"ООО","vat_id":"77","unknown":{"deep":[1]}}}]},
                {"field_id":99,"field_type":"hologram","values":{"not":"a list"}}, "nonsense", null]},
                {"id":8}]}}
                """));
        await using AmoScene scene = await AmoScene.StartAsync();
        await using AmoCrmConnector crm = new(scene.End() with { Url = stub.Address }, scene.Simulator.LongLivedToken, new(), new VolatileMemory(scene.Time), Fakes.Given.Context(scene.Time));
        List<CrmContact> read = await crm.ReadAsync(RecordQuery.All, Token).ToListAsync(Token);
        Assert.Equal([("old@example.org", "WORK"), ("p@example.org", "PRIV")], read[0].Emails!.Select(e => (e.Address, e.Kind)));
        Assert.Equal(("old.skype", "contract.pdf", "Gold", "ООО", "77"), (read[0].Get("#2").Text, read[0].Get("#3").Text, read[0].Get("#4").Text, read[0].Get("#5.name").Text, read[0].Get("#5.vat_id").Text));
        Assert.Equal(("8", "", true), (read[1].ContactId, read[1].Name, read[1].Get("#4").IsEmpty));
        Assert.Equal(["#2", "#3"], (await crm.ListFieldsAsync(Token).ToListAsync(Token)).Where(f => f is { Writable: false, Path: ['#', ..] }).Select(f => f.Path));
    }
}
