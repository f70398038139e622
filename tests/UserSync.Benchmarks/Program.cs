using System.Globalization;
using UserSync.Benchmarks;

// dotnet run -c Release --project tests/UserSync.Benchmarks -- [files|links|amocrm|drupal] [count]
string what = args is [var name, ..] ? name : "files";
int count = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : what == "drupal" ? 5_000 : 100_000;
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
        default:
            Console.Error.WriteLine("Say files, links, amocrm or drupal, and a count.");
            return 2;
    }

    return 0;
}
finally
{
    Directory.Delete(folder, recursive: true);
}
