using System.CommandLine;
using Spectre.Console;
using UserSync.Cli.Hosting;
using UserSync.Cli.Logs;
using UserSync.Cli.Output;
using UserSync.Connectors.Composition;
using UserSync.Connectors.Http;
using UserSync.Core.Errors;
using UserSync.Core.Execution;
using UserSync.Core.Links;
using UserSync.Core.Profiles;

namespace UserSync.Cli;

/// <summary>One invocation: its options, where it writes, and how it opens things.</summary>
internal sealed class Session : IDisposable
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(30);
    private readonly ParseResult _parse;
    private readonly GlobalOptions _options;
    private readonly Lock _errorGate = new();

    public Session(ProgramHost host, ParseResult parse, GlobalOptions options)
    {
        Host = host;
        _parse = parse;
        _options = options;
        IsPlain = parse.GetValue(options.NoColor) || host.Environment("NO_COLOR") is { Length: > 0 } || host.Environment("TERM") == "dumb";

        // A value that is no format is an error of its own, told as a table would be.
        IsJson = parse.GetResult(options.Output)?.Errors.Any() != true && parse.GetValue(options.Output) == OutputFormat.Json;
        IsVerbose = parse.GetValue(options.Verbose);
        Out = Terminal.Create(host.Out, host.Width, host.OutIsTerminal && !IsPlain);
        Error = Terminal.Create(host.Error, host.Width, host.ErrorIsTerminal && !IsPlain);
        Json = new JsonOutput(host.Out);
        Locator = ProfileFolders.Locator(host.Environment);
    }

    /// <summary>The log; null when none is wanted.</summary>
    public LogFile? Log { get; private set; }

    /// <summary>The process.</summary>
    public ProgramHost Host { get; }

    /// <summary>Standard output for people; not to be used when <see cref="IsJson"/>.</summary>
    public IAnsiConsole Out { get; }

    /// <summary>Standard error.</summary>
    public IAnsiConsole Error { get; }

    /// <summary>The document for machines.</summary>
    public JsonOutput Json { get; }

    /// <summary>True when the document is wanted instead of tables.</summary>
    public bool IsJson { get; }

    /// <summary>True when detail is wanted.</summary>
    public bool IsVerbose { get; }

    /// <summary>True when neither colours nor progress are wanted.</summary>
    public bool IsPlain { get; }

    /// <summary>Whether anybody watches progress.</summary>
    public bool ShowsProgress => Host.ErrorIsTerminal && !IsPlain && !IsVerbose;

    /// <summary>Whether somebody is there to be asked.</summary>
    public bool AsksQuestions => Host.InIsTerminal && Host.OutIsTerminal && !IsJson;

    /// <summary>Cancelled by Ctrl+C.</summary>
    public CancellationToken Stop => Host.Signals.Stop;

    /// <summary>Finds profiles.</summary>
    public ProfileLocator Locator { get; }

    /// <summary>Opens what a profile names.</summary>
    public WorkspaceOpener Opener => new(new WorkspaceOptions
    {
        Host = ProcessHost.Create(Grace) with { Cut = Host.Signals.Cut, Seam = Host.Seam },
        Secrets = new SecretResolver(Host.Environment),
        Trace = IsVerbose || Log is not null ? line => Detail(line.Level == HttpTraceLevel.Verbose ? line.Text : "") : null,
    });

    /// <summary>The value of an option.</summary>
    public T? Value<T>(Option<T> option) => _parse.GetValue(option);

    /// <summary>The value of an argument.</summary>
    public T Value<T>(Argument<T> argument) => _parse.GetRequiredValue(argument);

    /// <summary>The value of an argument that may be left out.</summary>
    public T? ValueOrNull<T>(Argument<T> argument) => _parse.GetValue(argument);

    /// <summary>A path of the command line.</summary>
    public string FullPath(string path) => Path.GetFullPath(path, Host.Folder);

    /// <summary>Loads the profile that was named, or the default one.</summary>
    public SyncProfile LoadProfile()
    {
        string named = _parse.GetValue(_options.Profile) ?? ProfileFolders.Default(Locator, Host.Environment) ?? throw new UserSyncException(
            new SyncError(ErrorIds.ProfileNotFound, "No profile is named, and there is no default one.") { Remedy = "Name one with --profile, or set USERSYNC_PROFILE; usersync profile list shows what there is." });
        return ProfileLoader.Load(Locator.Find(named, Host.Folder));
    }

    /// <summary>Opens the link store alone, for reading: no store is made, no system is asked and no secret is needed.</summary>
    public Task<LinkStore> OpenStoreAsync(SyncProfile profile) => Opener.OpenStoreAsync(profile, preview: true, Stop);

    /// <summary>Opens the link store for changes by hand: they are journalled with who made them.</summary>
    public async Task<LinkStore> EditStoreAsync(SyncProfile profile, string command)
    {
        LinkStore store = await Opener.OpenStoreAsync(profile, preview: false, Stop);
        store.Editor = ProcessHost.Editor(profile.Name, $"usersync {command}");
        return store;
    }

    /// <summary>Tells a line, whole: paths and commands must not be wrapped for whoever copies them.</summary>
    public void Tell(string line) => Host.Out.WriteLine(line);

    /// <summary>Asks; null when the input is at its end.</summary>
    /// <exception cref="OperationCanceledException">Ctrl+C instead of an answer.</exception>
    public async Task<string?> AskAsync(string question)
    {
        await Host.Out.WriteAsync(question);
        await Host.Out.FlushAsync(Stop);

        // A console is read without a way to stop; who stops does not wait for it.
        return await Task.Run(Host.In.ReadLine, Stop).WaitAsync(Stop);
    }

    /// <summary>Tells something that needs attention.</summary>
    public void Warn(string text)
    {
        Log?.Warn(ConsoleWords.Of(text));
        lock (_errorGate)
            Error.WriteLine($"warning: {Shown.Text(ConsoleWords.Of(text))}");
    }

    /// <summary>Tells detail, when it is wanted.</summary>
    public void Detail(string text)
    {
        if (text.Length == 0)
            return;
        Log?.Detail(ConsoleWords.Of(text));
        if (!IsVerbose)
            return;
        lock (_errorGate)
            Host.Error.WriteLine(Shown.Text(ConsoleWords.Of(text)));
    }

    /// <summary>Opens the log that was asked for.</summary>
    public void OpenLog()
    {
        if (_parse.GetValue(_options.LogFile) is { Length: > 0 } path)
            Log = new LogFile(FullPath(path));
    }

    /// <summary>Ends well, or as well as the command says.</summary>
    public int Finish(RunEnd end)
    {
        if (IsJson)
            Json.End((int)end);
        return (int)end;
    }

    /// <summary>Tells an error and ends.</summary>
    public int Fail(SyncError error, RunEnd end, Exception? unexpected = null)
    {
        Log?.Fail(ConsoleWords.Of(error));
        lock (_errorGate)
        {
            ErrorText.Write(Error, error);
            if (unexpected is not null && IsVerbose)
                Host.Error.WriteLine(Shown.Lines(unexpected.ToString()));
        }

        if (IsJson)
            Json.Fail(error, (int)end);
        return (int)end;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Log?.Dispose();
        Host.Out.Flush();
        Host.Error.Flush();
    }
}
