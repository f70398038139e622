using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using UserSync.Connectors.Composition;
using UserSync.Core.Execution;
using UserSync.Core.Links;
using UserSync.Core.Model;
using UserSync.Core.Planning;
using UserSync.Core.Profiles;

namespace UserSync.Connectors.Tests.Scenarios;

/// <summary>
/// A folder a scenario: files of both sides, a profile, perhaps links.csv and a folder "before" whose state a first run takes as
/// baseline; expected.txt is the plan that must come out, and a second plan after the run must be empty of writes.
/// USERSYNC_WRITE_GOLDEN=1 writes the expected plans anew: read the difference before you commit it.
/// </summary>
public sealed class ScenarioTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string> Scenarios() => [.. Directory.GetDirectories(Here()).Select(Path.GetFileName).OfType<string>().Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Scenarios))]
    public async Task The_plan_is_the_expected_one_and_the_second_is_empty(string scenario)
    {
        string source = Path.Combine(Here(), scenario);
        string folder = Directory.CreateTempSubdirectory("usersync-scenario").FullName;
        try
        {
            string before = Path.Combine(source, "before");
            if (Directory.Exists(before))
            {
                Copy(source, folder, "profile.json");
                Copy(before, folder);
                await LinksAsync(folder);
                await RunAsync(folder, whatIf: false);
            }

            Copy(source, folder);
            await LinksAsync(folder);
            string plan = await RunAsync(folder, whatIf: true);
            string expected = Path.Combine(source, "expected.txt");
            if (Environment.GetEnvironmentVariable("USERSYNC_WRITE_GOLDEN") == "1")
                await File.WriteAllTextAsync(expected, plan, Token);
            Assert.Equal(await File.ReadAllTextAsync(expected, Token), plan);
            await RunAsync(folder, whatIf: false);
            string second = await RunAsync(folder, whatIf: true);
            Assert.DoesNotContain(second.Split('\n'), l => l.StartsWith("Create", StringComparison.Ordinal) || l.StartsWith("Update", StringComparison.Ordinal) || l.StartsWith("Link", StringComparison.Ordinal) || l.StartsWith("Unlink", StringComparison.Ordinal));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<string> RunAsync(string folder, bool whatIf)
    {
        SyncProfile profile = ProfileLoader.Load(Path.Combine(folder, "profile.json"));
        await using Workspace workspace = await Opener().OpenAsync(profile, whatIf, Token);
        var text = new StringBuilder();
        await foreach (SyncEvent e in new SyncEngine(workspace).RunAsync(new SyncRequest { All = true, WhatIf = whatIf }, Token))
        {
            switch (e)
            {
                case PlannedEvent planned:
                    text.Append(Line(planned.Change));
                    break;
                case ResultEvent { Result: { Outcome: not ChangeOutcome.Done } result }:
                    text.Append(CultureInfo.InvariantCulture, $"{result.Outcome} user {result.UserId}: {result.Error?.Message ?? result.Reason}\n");
                    break;
                case SummaryEvent summary:
                    text.Append(CultureInfo.InvariantCulture, $"{summary.Summary}\n");
                    break;
            }
        }

        return text.ToString();
    }

    private static string Line(PlannedChange change)
    {
        IEnumerable<string> fields = change.Writes.Select(w => $"\n    {w.Path}: {Show(w.Before)} -> {Show(w.Value)}");
        string contact = change.Action == ChangeAction.Create ? "a new contact" : $"contact {change.ContactId}";
        return $"{change.Action} user {change.UserId}, {contact}: {change.Reason}{string.Concat(fields)}\n";
    }

    private static string Show(FieldValue value) => value.HasValue ? $"\"{string.Join("\" \"", value.Values)}\"" : "nothing";

    private static async Task LinksAsync(string folder)
    {
        string path = Path.Combine(folder, "links.csv");
        if (!File.Exists(path))
            return;
        SyncProfile profile = ProfileLoader.Load(Path.Combine(folder, "profile.json"));
        await using LinkStore store = await Opener().OpenStoreAsync(profile, preview: false, Token);
        SyncLink[] links = [.. (await File.ReadAllLinesAsync(path, Token)).Skip(1).Select(l => l.Split(',')).Select(p => new SyncLink { Site = profile.Cms.Key, Account = profile.Crm.Key, UserId = p[0], ContactId = p[1] })];
        await store.Links.AddAsync(links, Token);
        File.Delete(path);
    }

    private static WorkspaceOpener Opener() => new(new WorkspaceOptions { Host = ProcessHost.Create(TimeSpan.FromSeconds(1)), Secrets = new SecretResolver(static _ => null) });

    private static void Copy(string from, string to, string pattern = "*")
    {
        foreach (string file in Directory.GetFiles(from, pattern).Where(f => Path.GetFileName(f) != "expected.txt"))
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)), overwrite: true);
    }

    private static string Here([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
