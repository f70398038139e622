using System.Globalization;
using UserSync.Benchmarks;

// dotnet run -c Release --project tests/UserSync.Benchmarks -- [files|links|amocrm] [count], or agent [folder of wordpress.php]
string what = args is [var name, ..] ? name : "files";
int count = args.Length > 1 && what != "agent" ? int.Parse(args[1], CultureInfo.InvariantCulture) : 100_000;
string folder = Directory.CreateTempSubdirectory("usersync-bench").FullName;
try
{
    switch (what)
    {
        case "files":
            await new FileRuns(folder, count).MeasureAsync();
            break;
        case "links":
            await new LinkStoreRuns(folder, count).MeasureAsync();
            break;
        case "amocrm":
            await new AmoCrmRuns(folder, args.Length > 1 ? count : 10_000).MeasureAsync();
            break;
        case "agent":
            await new AgentRuns(Path.GetFullPath(args.Length > 1 ? args[1] : "module/agents")).MeasureAsync();
            break;
        default:
            Console.Error.WriteLine("Say files, links or amocrm and a count, or agent.");
            return 2;
    }

    return 0;
}
finally
{
    Directory.Delete(folder, recursive: true);
}
