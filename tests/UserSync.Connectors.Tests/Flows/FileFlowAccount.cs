namespace UserSync.Connectors.Tests.Flows;

/// <summary>Contacts in a CSV file.</summary>
internal sealed class FileFlowAccount : FlowAccount
{
    private const string Name = "contacts.csv";
    private readonly string _file;

    public FileFlowAccount(string folder)
    {
        _file = Path.Combine(folder, Name);
        File.WriteAllText(_file, "id,EMAIL,first_name,last_name,PHONE\n");
    }

    public override string Profile => $$"""{ "kind": "csv", "account": "account", "path": "{{Name}}" }""";

    public override void Add(Person person) => File.AppendAllText(_file, $"c{Rows().Count + 1},{Row(person)}\n");

    public override void Change(Person person) => File.WriteAllLines(
        _file,
        File.ReadLines(_file).Select(line => line.Split(',') is [var id, var email, ..] && email == person.Email ? $"{id},{Row(person)}" : line).ToList());

    public override IReadOnlyDictionary<string, Person> People() => Rows().ToDictionary(r => r[0], r => new Person(r[1], r[2], r[3], r[4]), StringComparer.Ordinal);

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static string Row(Person person) => $"{person.Email},{person.First},{person.Last},{person.Phone}";

    private List<string[]> Rows() => [.. File.ReadLines(_file).Skip(1).Select(l => l.Split(','))];
}
