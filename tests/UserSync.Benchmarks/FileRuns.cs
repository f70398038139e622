using System.Globalization;
using System.Text;
using UserSync.Connectors.Composition;
using UserSync.Core.Execution;
using UserSync.Core.Profiles;

namespace UserSync.Benchmarks;

/// <summary>Plan, first run and second run between two CSV files; half of the users have a contact already.</summary>
internal sealed class FileRuns
{
    private readonly string _folder;
    private readonly int _count;

    public FileRuns(string folder, int count)
    {
        _folder = folder;
        _count = count;
    }

    public async Task MeasureAsync()
    {
        Write();
        SyncProfile profile = ProfileLoader.Load(Path.Combine(_folder, "bench.json"));
        await Measure.RunAsync("plan (preview)", () => RunAsync(profile, new SyncRequest { All = true, WhatIf = true }));
        await Measure.RunAsync("first run", () => RunAsync(profile, new SyncRequest { All = true }));
        await Measure.RunAsync("second run, nothing to do", () => RunAsync(profile, new SyncRequest { All = true }));
        Change("users.csv", "User Number", 100);
        await Measure.RunAsync("third run, 1 % changed", () => RunAsync(profile, new SyncRequest { All = true }));

        // The strangers among the contacts stay what they are: this measures the merge of linked pairs.
        SyncProfile bothWays = profile with
        {
            Direction = SyncDirection.Both,
            Fields = [.. profile.Fields.Select(f => f with { Direction = SyncDirection.Both })],
            Users = profile.Users with { Create = false },
        };
        await Measure.RunAsync("both ways, nothing to do", () => RunAsync(bothWays, new SyncRequest { All = true }));
        Change("users.csv", "Number 1", 10);
        Change("contacts.csv", "Number 2", 10);
        await Measure.RunAsync("both ways, changes on each side", () => RunAsync(bothWays, new SyncRequest { All = true }));
    }

    private static async Task<SyncSummary> RunAsync(SyncProfile profile, SyncRequest request)
    {
        var opener = new WorkspaceOpener(new WorkspaceOptions { Host = ProcessHost.Create(TimeSpan.FromSeconds(1)), Secrets = new SecretResolver(static _ => null) });
        await using Workspace workspace = await opener.OpenAsync(profile, request.WhatIf, CancellationToken.None);
        SyncSummary? summary = null;
        await foreach (SyncEvent e in new SyncEngine(workspace).RunAsync(request, CancellationToken.None))
            summary = (e as SummaryEvent)?.Summary ?? summary;
        return summary!;
    }

    private void Write()
    {
        using (StreamWriter users = File.CreateText(Path.Combine(_folder, "users.csv")))
        {
            users.WriteLine("id,email,name,phone,company");
            for (int i = 0; i < _count; i++)
                users.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{i + 1},User{i}@example.org,User Number {i},+49 30 {1000000 + i},Company {i % 997}"));
        }

        using (StreamWriter contacts = File.CreateText(Path.Combine(_folder, "contacts.csv")))
        {
            contacts.WriteLine("id,email,name,phone,company,note");
            for (int i = 0; i < _count; i++)
            {
                // Every second contact is a user's; the others are strangers.
                string address = i % 2 == 0 ? $"user{i}@example.org" : $"stranger{i}@example.net";
                contacts.WriteLine(string.Create(CultureInfo.InvariantCulture, $"k{i},{address},{(i % 4 == 0 ? "" : "Somebody")},,,kept"));
            }
        }

        File.WriteAllText(Path.Combine(_folder, "bench.json"), """
            {
              "name": "bench",
              "cms": { "kind": "csv", "site": "bench", "path": "users.csv" },
              "crm": { "kind": "csv", "account": "bench", "path": "contacts.csv" },
              "links": { "store": "sqlite", "path": "bench.links.db" },
              "match": [ "email" ],
              "fields": [
                { "user": "name", "contact": "name" },
                { "user": "email", "contact": "EMAIL" },
                { "user": "phone", "contact": "PHONE" },
                { "user": "company", "contact": "company" }
              ]
            }
            """);
    }

    private void Change(string file, string text, int everyNth)
    {
        string path = Path.Combine(_folder, file);
        string[] lines = File.ReadAllLines(path);
        for (int i = 1; i < lines.Length; i += everyNth)
            lines[i] = lines[i].Replace(text, "Changed " + text, StringComparison.Ordinal);
        File.WriteAllLines(path, lines, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
    }
}
