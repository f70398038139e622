using UserSync.Core.Links;

namespace UserSync.Core.Execution;

/// <summary>What the core takes from the outside world instead of reading it.</summary>
public sealed record HostContext
{
    /// <summary>The clock.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>A folder for temporary files.</summary>
    public required string TempFolder { get; init; }

    /// <summary>This process, as the holder of a lease.</summary>
    public required LeaseOwner Owner { get; init; }

    /// <summary>Tells whether a process of this machine still runs.</summary>
    public required Func<LeaseOwner, bool> IsAlive { get; init; }

    /// <summary>How long the request in hand may go on after a stop: 700 ms in the module, 30 s in the console.</summary>
    public TimeSpan StopGrace { get; init; } = TimeSpan.FromMilliseconds(700);

    /// <summary>Cuts the request in hand at once, without the rest of the grace: the second Ctrl+C of the console.</summary>
    public CancellationToken Cut { get; init; }

    /// <summary>Called at each named seam (intent, request, answer, rename, commit) so that tests can end the process there.</summary>
    public Action<string> Seam { get; init; } = static _ => { };
}
