using System.CommandLine;
using UserSync.Cli.Hosting;
using UserSync.Core.Errors;
using UserSync.Core.Execution;

namespace UserSync.Cli;

/// <summary>What stands around every command: its session, and an exit code for whatever goes wrong.</summary>
internal sealed class CommandFrame
{
    private readonly ProgramHost _host;

    public CommandFrame(ProgramHost host) => _host = host;

    /// <summary>The options of all commands.</summary>
    public GlobalOptions Options { get; } = new();

    /// <summary>Lets a command do something.</summary>
    public void Act(Command command, Func<Session, Task<RunEnd>> action) => command.SetAction(async (parse, _) =>
    {
        using var session = new Session(_host, parse, Options);
        try
        {
            session.OpenLog();
            return session.Finish(await action(session));
        }
        catch (UserSyncException failure)
        {
            return session.Fail(failure.Error, _host.Signals.End is { } end && failure.Error.Repeatable ? end : RunEnds.Of(failure.Error));
        }
        catch (OperationCanceledException) when (_host.Signals.End is { } end)
        {
            return session.Finish(end);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return session.Fail(new SyncError(ErrorIds.FileNotWritable, failure.Message) { Remedy = "Check the path, the rights of this account and the free space, then run again." }, RunEnd.Repeatable, failure);
        }
#pragma warning disable CA1031 // The last resort of the process: a clear line and an exit code instead of a crash.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            return session.Fail(
                new SyncError(ErrorIds.UnexpectedFailure, $"{failure.GetType().Name}: {failure.Message}") { Remedy = "Run again with --verbose and report this as a fault of UserSync." }, RunEnd.Human, failure);
        }
    });
}
