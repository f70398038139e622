using UserSync.Core.Errors;

namespace UserSync.Core.Execution;

/// <summary>How a run ended; the values are the exit codes of <c>usersync</c>.</summary>
public enum RunEnd
{
    /// <summary>Everything was done; open conflicts included.</summary>
    Done = 0,

    /// <summary>Some items failed.</summary>
    Partly = 1,

    /// <summary>The profile or the call is wrong.</summary>
    Usage = 2,

    /// <summary>A brake stopped it before the first write.</summary>
    Braked = 3,

    /// <summary>Another run holds the lease.</summary>
    Busy = 4,

    /// <summary>It could not run or ended early, and may be repeated.</summary>
    Repeatable = 5,

    /// <summary>A human must do something before it can run again.</summary>
    Human = 6,

    /// <summary>It was stopped with Ctrl+C.</summary>
    Stopped = 130,

    /// <summary>It was stopped by SIGTERM.</summary>
    Terminated = 143,
}
