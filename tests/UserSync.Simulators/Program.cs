using System.Globalization;
using UserSync.Simulators;

// dotnet run --project tests/UserSync.Simulators -- civicrm --port 8080
string? product = args.FirstOrDefault(a => !a.StartsWith('-'));
int named = Array.IndexOf(args, "--port");
if (product is null || !Products.All.TryGetValue(product, out Func<SimulatedClock, ISimulator>? make)
    || (named >= 0 && (named + 1 >= args.Length || !int.TryParse(args[named + 1], CultureInfo.InvariantCulture, out _))))
{
    await Console.Error.WriteLineAsync($"Usage: UserSync.Simulators <{string.Join('|', Products.All.Keys)}> [--port N]");
    return 2;
}

int port = named < 0 ? 0 : int.Parse(args[named + 1], CultureInfo.InvariantCulture);
await using SimulatorServer server = await SimulatorServer.StartAsync(make(new SimulatedClock(TimeProvider.System)), port);
await Console.Out.WriteLineAsync($"{product} simulator at {server.Address}; {server.Simulator.Welcome}");
await server.WaitAsync();
return 0;
