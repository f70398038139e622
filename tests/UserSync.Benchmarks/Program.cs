using System.Globalization;
using UserSync.Benchmarks;

// dotnet run -c Release --project tests/UserSync.Benchmarks -- [files|links|amocrm|drupal|joomla] [count] [address token], or agent [folder of wordpress.php]
string what = args is [var name, ..] ? name : "files";
int count = args.Length > 1 && what != "agent" ? int.Parse(args[1], CultureInfo.InvariantCulture) : what == "drupal" ? 5_000 : 100_000;
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
        case "drupal":
            await new DrupalRuns(count).MeasureAsync();
            break;
        case "joomla":
            await new JoomlaRuns(args.Length > 1 ? count : 5000, args.Length > 2 ? new Uri(args[2]) : null, args.Length > 3 ? args[3] : null).MeasureAsync();
            break;
        case "agent":
            await new AgentRuns(Path.GetFullPath(args.Length > 1 ? args[1] : "module/agents")).MeasureAsync();
            break;
        default:
            Console.Error.WriteLine("Say files, links, amocrm, drupal or joomla and a count, or agent; joomla may have the address and the token of a real site.");
            return 2;
    }

    return 0;
}
finally
{
    Directory.Delete(folder, recursive: true);
}
