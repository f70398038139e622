using UserSync.Cli.Hosting;

namespace UserSync.Cli.Tests.Support;

/// <summary>Runs the program inside the test, with streams and an environment of its own.</summary>
internal sealed class InProcess : IDisposable
{
    private readonly StringWriter _error = new();

    public InProcess(string folder)
    {
        Folder = folder;
        Signals = new StopSignals(_error.WriteLine);
    }

    public string Folder { get; }

    public StopSignals Signals { get; }

    public Dictionary<string, string> Environment { get; } = new(StringComparer.Ordinal);

    public int Width { get; set; } = 100;

    public bool IsTerminal { get; set; }

    /// <summary>What somebody types at the questions, line by line; then the input is at its end.</summary>
    public IReadOnlyList<string> Answers { get; set; } = [];

    public Action<string> Seam { get; set; } = static _ => { };

    public static async Task<ProgramRun> Run(string folder, params string[] args)
    {
        using var program = new InProcess(folder);
        return await program.Run(args);
    }

    public async Task<ProgramRun> Run(params string[] args)
    {
        var output = new StringWriter();
        int exit = await UserSyncProgram.RunAsync(args, new ProgramHost
        {
            In = new StringReader(string.Join('\n', Answers)),
            InIsTerminal = IsTerminal,
            Out = output,
            Error = _error,
            Environment = name => Environment.GetValueOrDefault(name),
            Folder = Folder,
            Signals = Signals,
            Width = Width,
            OutIsTerminal = IsTerminal,
            ErrorIsTerminal = IsTerminal,
            Seam = Seam,
        });
        return new ProgramRun(exit, output.ToString(), _error.ToString());
    }

    public void Dispose()
    {
        Signals.Dispose();
        _error.Dispose();
    }
}
