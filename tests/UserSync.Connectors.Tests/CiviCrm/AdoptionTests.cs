using System.Globalization;
using UserSync.Connectors.CiviCrm;
using UserSync.Core.Connectors;
using UserSync.Core.Errors;
using UserSync.Core.Execution;
using UserSync.Core.Links;
using UserSync.Core.Model;
using UserSync.Core.Profiles;

namespace UserSync.Connectors.Tests.CiviCrm;

/// <summary>
/// After a lost answer the contact with our identifier is looked for. That it carries the identifier does not make it ours: it must be
/// as new as the create, or be the person that was sent (contract 4.7: external_identifier is any text that somebody entered).
/// </summary>
public sealed class AdoptionTests
{
    private static CancellationToken Token => CiviScene.Token;

    [Theory]
    [InlineData("intent")]
    [InlineData("request")]
    public async Task An_older_contact_of_somebody_else_with_the_mapped_identifier_is_not_taken_for_ours(string seam)
    {
        await using CiviRun run = await CiviRun.StartAsync();
        run.Fields = [.. run.Fields, new FieldMapping("role", "external_identifier")];
        long other = Old(run.Scene, "Someone", "Else", "else@example.org", "C-1");
        run.User(1, "anna@example.org", role: "C-1");
        await DieAsync(run, seam);
        SyncResult result = Assert.Single(await run.ResultsAsync());
        Assert.Equal((ChangeOutcome.Failed, ConnectorErrorKind.Duplicate, Text(other)), (result.Outcome, result.Error!.Kind, result.Error.Item));
        Assert.Contains("if it is the same person", result.Error.Remedy, StringComparison.Ordinal);
        Assert.Empty(await run.LinksAsync());
        Assert.Equal(["else@example.org"], run.Scene.Emails(other));
        Assert.Single(run.Scene.Live());
    }

    [Fact]
    public async Task An_older_contact_with_our_own_form_of_identifier_is_another_person_of_a_site_that_was_set_up_anew()
    {
        await using CiviRun run = await CiviRun.StartAsync();
        long other = Old(run.Scene, "Former", "User", "former@example.org", "site:1");
        run.User(1, "anna@example.org");
        await DieAsync(run, "intent");
        SyncResult result = Assert.Single(await run.ResultsAsync());
        Assert.Equal((ChangeOutcome.Failed, Text(other)), (result.Outcome, result.Error!.Item));
        Assert.Empty(await run.LinksAsync());
    }

    [Fact]
    public async Task A_contact_that_somebody_else_enters_with_the_mapped_identifier_while_the_run_goes_on_is_not_taken_for_ours()
    {
        await using CiviRun run = await CiviRun.StartAsync();
        run.Fields = [.. run.Fields, new FieldMapping("role", "external_identifier")];
        run.User(1, "anna@example.org", role: "C-1");
        run.User(2, "berta@example.org", "Berta", role: "C-2");
        run.Seam = name =>
        {
            if (name == "request" && run.Scene.Live().Count == 0)
                run.Scene.Contact("Someone", "Else", "else@example.org", more: ("external_identifier", "C-1"));
        };
        List<SyncResult> results = await run.ResultsAsync();
        Assert.Equal("1", Assert.Single(results, r => r.Outcome == ChangeOutcome.Failed).UserId);
        Assert.Equal("2", Assert.Single(await run.LinksAsync()).UserId);
        Assert.Equal(["berta@example.org", "else@example.org"], run.Scene.Live().Select(c => Assert.Single(run.Scene.Emails(c.Id))).Order());
    }

    [Fact]
    public async Task What_the_create_made_is_taken_over_though_somebody_edited_it_since()
    {
        await using CiviScene scene = await CiviScene.StartAsync();
        long made = scene.Contact("Anna", "Edited", "edited@example.org", more: ("external_identifier", "site:1"));
        Assert.Equal(Text(made), (await SettleAsync(scene, New("site:1", ("EMAIL", "anna@example.org"), ("first_name", "Anna")), scene.Simulator.Clock.GetUtcNow())).RecordId);
    }

    [Theory]
    [InlineData("anna@example.org", "Other", "Name", true)]
    [InlineData("ANNA@example.org", "Other", "Name", true)]
    [InlineData(null, "Anna", "Berg", true)]
    [InlineData(null, "Anna", "Other", false)]
    [InlineData("other@example.org", "Anna", "Berg", false)]
    public async Task An_older_contact_is_taken_over_when_it_is_the_person_that_was_sent(string? email, string first, string last, bool ours)
    {
        await using CiviScene scene = await CiviScene.StartAsync();
        long old = Old(scene, first, last, email, "site:1");
        SettledCreate settled = await SettleAsync(scene, New("site:1", ("EMAIL", "anna@example.org"), ("name", "Anna Berg")), scene.Simulator.Clock.GetUtcNow());
        Assert.Equal((ours ? Text(old) : null, false), (settled.RecordId, settled.Ambiguous));
    }

    private static async Task<SettledCreate> SettleAsync(CiviScene scene, RecordWrite write, DateTimeOffset createdAt)
    {
        await using CiviCrmConnector connector = scene.Connector();
        return await connector.SettleAsync([new OpenCreate(write.IntentId, write, createdAt)], Token).SingleAsync(Token);
    }

    private static async Task DieAsync(CiviRun run, string seam)
    {
        run.Seam = name =>
        {
            if (name == seam)
                throw new OperationCanceledException("killed");
        };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run.RunAsync());
        run.Seam = static _ => { };
    }

    private static long Old(CiviScene scene, string first, string last, string? email, string identifier) =>
        scene.Contact(first, last, email, more: [("external_identifier", identifier), ("created_date", "2020-01-01 00:00:00"), ("modified_date", "2020-01-01 00:00:00")]);

    private static RecordWrite New(string marker, params (string Path, string Value)[] fields) =>
        new(1, WriteKind.Create) { Marker = marker, Fields = [.. fields.Select(f => new FieldWrite(f.Path, FieldValue.Of(f.Value), FieldValue.Empty))] };

    private static string Text(long id) => id.ToString(CultureInfo.InvariantCulture);
}
