using System.Management.Automation;
using UserSync.Core.Errors;
using UserSync.PowerShell.Shell;

namespace UserSync.PowerShell.Commands;

/// <summary>What all cmdlets share: one token that Ctrl+C cancels, one place where a failure ends the command, and the shell behind a seam.</summary>
public abstract class UserSyncCommand : PSCmdlet, IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private bool _ended;

    /// <summary>The shell; tests put their own here.</summary>
    internal IShell Shell { get => field ??= new SessionShell(this); set; }

    /// <summary>Cancelled when the pipeline is stopped.</summary>
    internal CancellationToken StopToken => _stop.Token;

    /// <summary>Closes what the call opened. The engine calls it whatever way the pipeline ended.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <inheritdoc/>
    protected sealed override void BeginProcessing() => Step(Begin);

    /// <inheritdoc/>
    protected sealed override void ProcessRecord() => Step(Process);

    /// <inheritdoc/>
    protected sealed override void EndProcessing() => Step(End);

    /// <inheritdoc/>
    protected sealed override void StopProcessing() => _ = CancelAsync();

    /// <summary>Closes what the call opened.</summary>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
            _stop.Dispose();
    }

    internal virtual void Begin()
    {
    }

    internal virtual void Process()
    {
    }

    internal virtual void End()
    {
    }

    /// <summary>Runs one step; a failure of the core ends the command with its error. Nothing runs after that.</summary>
    internal void Step(Action step)
    {
        if (_ended)
            return;
        try
        {
            step();
        }
        catch (UserSyncException failure)
        {
            Terminate(ShellError.Of(failure, failure.Error.Item is null ? Subject : null));
        }
        catch (Exception failure) when (!_stop.IsCancellationRequested && !IsOfTheEngine(failure))
        {
            Terminate(ShellError.Of(
                new UserSyncException(new SyncError(ErrorIds.UnexpectedFailure, $"{failure.GetType().Name}: {failure.Message}") { Remedy = "Run again with -Verbose; if it repeats, report it as a fault of UserSync." }, failure),
                Subject));
        }
    }

    /// <summary>What an error is about that names no item.</summary>
    private protected virtual object? Subject => null;

    // How the engine unwinds a pipeline: Select-Object -First, -ErrorAction Stop, a stop.
    private static bool IsOfTheEngine(Exception failure) => failure.GetType().Namespace?.StartsWith("System.Management.Automation", StringComparison.Ordinal) == true;

    /// <summary>Ends the command. The caller returns after it: under the reference assembly nothing is raised.</summary>
    internal void Terminate(ShellError error)
    {
        _ended = true;
        Shell.Terminate(error);
    }

    /// <summary>Cancels as StopProcessing does. Not on the stopping thread itself: what waits for the token would go on there.</summary>
    internal async Task CancelAsync()
    {
        try
        {
            await _stop.CancelAsync();
        }
        catch (ObjectDisposedException)
        {
            // The command ended by itself in the same moment.
        }
    }
}
