using System.Management.Automation;
using UserSync.Core.Execution;

namespace UserSync.PowerShell.Shell;

/// <summary>
/// What a cmdlet needs of the shell around it. The reference assembly of PowerShell compiles and does nothing, so that cmdlets
/// talk to this, and tests can listen.
/// </summary>
internal interface IShell
{
    /// <summary>Name of the running command.</summary>
    string Command { get; }

    /// <summary>True when the caller wants to see and not to do.</summary>
    bool WhatIf { get; }

    /// <summary>False when progress is silenced by variable or parameter.</summary>
    bool ShowsProgress { get; }

    /// <summary>True when verbose lines are wanted.</summary>
    bool ShowsVerbose { get; }

    /// <summary>True when debug lines are wanted.</summary>
    bool ShowsDebug { get; }

    /// <summary>True behind a pipe, be it an empty one.</summary>
    bool ExpectsInput { get; }

    /// <summary>The current object of the pipe, when it was refused as the typed object that the command expects; told once.</summary>
    object? TakeRefused();

    /// <summary>Whether the caller or the current object of the pipe gave this parameter.</summary>
    bool IsBound(string parameter);

    /// <summary>Runs a script block for one object, which it knows as $_; what it brings.</summary>
    /// <exception cref="RuntimeException">The block ended in an error.</exception>
    IReadOnlyList<object?> Run(ScriptBlock block, object item);

    void Output(object value);

    void Error(ShellError error);

    /// <summary>Ends the command. Returns where there is no engine: every caller returns after it.</summary>
    void Terminate(ShellError error);

    void Warning(string text);

    void Verbose(string text);

    void Debug(string text);

    void Information(object value);

    void Progress(ProgressEvent progress);

    /// <summary>Takes the progress bar away, if one was shown.</summary>
    void EndProgress();

    /// <summary>Asks whether to go on with one change.</summary>
    /// <param name="target">Who is changed.</param>
    /// <param name="action">What will happen.</param>
    /// <param name="destructive">True when something is deleted: asked about unless confirmation is off.</param>
    bool ShouldProcess(string target, string action, bool destructive = false);

    /// <summary>True when a person sits at this session and can be asked: not with -NonInteractive, in a job, or when input or output is redirected.</summary>
    bool CanAsk { get; }

    /// <summary>Asks the person for a text.</summary>
    /// <returns>The answer; null when there is none.</returns>
    string? Ask(string what, string help);

    /// <summary>The full path in the file system of a path as the session understands it.</summary>
    string PathOf(string path);

    /// <summary>The folder at which relative paths start.</summary>
    string Location { get; }

    /// <summary>A variable of the environment.</summary>
    string? Environment(string name);

    /// <summary>An entry of a vault of SecretManagement.</summary>
    /// <exception cref="Core.Errors.UserSyncException">SecretUnavailable.</exception>
    string Secret(string vault, string name);
}
