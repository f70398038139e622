using System.Globalization;
using UserSync.Connectors.AmoCrm;
using UserSync.Core.Connectors;
using UserSync.Core.Errors;
using UserSync.Core.Execution;
using UserSync.Core.Model;
using UserSync.Core.Profiles;
using UserSync.Simulators;
using UserSync.Simulators.AmoCrm;

namespace UserSync.Connectors.Tests.AmoCrm;

/// <summary>Notes on contacts (contract 4.3): of both kinds, once each, also when an answer is lost.</summary>
public sealed class NoteTests
{
    private static CancellationToken Token => AmoScene.Token;

    public static TheoryData<string, bool> Kinds => new() { { "common", false }, { "common", true }, { "service_message", false }, { "service_message", true } };

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task The_events_of_a_run_are_noted_once_each_by_the_wanted_kind(string kind, bool other)
    {
        await using AmoRun run = await StartAsync(kind, other);
        run.Scene.Contact("Anna Alt", "anna@example.org");
        run.User(1, "anna@example.org");
        run.User(2, "berta@example.org");
        await run.RunAsync();
        string[] texts = [.. Texts(run).Order(StringComparer.Ordinal)];
        Assert.Equal(2, texts.Length);
        Assert.Matches("^UserSync linked this contact to user 1 of site: .+ \\[UserSync site:1\\]$", texts[0]);
        Assert.Equal("UserSync made this contact for user 2 of site. [UserSync site:2]", texts[1]);
        Assert.All(run.Scene.Store.Notes, n => Assert.Equal((kind, kind == "common" ? null : "UserSync"), (n.NoteType, n.Params["service"]?.GetValue<string>())));
        run.Scene.Server.ClearLog();
        await run.RunAsync();
        Assert.Empty(run.Scene.Writes);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_user_who_is_gone_leaves_a_note_and_loses_the_link(string kind, bool other)
    {
        await using AmoRun run = await StartAsync(kind, other);
        run.Policy = run.Policy with { OnUserDeleted = GonePolicy.Note, Notes = [] };
        for (int n = 1; n <= 6; n++)
            run.User(n, $"user{n}@example.org");
        await run.RunAsync();
        run.RemoveUser(6);
        Assert.Equal(1, (await run.RunAsync()).Unlinked);
        AmoNote note = Assert.Single(run.Scene.Store.Notes);
        Assert.Contains("The user account 6 of site was deleted", note.Params["text"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal(5, (await run.LinksAsync()).Count);
    }

    [Theory]
    [InlineData("common", FaultKind.CutBefore, false)]
    [InlineData("common", FaultKind.CutAfter, true)]
    [InlineData("common", FaultKind.CutMiddle, false)]
    [InlineData("common", FaultKind.ErrorAfter, false)]
    [InlineData("common", FaultKind.Silence, true)]
    [InlineData("service_message", FaultKind.CutBefore, true)]
    [InlineData("service_message", FaultKind.CutAfter, false)]
    [InlineData("service_message", FaultKind.ErrorBefore, false)]
    [InlineData("service_message", FaultKind.Silence, false)]
    public async Task A_lost_answer_to_a_note_doubles_none_and_the_link_goes_only_with_its_note(string kind, FaultKind fault, bool other)
    {
        await using AmoRun run = await StartAsync(kind, other);
        run.Policy = run.Policy with { OnUserDeleted = GonePolicy.Note, Notes = [] };
        for (int n = 1; n <= 6; n++)
            run.User(n, $"user{n}@example.org");
        await run.RunAsync();
        run.RemoveUser(6);
        bool IsNote(LoggedRequest request) => request.Method == "POST" && request.Target.EndsWith("/notes", StringComparison.Ordinal);
        run.Scene.Server.Add(fault == FaultKind.Silence ? run.Scene.Silent(IsNote) : new Fault(fault, IsNote) { Status = 502 });
        await run.TryAsync();
        Assert.InRange(run.Scene.Store.Notes.Count, 0, 1);
        await run.TryAsync();
        await run.TryAsync();
        Assert.Single(run.Scene.Store.Notes);
        Assert.Equal(5, (await run.LinksAsync()).Count);
    }

    [Theory]
    [InlineData("common", "intent")]
    [InlineData("common", "request")]
    [InlineData("common", "answer")]
    [InlineData("service_message", "answer")]
    [InlineData("service_message", "commit")]
    public async Task A_kill_around_a_note_doubles_none_and_loses_none(string kind, string seam)
    {
        await using AmoRun run = await StartAsync(kind, other: false);
        run.Policy = run.Policy with { OnUserDeleted = GonePolicy.Note, Notes = [] };
        for (int n = 1; n <= 6; n++)
            run.User(n, $"user{n}@example.org");
        await run.RunAsync();
        run.RemoveUser(6);
        run.Seam = name =>
        {
            if (name == seam)
                throw new OperationCanceledException("killed");
        };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run.RunAsync());
        run.Seam = static _ => { };
        await run.RunAsync();
        await run.RunAsync();
        Assert.Single(run.Scene.Store.Notes);
        Assert.Equal(5, (await run.LinksAsync()).Count);
    }

    [Theory]
    [InlineData(AmoPlatform.Kommo, false, 1)]
    [InlineData(AmoPlatform.Kommo, true, 1 + 30)]
    [InlineData(AmoPlatform.AmoCrm, false, 30)]
    public async Task Standing_notes_are_asked_for_in_packs_where_their_filter_works(AmoPlatform platform, bool ignored, int requests)
    {
        await using AmoScene scene = await AmoScene.StartAsync(s => s.NotesFilterIgnored = ignored, platform, new AmoCrmSeed(platform).WithPeople(40));
        await using AmoCrmConnector crm = scene.Connector();
        RecordWrite[] notes = [.. scene.Live().Skip(5).Take(30).Select((c, n) => Note(n, c.Id))];
        Assert.All(await crm.WriteAsync(notes[..20], Token), r => Assert.Equal(WriteOutcome.Done, r.Outcome));
        await crm.WriteAsync([Note(99, scene.Live()[0].Id)], Token);
        scene.Server.ClearLog();
        Assert.Equal(Enumerable.Range(0, 20).Select(n => (long)n), (await crm.FindNotesAsync(notes, Token)).Order());
        Assert.Equal(requests, scene.Server.Log.Count);
    }

    [Fact]
    public async Task New_contacts_get_their_notes_without_a_look()
    {
        await using AmoRun run = await StartAsync("common", other: false);
        for (int n = 1; n <= 120; n++)
            run.User(n, $"user{n}@example.org");
        await run.RunAsync();
        Assert.Equal(120, run.Scene.Store.Notes.Count);
        Assert.DoesNotContain(run.Scene.Server.Log, r => r.Method == "GET" && r.Target.Contains("notes", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_note_that_is_refused_costs_only_itself_and_a_long_one_is_cut()
    {
        await using AmoScene scene = await AmoScene.StartAsync(seed: new AmoCrmSeed().WithPeople(3));
        await using AmoCrmConnector crm = scene.Connector();
        RecordWrite[] notes = [Note(1, scene.Live()[0].Id) with { Note = new string('x', 30_000) }, Note(2, 77), Note(3, scene.Live()[1].Id)];
        IReadOnlyList<WriteResult> results = await crm.WriteAsync(notes, Token);
        Assert.Equal([WriteOutcome.Done, WriteOutcome.Failed, WriteOutcome.Done], results.OrderBy(r => r.IntentId).Select(r => r.Outcome));
        Assert.Equal(20_000, scene.Store.Notes[0].Params["text"]!.GetValue<string>().Length);
        Assert.EndsWith("[UserSync site:1]", scene.Store.Notes[0].Params["text"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    private static RecordWrite Note(int n, long contact) => new(n, WriteKind.Note) { RecordId = contact.ToString(CultureInfo.InvariantCulture), Note = "A note.", Marker = $"site:{n}" };

    private static IEnumerable<string> Texts(AmoRun run) => run.Scene.Store.Notes.Select(n => n.Params["text"]!.GetValue<string>());

    private static async Task<AmoRun> StartAsync(string kind, bool other)
    {
        AmoRun run = await AmoRun.StartAsync(other ? AmoSwitchSets.Other : null, other ? AmoPlatform.Kommo : AmoPlatform.AmoCrm);
        run.Options = [("noteKind", kind)];
        run.Policy = run.Policy with { Notes = ["created", "linked", "conflict"] };
        return run;
    }
}
