using UserSync.Core.Model;
using UserSync.PowerShell.Commands;

namespace UserSync.PowerShell.Tests.Support;

/// <summary>A folder with a profile between two CSV files, and a shell that stands in it.</summary>
internal sealed class Folder : IDisposable
{
    private readonly string _path = Directory.CreateTempSubdirectory("usersync-module").FullName;

    public Folder()
    {
        Write("shop.json", Profile("shop"));
        Write("users.csv", "id,email,name\n1,anna@example.org,Anna\n2,boris@example.org,Boris\n3,clara@example.org,Clara\n");
        Write("contacts.csv", "id,email,name\n11,anna@example.org,Anna\n12,BORIS@example.org,\n");
        Shell = new FakeShell { Location = _path };
    }

    public FakeShell Shell { get; }

    public static string Profile(string site) => $$"""
        { "cms": { "kind": "csv", "site": "{{site}}", "path": "users.csv" },
          "crm": { "kind": "csv", "account": "crm", "path": "contacts.csv" },
          "links": { "path": "{{site}}.links.db" },
          "fields": [ { "user": "name", "contact": "name" }, { "user": "email", "contact": "EMAIL" } ] }
        """;

    public string File(string name) => Path.Combine(_path, name);

    public void Write(string name, string text) => System.IO.File.WriteAllText(File(name), text);

    public string Read(string name) => System.IO.File.ReadAllText(File(name));

    public bool Has(string name) => System.IO.File.Exists(File(name));

    /// <summary>Runs a cmdlet as the engine would: once to begin, once for each record, once at the end.</summary>
    public T Run<T>(T command, params Action<T>[] records)
        where T : UserSyncCommand
    {
        using (command)
        {
            command.Shell = Shell;
            if (command is ProfileCommand { Profile: null } withProfile)
                withProfile.Profile = "./shop.json";
            command.Step(command.Begin);
            Shell.ExpectsInput = records.Length > 0;
            if (records.Length == 0)
                command.Step(command.Process);
            foreach (Action<T> record in records)
            {
                record(command);
                command.Step(command.Process);
            }

            command.Step(command.End);
        }

        return command;
    }

    public static CmsUser User(string id, string site = "shop") => new() { Site = site, UserId = id };

    public static SyncLink Link(string user, string contact, string site = "shop") => new() { Site = site, Account = "crm", UserId = user, ContactId = contact };

    public void Dispose() => Directory.Delete(_path, recursive: true);
}
