using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using CsvHelper;
using UserSync.Cli.Tests.Support;

namespace UserSync.Cli.Tests.Kills;

/// <summary>Kills runs, lets the next one finish, and compares what is there with a run that nobody killed.</summary>
internal sealed class KilledWorld
{
    private static readonly string[] Sync = ["sync", "-p", "shop.json", "--output", "json"];
    private readonly ITestOutputHelper _output;
    private readonly IReadOnlyDictionary<string, string?> _environment;

    public KilledWorld(ITestOutputHelper output, IReadOnlyDictionary<string, string?> environment)
    {
        _output = output;
        _environment = environment;
    }

    /// <summary>So many kills at random moments; one to three before a run may finish.</summary>
    public async Task RunAsync(int kills, Action<TempFolder> prepare)
    {
        (State expected, TimeSpan duration) = await UnkilledAsync(prepare);
        int killed = 0;
        int late = 0;
        int rounds = 0;
        while (killed < kills)
        {
            using var folder = new TempFolder();
            prepare(folder);
            int now = Math.Min(kills - killed, RandomNumberGenerator.GetInt32(1, 4));
            var moments = new List<int>();
            while (now > 0)
            {
                // A run after a kill has less to do, so its end may come before the moment: that one does not count.
                int moment = RandomNumberGenerator.GetInt32(0, Math.Max(2, (int)duration.TotalMilliseconds));
                moments.Add(moment);
                using ChildProcess run = ChildProcess.Start(folder.Path, _environment, Sync);
                if (await run.KillAfter(TimeSpan.FromMilliseconds(moment)))
                {
                    killed++;
                    now--;
                }
                else
                {
                    late++;
                    break;
                }
            }

            rounds++;
            await VerifyAsync(folder, expected, $"killed after {string.Join(" ms, ", moments)} ms");
        }

        _output.WriteLine(FormattableString.Invariant($"{killed} kills in {rounds} rounds ({late} came after the run's end), {expected.Contacts.Count} contacts, {expected.Links.Count} links; a run takes {duration.TotalSeconds:0.0} s."));
    }

    /// <summary>One kill at a seam.</summary>
    public async Task KillAtAsync(string seam, int passes, Action<TempFolder> prepare)
    {
        (State expected, _) = await UnkilledAsync(prepare);
        using var folder = new TempFolder();
        prepare(folder);
        using (ChildProcess killer = ChildProcess.StartProgram("UserSync.SeamKiller", folder.Path, _environment, [seam, passes.ToString(CultureInfo.InvariantCulture), .. Sync]))
            Assert.Equal(137, (await killer.End()).ExitCode);
        await VerifyAsync(folder, expected, $"killed at {seam}");
        _output.WriteLine($"{seam} {passes}: as if nobody had killed it.");
    }

    private async Task<(State State, TimeSpan Duration)> UnkilledAsync(Action<TempFolder> prepare)
    {
        using var folder = new TempFolder();
        prepare(folder);
        var watch = Stopwatch.StartNew();
        ProgramRun run = await ChildProcess.Run(folder.Path, _environment, Sync);
        TimeSpan duration = watch.Elapsed;
        Assert.True(run.ExitCode is 0 or 1, run.Error);
        State state = await StateAsync(folder);
        Assert.True(state.Contacts.Count >= 1500, run.Out);
        return (state, duration);
    }

    private async Task VerifyAsync(TempFolder folder, State expected, string how)
    {
        ProgramRun last = await ChildProcess.Run(folder.Path, _environment, Sync);
        Assert.True(last.ExitCode is 0 or 1, $"{how}: {last.ExitCode} {last.Error}");
        State state = await StateAsync(folder);
        Assert.True(expected.Contacts.SequenceEqual(state.Contacts), $"{how}: {expected.Contacts.Count} contacts expected, {state.Contacts.Count} there, {state.Contacts.Distinct().Count()} different.");
        Assert.True(expected.Links.SequenceEqual(state.Links), $"{how}: {expected.Links.Count} links expected, {state.Links.Count} there.");
        ProgramRun again = await ChildProcess.Run(folder.Path, _environment, Sync);
        Assert.True(again.Summary.GetProperty("requests").GetProperty("writes").GetInt32() == 0, $"{how}: the second run wrote: {again.Summary}");
        Assert.Empty(Directory.EnumerateFiles(folder.Path, "*.usersync-new"));
    }

    private async Task<State> StateAsync(TempFolder folder)
    {
        var contacts = new List<string>();
        var emailOf = new Dictionary<string, string>(StringComparer.Ordinal);
        using (var csv = new CsvReader(new StreamReader(folder.File("contacts.csv")), CultureInfo.InvariantCulture))
        {
            await csv.ReadAsync();
            csv.ReadHeader();
            while (await csv.ReadAsync())
            {
                contacts.Add(string.Join('\t', csv.Parser.Record!));
                emailOf.Add(csv.GetField("id")!, csv.GetField("email")!);
            }
        }

        ProgramRun listed = await ChildProcess.Run(folder.Path, _environment, "links", "-p", "shop.json", "--output", "json");
        var links = new List<string>();
        foreach (JsonElement link in listed.Json.GetProperty("links").EnumerateArray())
        {
            string contact = link.GetProperty("contactId").GetString()!;
            Assert.True(emailOf.ContainsKey(contact), $"The link of user {link.GetProperty("userId").GetString()} points to contact {contact}, which does not exist.");
            links.Add($"{link.GetProperty("userId").GetString()} - {contact} {emailOf[contact]}");
        }

        contacts.Sort(StringComparer.Ordinal);
        links.Sort(StringComparer.Ordinal);
        return new State(contacts, links);
    }

    private sealed record State(List<string> Contacts, List<string> Links);
}
