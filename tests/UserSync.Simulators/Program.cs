using UserSync.Simulators;

// dotnet run --project tests/UserSync.Simulators -- civicrm --port 8080
SimulatorServer server;
SimulatorOptions options;
try
{
    options = SimulatorOptions.Parse(args);
    if (!Products.All.TryGetValue(options.Product, out Func<SimulatorOptions, SimulatedClock, ISimulator>? make))
        throw new ArgumentException($"There is no product '{options.Product}'. There are: {string.Join(", ", Products.All.Keys)}.");
    SimulatedClock clock = new(options.IsClockVirtual ? null : TimeProvider.System);
    server = await SimulatorServer.StartAsync(make(options, clock), options.Port);
}
catch (ArgumentException e)
{
    await Console.Error.WriteLineAsync($"{e.Message}\n{SimulatorOptions.Usage}");
    return 2;
}

await using (server)
{
    await Console.Out.WriteLineAsync($"{options.Product} simulator at {server.Address}; {server.Simulator.Welcome}");
    using PeriodicTimer timer = new(TimeSpan.FromSeconds(1));
    Task stopped = server.WaitAsync();
    Task<bool> tick = timer.WaitForNextTickAsync().AsTask();
    while (await Task.WhenAny(stopped, tick) == tick)
    {
        await server.Simulator.TickAsync(CancellationToken.None);
        tick = timer.WaitForNextTickAsync().AsTask();
    }
}

return 0;
